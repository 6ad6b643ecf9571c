//! How each kernel is launched: its constants and how many invocations it has, as pure functions of the sizes. The
//! plan launches kernels through these, and so do the tests.

use convlab_core::augmentation::Augmentation;
use convlab_core::ops::Geometry;
use convlab_core::twins::{BETA_1, BETA_2, EPSILON, dropout_scale};

use crate::kernel::Kernel;
use crate::table;

mod winograd;

pub use winograd::Winograd;

/// A kernel with the values of its override constants, and its extent.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The kernel.
    pub kernel: &'static Kernel,
    /// Its override constants.
    pub constants: Vec<(&'static str, f64)>,
    /// How many invocations it has.
    pub extent: Extent,
    /// Multiplications and additions an image, as the mathematics asks for them; 0 where it only moves numbers.
    pub operations: usize,
}

impl Launch {
    fn counting(self, operations: usize) -> Self {
        Self { operations, ..self }
    }
}

/// How many invocations a launch has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// So many, whatever the batch.
    Fixed(usize),
    /// So many for each image.
    PerImage(usize),
    /// So many for each of a batch's lanes of eight images.
    Lanes(usize),
    /// `ceil(batch * items / tile) * each`.
    Tiles {
        /// What there is to do for an image.
        items: usize,
        /// How much of it one invocation does.
        tile: usize,
        /// Invocations that share a tile.
        each: usize,
    },
}

impl Extent {
    /// The invocations for a batch.
    pub fn invocations(self, batch: usize) -> usize {
        match self {
            Self::Fixed(invocations) => invocations,
            Self::PerImage(invocations) => batch * invocations,
            Self::Lanes(invocations) => lanes(batch) * invocations,
            Self::Tiles { items, tile, each } => (batch * items).div_ceil(tile) * each,
        }
    }
}

/// Invocations that keep a large GPU busy. Sums with few outputs are split into slices until there are about so many.
const BUSY: usize = 8192;

/// Rows and columns of a register tile.
const TILE: usize = 8;

/// How many slices a sum is split into: enough to keep the GPU busy, but at most `most`.
fn slices(invocations: usize, most: usize) -> usize {
    (BUSY / invocations.max(1)).clamp(1, most.max(1))
}

/// Invocations across a tile's columns; `shaders/shared/columns.wgsl` has the same formula.
pub fn lanes(columns: usize) -> usize {
    columns.div_ceil(TILE)
}

fn launch(kernel: &'static Kernel, constants: &[(&'static str, usize)], extent: Extent) -> Launch {
    let constants = constants.iter().map(|&(name, value)| (name, value as f64)).collect();
    Launch { kernel, constants, extent, operations: 0 }
}

fn geometry(g: &Geometry) -> Vec<(&'static str, usize)> {
    vec![
        ("in_height", g.input[0]),
        ("in_width", g.input[1]),
        ("in_channels", g.input[2]),
        ("kernel_height", g.size[0]),
        ("kernel_width", g.size[1]),
        ("stride_y", g.strides[0]),
        ("stride_x", g.strides[1]),
        ("before_y", g.before[0]),
        ("before_x", g.before[1]),
        ("height", g.output[0]),
        ("width", g.output[1]),
        ("channels", g.output[2]),
    ]
}

/// Multiplications and additions of a convolution, an image.
fn products(g: &Geometry) -> usize {
    2 * g.depth() * g.output_size()
}

/// `gather_batch`: `low_images` images lie in the first of the two windows.
pub fn gather_batch(size: usize, low_images: usize, bytes: bool) -> Launch {
    let constants = [("size", size), ("low_images", low_images), ("bytes", bytes.into())];
    launch(table::GATHER_BATCH, &constants, Extent::PerImage(size))
}

/// `gather_augmented` of pictures `[height, width, channels]`, otherwise as `gather_batch`.
pub fn gather_augmented(
    picture: [usize; 3],
    low_images: usize,
    bytes: bool,
    augmentation: Augmentation,
) -> Launch {
    let [height, width, channels] = picture;
    let constants = [
        ("height", height),
        ("width", width),
        ("channels", channels),
        ("low_images", low_images),
        ("bytes", bytes.into()),
        ("flip", augmentation.flip.into()),
        ("shift", augmentation.shift as usize),
    ];
    launch(table::GATHER_AUGMENTED, &constants, Extent::PerImage(height * width))
}

/// `conv2d`
pub fn conv2d(g: &Geometry, relu: bool) -> Launch {
    let mut constants = geometry(g);
    constants.push(("relu", relu.into()));
    launch(table::CONV2D, &constants, Extent::PerImage(g.output_size())).counting(products(g))
}

/// `conv2d_tiled`
pub fn conv2d_tiled(g: &Geometry, relu: bool) -> Launch {
    let mut constants = geometry(g);
    constants.push(("relu", relu.into()));
    let [height, width, channels] = g.output;
    let extent = Extent::Tiles { items: height * width, tile: TILE, each: lanes(channels) };
    launch(table::CONV2D_TILED, &constants, extent).counting(products(g))
}

/// `conv2d_backward_input`
pub fn conv2d_backward_input(g: &Geometry) -> Launch {
    launch(table::CONV2D_BACKWARD_INPUT, &geometry(g), Extent::PerImage(g.input_size())).counting(products(g))
}

/// `conv2d_backward_kernel`
pub fn conv2d_backward_kernel(g: &Geometry) -> Launch {
    launch(table::CONV2D_BACKWARD_KERNEL, &geometry(g), Extent::Fixed(g.depth() * g.output[2]))
        .counting(products(g))
}

/// `conv2d_backward_kernel_tiled` for batches of up to `capacity`, and its number of slices.
pub fn conv2d_backward_kernel_tiled(g: &Geometry, capacity: usize) -> (Launch, usize) {
    let tiles = g.depth().div_ceil(TILE) * lanes(g.output[2]);
    let slices = slices(tiles, capacity);
    let mut constants = geometry(g);
    constants.push(("slices", slices));
    let launch = launch(table::CONV2D_BACKWARD_KERNEL_TILED, &constants, Extent::Fixed(slices * tiles));
    (launch.counting(products(g)), slices)
}

/// `conv2d_pool`
pub fn conv2d_pool(conv: &Geometry, pool: &Geometry) -> Launch {
    let mut constants = geometry(conv);
    let [pool_height, pool_width, channels] = pool.output;
    constants.extend([("pool_height", pool_height), ("pool_width", pool_width)]);
    let extent = Extent::PerImage(pool_height * pool_width.div_ceil(2) * lanes(channels));
    launch(table::CONV2D_POOL, &constants, extent).counting(products(conv))
}

/// `conv2d_pool_backward`
pub fn conv2d_pool_backward(pool: &Geometry) -> Launch {
    let constants = [
        ("height", pool.input[0]),
        ("width", pool.input[1]),
        ("pool_height", pool.output[0]),
        ("pool_width", pool.output[1]),
        ("channels", pool.output[2]),
    ];
    let [height, width, channels] = pool.input;
    let extent = Extent::PerImage(height.div_ceil(2) * width.div_ceil(2) * channels);
    launch(table::CONV2D_POOL_BACKWARD, &constants, extent)
}

fn pool(kernel: &'static Kernel, g: &Geometry, extent: Extent) -> Launch {
    let constants = [
        ("in_height", g.input[0]),
        ("in_width", g.input[1]),
        ("channels", g.input[2]),
        ("pool_height", g.size[0]),
        ("pool_width", g.size[1]),
        ("stride_y", g.strides[0]),
        ("stride_x", g.strides[1]),
        ("before_y", g.before[0]),
        ("before_x", g.before[1]),
        ("height", g.output[0]),
        ("width", g.output[1]),
    ];
    launch(kernel, &constants, extent)
}

/// `max_pool`
pub fn max_pool(g: &Geometry) -> Launch {
    pool(table::MAX_POOL, g, Extent::PerImage(g.output_size()))
}

/// `max_pool_backward`
pub fn max_pool_backward(g: &Geometry) -> Launch {
    pool(table::MAX_POOL_BACKWARD, g, Extent::PerImage(g.input_size()))
}

/// `average_pool`
pub fn average_pool(g: &Geometry) -> Launch {
    pool(table::AVERAGE_POOL, g, Extent::PerImage(g.output_size()))
}

/// `average_pool_backward`
pub fn average_pool_backward(g: &Geometry) -> Launch {
    pool(table::AVERAGE_POOL_BACKWARD, g, Extent::PerImage(g.input_size()))
}

/// `depthwise_conv2d`
pub fn depthwise_conv2d(g: &Geometry, relu: bool) -> Launch {
    let mut constants = geometry(g);
    constants.push(("relu", relu.into()));
    launch(table::DEPTHWISE_CONV2D, &constants, Extent::PerImage(g.output_size()))
}

/// `depthwise_conv2d_backward_input`
pub fn depthwise_conv2d_backward_input(g: &Geometry) -> Launch {
    launch(table::DEPTHWISE_CONV2D_BACKWARD_INPUT, &geometry(g), Extent::PerImage(g.input_size()))
}

/// `depthwise_conv2d_backward_kernel` for batches of up to `capacity`, and its number of slices.
pub fn depthwise_conv2d_backward_kernel(g: &Geometry, capacity: usize) -> (Launch, usize) {
    let size = g.size[0] * g.size[1] * g.output[2];
    let slices = slices(size, capacity * g.output[0]);
    let mut constants = geometry(g);
    constants.push(("slices", slices));
    (launch(table::DEPTHWISE_CONV2D_BACKWARD_KERNEL, &constants, Extent::Fixed(slices * size)), slices)
}

/// `dense`
pub fn dense(inputs: usize, units: usize, relu: bool) -> Launch {
    let constants = [("inputs", inputs), ("units", units), ("relu", relu.into())];
    launch(table::DENSE, &constants, Extent::PerImage(units)).counting(2 * inputs * units)
}

/// `dense_tiled` for batches of up to `capacity`, and its number of slices.
pub fn dense_tiled(inputs: usize, units: usize, capacity: usize) -> (Launch, usize) {
    let slices = slices(capacity.div_ceil(TILE) * lanes(units), inputs / 32);
    let constants = [("inputs", inputs), ("units", units), ("slices", slices), ("capacity", capacity)];
    let extent = Extent::Tiles { items: 1, tile: TILE, each: lanes(units) * slices };
    (launch(table::DENSE_TILED, &constants, extent).counting(2 * inputs * units), slices)
}

/// `dense_backward_input`
pub fn dense_backward_input(inputs: usize, units: usize) -> Launch {
    let constants = [("inputs", inputs), ("units", units)];
    launch(table::DENSE_BACKWARD_INPUT, &constants, Extent::PerImage(inputs)).counting(2 * inputs * units)
}

/// `dense_backward_input_tiled` for batches of up to `capacity`.
pub fn dense_backward_input_tiled(inputs: usize, units: usize, capacity: usize) -> Launch {
    let constants = [("inputs", inputs), ("units", units), ("capacity", capacity)];
    let extent = Extent::Lanes(inputs.div_ceil(TILE));
    launch(table::DENSE_BACKWARD_INPUT_TILED, &constants, extent).counting(2 * inputs * units)
}

/// `dense_backward_kernel`
pub fn dense_backward_kernel(inputs: usize, units: usize) -> Launch {
    let constants = [("inputs", inputs), ("units", units)];
    launch(table::DENSE_BACKWARD_KERNEL, &constants, Extent::Fixed(inputs * units))
        .counting(2 * inputs * units)
}

/// `dense_backward_kernel_tiled`
pub fn dense_backward_kernel_tiled(inputs: usize, units: usize) -> Launch {
    let constants = [("inputs", inputs), ("units", units)];
    let extent = Extent::Fixed(inputs.div_ceil(TILE) * lanes(units));
    launch(table::DENSE_BACKWARD_KERNEL_TILED, &constants, extent).counting(2 * inputs * units)
}

/// `bias_backward` over `rows` rows an image for batches of up to `capacity`, and its number of slices.
pub fn bias_backward(rows: usize, channels: usize, capacity: usize) -> (Launch, usize) {
    let slices = slices(channels, capacity * rows / 64);
    let constants = [("rows", rows), ("channels", channels), ("slices", slices)];
    (launch(table::BIAS_BACKWARD, &constants, Extent::Fixed(slices * channels)), slices)
}

/// `flip_kernel` for a kernel `[size[0], size[1], in_channels, channels]`.
pub fn flip_kernel(size: [usize; 2], in_channels: usize, channels: usize) -> Launch {
    let constants = [
        ("kernel_height", size[0]),
        ("kernel_width", size[1]),
        ("in_channels", in_channels),
        ("channels", channels),
    ];
    let extent = Extent::Fixed(size[0] * size[1] * in_channels * channels);
    launch(table::FLIP_KERNEL, &constants, extent)
}

/// `sum_slices` of a gradient: every number of a slice, no bias.
pub fn sum_gradient(slices: usize, size: usize) -> Launch {
    let constants = [("slices", slices), ("size", size), ("channels", 1), ("relu", 0)];
    launch(table::SUM_SLICES, &constants, Extent::Fixed(size))
}

/// `sum_slices` of a dense layer's output for batches of up to `capacity`, with bias.
pub fn sum_activation(slices: usize, units: usize, capacity: usize, relu: bool) -> Launch {
    let constants =
        [("slices", slices), ("size", capacity * units), ("channels", units), ("relu", relu.into())];
    launch(table::SUM_SLICES, &constants, Extent::PerImage(units))
}

/// The rows and channels that a batch normalisation sees of an image, and what it adds to a variance.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    /// Rows an image.
    pub rows: usize,
    /// Numbers a row.
    pub channels: usize,
    /// What is added to a variance.
    pub epsilon: f64,
}

impl Rows {
    /// How many slices a sum over the rows of up to `capacity` images is split into.
    pub fn slices(&self, capacity: usize) -> usize {
        slices(self.channels, capacity * self.rows / 64)
    }

    fn sums(&self, kernel: &'static Kernel, capacity: usize, invocations: usize) -> Launch {
        let slices = self.slices(capacity);
        let constants = [("rows", self.rows), ("channels", self.channels), ("slices", slices)];
        launch(kernel, &constants, Extent::Fixed(invocations))
    }

    fn normal(&self, kernel: &'static Kernel, slices: Option<usize>, extent: Extent) -> Launch {
        let constants =
            [("rows", self.rows as f64), ("channels", self.channels as f64), ("epsilon", self.epsilon)];
        let slices = slices.map(|slices| ("slices", slices as f64));
        Launch { kernel, constants: constants.into_iter().chain(slices).collect(), extent, operations: 0 }
    }
}

/// `batch_norm`
pub fn batch_norm(rows: &Rows) -> Launch {
    rows.normal(table::BATCH_NORM, None, Extent::PerImage(rows.rows * rows.channels))
}

/// `batch_norm_mean` for batches of up to `capacity`, in [`Rows::slices`].
pub fn batch_norm_mean(rows: &Rows, capacity: usize) -> Launch {
    rows.sums(table::BATCH_NORM_MEAN, capacity, rows.slices(capacity) * rows.channels)
}

/// `batch_norm_variance` for batches of up to `capacity`, in [`Rows::slices`].
pub fn batch_norm_variance(rows: &Rows, capacity: usize) -> Launch {
    rows.sums(table::BATCH_NORM_VARIANCE, capacity, rows.slices(capacity) * rows.channels)
}

/// `mean_slices` of the [`Rows::slices`] for batches of up to `capacity`.
pub fn mean_slices(rows: &Rows, capacity: usize) -> Launch {
    rows.sums(table::MEAN_SLICES, capacity, rows.channels)
}

/// `moving_average` of `size` statistics.
pub fn moving_average(size: usize, momentum: f64) -> Launch {
    let constants = vec![("size", size as f64), ("momentum", momentum), ("rest", 1.0 - momentum)];
    Launch { kernel: table::MOVING_AVERAGE, constants, extent: Extent::Fixed(size), operations: 0 }
}

/// `batch_norm_backward_gamma` for batches of up to `capacity`, in [`Rows::slices`].
pub fn batch_norm_backward_gamma(rows: &Rows, capacity: usize) -> Launch {
    let slices = rows.slices(capacity);
    rows.normal(table::BATCH_NORM_BACKWARD_GAMMA, Some(slices), Extent::Fixed(slices * rows.channels))
}

/// `batch_norm_backward_input`
pub fn batch_norm_backward_input(rows: &Rows) -> Launch {
    rows.normal(table::BATCH_NORM_BACKWARD_INPUT, None, Extent::PerImage(rows.rows * rows.channels))
}

/// `dropout` of the layer with this index; at rate 0 it copies.
pub fn dropout(size: usize, layer: usize, rate: f32) -> Launch {
    let constants = vec![
        ("size", size as f64),
        ("layer", layer as f64),
        ("rate", rate.into()),
        ("scale", dropout_scale(rate).into()),
    ];
    Launch {
        kernel: table::DROPOUT,
        constants,
        extent: Extent::Tiles { items: size, tile: 4, each: 1 },
        operations: 0,
    }
}

/// `add`
pub fn add(size: usize) -> Launch {
    launch(table::ADD, &[("size", size)], Extent::PerImage(size))
}

/// `accumulate`
pub fn accumulate(size: usize, first: bool) -> Launch {
    launch(table::ACCUMULATE, &[("size", size), ("first", first.into())], Extent::PerImage(size))
}

/// `relu`
pub fn relu(size: usize) -> Launch {
    launch(table::RELU, &[("size", size)], Extent::PerImage(size))
}

/// `relu_backward`
pub fn relu_backward(size: usize) -> Launch {
    launch(table::RELU_BACKWARD, &[("size", size)], Extent::PerImage(size))
}

/// `softmax`
pub fn softmax(rows: usize, classes: usize) -> Launch {
    launch(table::SOFTMAX, &[("rows", rows), ("classes", classes)], Extent::PerImage(rows))
}

/// `softmax_backward`
pub fn softmax_backward(rows: usize, classes: usize) -> Launch {
    launch(table::SOFTMAX_BACKWARD, &[("rows", rows), ("classes", classes)], Extent::PerImage(rows))
}

/// `softmax_cross_entropy`
pub fn softmax_cross_entropy(classes: usize) -> Launch {
    launch(table::SOFTMAX_CROSS_ENTROPY, &[("classes", classes)], Extent::PerImage(1))
}

/// `batch_metrics`
pub fn batch_metrics() -> Launch {
    launch(table::BATCH_METRICS, &[], Extent::Fixed(1))
}

/// `adam` over an arena of `size` numbers.
pub fn adam(size: usize) -> Launch {
    let constants = vec![("size", size as f64), ("beta_1", BETA_1), ("beta_2", BETA_2), ("epsilon", EPSILON)];
    Launch { kernel: table::ADAM, constants, extent: Extent::Fixed(size), operations: 0 }
}

/// `sgd` over an arena of `size` numbers.
pub fn sgd(size: usize, momentum: f32, nesterov: bool) -> Launch {
    let nesterov = if nesterov { 1.0 } else { 0.0 };
    let constants = vec![("size", size as f64), ("momentum", momentum.into()), ("nesterov", nesterov)];
    Launch { kernel: table::SGD, constants, extent: Extent::Fixed(size), operations: 0 }
}

/// In how many parts `size` numbers are reduced: enough to keep the GPU busy, few to put together.
pub fn reduction_groups(size: usize) -> usize {
    size.div_ceil(256).clamp(1, 128)
}

/// `l2_penalty` of a parameter of `size` numbers, in [`reduction_groups`] parts from `first` on.
pub fn l2_penalty(size: usize, l2: f32, first: usize) -> Launch {
    let groups = reduction_groups(size);
    let constants =
        vec![("size", size as f64), ("l2", l2.into()), ("first", first as f64), ("groups", groups as f64)];
    let extent = Extent::Fixed(groups * table::L2_PENALTY.workgroup());
    Launch { kernel: table::L2_PENALTY, constants, extent, operations: 0 }
}

/// `find_not_finite` among `size` numbers, in [`reduction_groups`] parts.
pub fn find_not_finite(size: usize) -> Launch {
    let groups = reduction_groups(size);
    let extent = Extent::Fixed(groups * table::FIND_NOT_FINITE.workgroup());
    launch(table::FIND_NOT_FINITE, &[("size", size), ("groups", groups)], extent)
}

/// `l2_gradient` of a parameter of `size` numbers.
pub fn l2_gradient(size: usize, l2: f32) -> Launch {
    let constants = vec![("size", size as f64), ("l2", l2.into())];
    Launch { kernel: table::L2_GRADIENT, constants, extent: Extent::Fixed(size), operations: 0 }
}

/// `multiply_add` of so many invocations, each of so many steps.
pub fn multiply_add(invocations: usize, steps: usize) -> Launch {
    let operations = 2 * 8 * 4 * steps * invocations;
    launch(table::MULTIPLY_ADD, &[("steps", steps)], Extent::Fixed(invocations)).counting(operations)
}

/// `add_penalty` of `count` parts.
pub fn add_penalty(count: usize) -> Launch {
    launch(table::ADD_PENALTY, &[("count", count)], Extent::Fixed(1))
}
