//! Convolutions and what their gradients take.

use convlab_core::ops::Geometry;

use super::{Extent, Launch, TILE, lanes, launch, slices};
use crate::table;

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
pub(super) fn products(g: &Geometry) -> usize {
    2 * g.depth() * g.output_size()
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

/// Pixels that `conv2d_pool` may hold at once, of two rows: 12 for a 3x3 kernel, 28 for one of 11x11. Its loops over them and over a
/// row of the kernel are written out, so that a larger one would take long to compile and fit no registers.
const LARGEST_PATCH: usize = 32;

/// Whether `conv2d_pool` serves for a convolution whose output is halved.
pub fn is_fused(conv: &Geometry, pool: &Geometry) -> bool {
    pool.is_halving() && 2 * (conv.size[1] + 3 * conv.strides[1]) <= LARGEST_PATCH
}

/// `conv2d_pool` for batches of up to `capacity`.
pub fn conv2d_pool(conv: &Geometry, pool: &Geometry, capacity: usize) -> Launch {
    let mut constants = geometry(conv);
    let [pool_height, pool_width, channels] = pool.output;
    constants.extend([("pool_height", pool_height), ("pool_width", pool_width), ("capacity", capacity)]);
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

/// Cells of the largest kernel whose sums `conv2d_pool_backward_kernel` keeps in registers.
const MOST_CELLS: usize = 16;

/// Whether `conv2d_pool_backward_kernel` serves for a convolution whose output is halved.
pub fn is_summed_at_winners(conv: &Geometry) -> bool {
    conv.size[0] * conv.size[1] <= MOST_CELLS
}

/// `conv2d_pool_backward_kernel` for batches of up to `capacity`, and its number of slices.
pub fn conv2d_pool_backward_kernel(conv: &Geometry, pool: &Geometry, capacity: usize) -> (Launch, usize) {
    let each = conv.input[2] * lanes(conv.output[2]);
    let slices = slices(each, capacity * pool.output[0] / 4);
    let mut constants = geometry(conv);
    constants.extend([("pool_height", pool.output[0]), ("pool_width", pool.output[1])]);
    constants.extend([("capacity", capacity), ("slices", slices)]);
    let launch = launch(table::CONV2D_POOL_BACKWARD_KERNEL, &constants, Extent::Fixed(slices * each));
    (launch.counting(products(conv)), slices)
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
