//! What works on each number, or each row, alone.

use convlab_core::twins::dropout_scale;

use super::{Extent, Launch, launch};
use crate::table;

/// `dropout` of the layer with this index; at rate 0 it copies.
pub fn dropout(size: usize, layer: usize, rate: f32) -> Launch {
    let constants = vec![
        ("size", size as f64),
        ("layer", layer as f64),
        ("rate", rate.into()),
        ("scale", dropout_scale(rate).into()),
    ];
    Launch::new(table::DROPOUT, constants, Extent::Tiles { items: size, tile: 4, each: 1 })
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
