//! Winograd's way to convolve with a 3x3 kernel and to halve the picture, in its steps.

use convlab_core::ops::Geometry;

use super::convolution::products;
use super::staged::Blocks;
use super::{Extent, Launch, TILE, lanes, launch, slices};
use crate::kernel::Kernel;
use crate::table;

/// A convolution with 3x3 kernels of stride 1 and the max pool that halves its output.
#[derive(Clone, Copy, Debug)]
pub struct Winograd {
    conv: Geometry,
    /// The pool's output, in height and width.
    pooled: [usize; 2],
    /// The largest batch.
    capacity: usize,
    /// Outputs of a tile along its side: two, which are a window of the pool, or four.
    side: usize,
    /// Whether what is transformed is stored in 16 bits.
    half: bool,
}

/// Whether four neighbouring invocations always belong to the same rows of a tile.
fn has_quads(columns: usize) -> bool {
    lanes(columns).is_multiple_of(4)
}

impl Winograd {
    /// The sizes for batches of up to `capacity`, if this is such a convolution.
    pub fn new(conv: &Geometry, pool: &Geometry, capacity: usize) -> Option<Self> {
        let fits = conv.size == [3, 3]
            && conv.strides == [1, 1]
            && conv.before.iter().all(|before| *before <= 1)
            && pool.is_halving();
        let pooled = [pool.output[0], pool.output[1]];
        let small = Self { conv: *conv, pooled, capacity, side: 2, half: false };
        // Large tiles take 36 products for sixteen outputs, small ones 16 for four; but at a rim they may stick out further.
        let large = Self { side: 4, ..small };
        fits.then_some(if large.values() < small.values() { large } else { small })
    }

    /// The same with what is transformed stored in 16 bits, which only staged products can read. Large tiles would need more digits.
    pub fn in_half(self, half: bool) -> Self {
        Self { half, side: if half { 2 } else { self.side }, ..self }
    }

    /// Whether a tile has four outputs along its side, not two.
    pub fn is_large(&self) -> bool {
        self.side == 4
    }

    /// Values of a transformed tile: the products for each of them stand in a plane of their own.
    fn planes(&self) -> usize {
        (self.side + 2).pow(2)
    }

    /// Values of the transformed tiles of an image in one channel.
    fn values(&self) -> usize {
        self.planes() * self.tiles()
    }

    fn tiles_along(&self, axis: usize) -> usize {
        (2 * self.pooled[axis]).div_ceil(self.side)
    }

    /// Numbers an image in what the pool gives for one channel.
    pub fn windows(&self) -> usize {
        self.pooled[0] * self.pooled[1]
    }

    /// The kernel for the size of the tiles.
    fn of(&self, small: &'static Kernel, large: &'static Kernel) -> &'static Kernel {
        if self.is_large() { large } else { small }
    }

    /// 32-bit words for so many numbers that are transformed.
    pub fn words(&self, numbers: usize) -> usize {
        if self.half { numbers / 2 } else { numbers }
    }

    fn channels(&self) -> [usize; 2] {
        [self.conv.input[2], self.conv.output[2]]
    }

    /// Whether there are enough channels: of few the transforms cost more than they save.
    pub fn pays(&self) -> bool {
        self.channels().iter().all(|channels| *channels >= TILE)
    }

    /// Numbers an image in the largest of its tensors.
    pub fn largest(&self) -> usize {
        self.input_size().max(self.output_size())
    }

    /// Tiles an image.
    pub fn tiles(&self) -> usize {
        self.tiles_along(0) * self.tiles_along(1)
    }

    /// Numbers an image in the transformed input.
    pub fn input_size(&self) -> usize {
        self.values() * self.conv.input[2]
    }

    /// Numbers an image in the products.
    pub fn output_size(&self) -> usize {
        self.values() * self.conv.output[2]
    }

    /// Numbers in the transformed kernel.
    pub fn kernel_size(&self) -> usize {
        self.planes() * self.conv.input[2] * self.conv.output[2]
    }

    /// `winograd_kernel`
    pub fn kernel(&self) -> Launch {
        let [in_channels, channels] = self.channels();
        let constants = [("in_channels", in_channels), ("channels", channels)];
        launch(
            self.of(table::WINOGRAD_KERNEL, table::WINOGRAD_KERNEL_4X4),
            &constants,
            Extent::Fixed(in_channels * channels),
        )
    }

    fn picture(&self) -> [(&'static str, usize); 9] {
        let Geometry { input, before, .. } = self.conv;
        [
            ("in_height", input[0]),
            ("in_width", input[1]),
            ("in_channels", input[2]),
            ("before_y", before[0]),
            ("before_x", before[1]),
            ("tiles_y", self.tiles_along(0)),
            ("tiles_x", self.tiles_along(1)),
            ("capacity", self.capacity),
            ("half", self.half.into()),
        ]
    }

    /// `winograd_input`
    pub fn input(&self) -> Launch {
        let extent = Extent::PerImage(self.tiles() * self.conv.input[2]);
        launch(self.of(table::WINOGRAD_INPUT, table::WINOGRAD_INPUT_4X4), &self.picture(), extent)
    }

    /// `winograd_product` of the transformed input with the transformed kernel, or `winograd_product_subgroups`.
    pub fn product(&self, subgroups: bool) -> Launch {
        let [inner, columns] = self.channels();
        self.products_of(inner, columns, subgroups)
    }

    /// The same of the gradient by the products with the kernel's transposed transform.
    pub fn backward_product(&self, subgroups: bool) -> Launch {
        let [columns, inner] = self.channels();
        self.products_of(inner, columns, subgroups)
    }

    /// What every product is told.
    fn sizes(&self, inner: usize, columns: usize) -> Vec<(&'static str, usize)> {
        vec![
            ("planes", self.planes()),
            ("tiles", self.tiles()),
            ("capacity", self.capacity),
            ("inner", inner),
            ("columns", columns),
        ]
    }

    fn products_of(&self, inner: usize, columns: usize, subgroups: bool) -> Launch {
        let constants = self.sizes(inner, columns);
        let extent = Extent::Tiles { items: self.tiles(), tile: TILE, each: lanes(columns) * self.planes() };
        let kernel = if subgroups && has_quads(columns) {
            table::WINOGRAD_PRODUCT_SUBGROUPS
        } else {
            table::WINOGRAD_PRODUCT
        };
        launch(kernel, &constants, extent).counting(products(&self.conv))
    }

    /// As [`Winograd::product`] by `winograd_product_staged`.
    pub fn product_staged(&self) -> Launch {
        let [inner, columns] = self.channels();
        self.products_staged(inner, columns)
    }

    /// As [`Winograd::backward_product`] by `winograd_product_staged`.
    pub fn backward_product_staged(&self) -> Launch {
        let [columns, inner] = self.channels();
        self.products_staged(inner, columns)
    }

    fn products_staged(&self, inner: usize, columns: usize) -> Launch {
        let blocks = Blocks::new(self.capacity * self.tiles(), columns, self.planes());
        let mut constants = self.sizes(inner, columns);
        constants.push(("quads", blocks.quads));
        constants.push(("half", self.half.into()));
        launch(table::WINOGRAD_PRODUCT_STAGED, &constants, blocks.by_batch(self.tiles(), self.planes()))
            .counting(products(&self.conv))
    }

    fn outputs(&self) -> [(&'static str, usize); 7] {
        [
            ("height", self.pooled[0]),
            ("width", self.pooled[1]),
            ("tiles_y", self.tiles_along(0)),
            ("tiles_x", self.tiles_along(1)),
            ("capacity", self.capacity),
            ("channels", self.conv.output[2]),
            ("half", self.half.into()),
        ]
    }

    /// `winograd_pool`
    pub fn pool(&self) -> Launch {
        let extent = Extent::PerImage(self.tiles() * self.conv.output[2]);
        launch(self.of(table::WINOGRAD_POOL, table::WINOGRAD_POOL_4X4), &self.outputs(), extent)
    }

    /// `winograd_gradient`
    pub fn gradient(&self) -> Launch {
        let extent = Extent::PerImage(self.tiles() * self.conv.output[2]);
        launch(self.of(table::WINOGRAD_GRADIENT, table::WINOGRAD_GRADIENT_4X4), &self.outputs(), extent)
    }

    /// Numbers in a slice of the gradients of the transformed kernel and of the bias.
    pub fn slice_size(&self) -> usize {
        self.kernel_size() + self.conv.output[2]
    }

    /// `winograd_backward_product`, or `winograd_backward_product_subgroups`, and its number of slices.
    pub fn kernel_product(&self, subgroups: bool) -> (Launch, usize) {
        let [in_channels, channels] = self.channels();
        let blocks = self.planes() * in_channels.div_ceil(TILE) * lanes(channels);
        let slices = slices(blocks, self.capacity * self.windows() / 64);
        let constants = [
            ("planes", self.planes()),
            ("tiles", self.tiles()),
            ("windows", self.windows()),
            ("capacity", self.capacity),
            ("in_channels", in_channels),
            ("channels", channels),
            ("slices", slices),
        ];
        let extent = Extent::Fixed(slices * (blocks + lanes(channels)));
        let kernel = if subgroups && has_quads(channels) {
            table::WINOGRAD_BACKWARD_PRODUCT_SUBGROUPS
        } else {
            table::WINOGRAD_BACKWARD_PRODUCT
        };
        let launch = launch(kernel, &constants, extent);
        (launch.counting(products(&self.conv)), slices)
    }

    /// As [`Winograd::kernel_product`] by `winograd_backward_product_staged`.
    pub fn kernel_product_staged(&self) -> (Launch, usize) {
        let [in_channels, channels] = self.channels();
        let blocks = Blocks::new(in_channels, channels, self.planes());
        let slices = slices(self.planes() * blocks.invocations(), self.capacity * self.windows() / 64);
        let constants = [
            ("planes", self.planes()),
            ("tiles", self.tiles()),
            ("windows", self.windows()),
            ("capacity", self.capacity),
            ("in_channels", in_channels),
            ("channels", channels),
            ("slices", slices),
            ("quads", blocks.quads),
            ("half", self.half.into()),
        ];
        let extent = blocks.and(self.planes() * slices, slices);
        let launch = launch(table::WINOGRAD_BACKWARD_PRODUCT_STAGED, &constants, extent);
        (launch.counting(products(&self.conv)), slices)
    }

    /// `winograd_backward_kernel` of so many slices.
    pub fn backward_kernel(&self, slices: usize) -> Launch {
        let [in_channels, channels] = self.channels();
        let constants = [("in_channels", in_channels), ("channels", channels), ("slices", slices)];
        launch(
            self.of(table::WINOGRAD_BACKWARD_KERNEL, table::WINOGRAD_BACKWARD_KERNEL_4X4),
            &constants,
            Extent::Fixed((in_channels + 1) * channels),
        )
    }

    /// `winograd_backward_input`
    pub fn backward_input(&self) -> Launch {
        let Geometry { input, before, .. } = self.conv;
        let blocks = |axis: usize| (input[axis] + before[axis] - 2) / self.side + 2 - before[axis];
        let extent = Extent::PerImage(blocks(0) * blocks(1) * input[2]);
        launch(
            self.of(table::WINOGRAD_BACKWARD_INPUT, table::WINOGRAD_BACKWARD_INPUT_4X4),
            &self.picture(),
            extent,
        )
    }
}
