//! Pools on their own.

use convlab_core::ops::Geometry;

use super::{Extent, Launch, launch};
use crate::kernel::Kernel;
use crate::table;

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
