//! Dense layers, biases, and the second stage of split sums.

use super::{Extent, Launch, TILE, lanes, launch, slices};
use crate::table;

/// `dense`
pub fn dense(inputs: usize, units: usize, relu: bool) -> Launch {
    let constants = [("inputs", inputs), ("units", units), ("relu", relu.into())];
    launch(table::DENSE, &constants, Extent::PerImage(units)).counting(2 * inputs * units)
}

/// `dense_tiled` for batches of up to `capacity`, and its number of slices.
pub fn dense_tiled(inputs: usize, units: usize, capacity: usize) -> (Launch, usize) {
    let slices = slices(capacity.div_ceil(TILE) * lanes(units), inputs / 32);
    let constants = [("units", units), ("capacity", capacity)];
    let extent = Extent::Tiles { items: 1, tile: TILE, each: lanes(units) * slices };
    (launch(table::DENSE_TILED, &constants, extent).counting(2 * inputs * units), slices)
}

/// `dense_backward_input`
pub fn dense_backward_input(inputs: usize, units: usize) -> Launch {
    let constants = [("inputs", inputs), ("units", units)];
    launch(table::DENSE_BACKWARD_INPUT, &constants, Extent::PerImage(inputs)).counting(2 * inputs * units)
}

/// `dense_backward_input_tiled` for batches of up to `capacity`; `gated` where the input came out of a ReLU.
pub fn dense_backward_input_tiled(inputs: usize, units: usize, capacity: usize, gated: bool) -> Launch {
    let constants = [("capacity", capacity), ("gated", gated.into())];
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
    let constants = [("units", units)];
    let extent = Extent::Fixed((inputs.div_ceil(TILE) + 1) * lanes(units));
    launch(table::DENSE_BACKWARD_KERNEL_TILED, &constants, extent).counting(2 * inputs * units)
}

/// The end of a classifier that `dense_head` computes: two dense layers with biases, of which the second gives the logits.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// Numbers in, between the layers, and out.
    pub sizes: [usize; 3],
    /// Whether the first layer ends in a ReLU.
    pub relu: bool,
    /// Whether what comes in is a ReLU's output.
    pub gated: bool,
    /// Where kernel and bias of the first and of the second layer begin in the arena.
    pub offsets: [usize; 4],
    /// Numbers in the arena.
    pub arena: usize,
    /// The largest batch.
    pub capacity: usize,
}

impl Head {
    /// Whether its layers are small: each image reads all their weights, and what is between them lies in workgroup memory.
    pub fn pays(&self) -> bool {
        let [inputs, units, classes] = self.sizes;
        inputs.max(units) <= 1024 && classes <= 64 && inputs * units <= 1 << 16
    }

    /// Where the gradients begin in what is between the layers: where a binding can begin.
    pub fn gradients(&self) -> usize {
        (self.capacity * self.sizes[1]).next_multiple_of(64)
    }
}

/// `dense_head`
pub fn dense_head(head: &Head) -> Launch {
    let [inputs, units, classes] = head.sizes;
    let [kernel_1, bias_1, kernel_2, bias_2] = head.offsets;
    let constants = [
        ("inputs", inputs),
        ("units", units),
        ("classes", classes),
        ("capacity", head.capacity),
        ("size", head.arena),
        ("relu", head.relu.into()),
        ("gated", head.gated.into()),
        ("kernel_1", kernel_1),
        ("bias_1", bias_1),
        ("kernel_2", kernel_2),
        ("bias_2", bias_2),
    ];
    let extent = Extent::PerImage(table::DENSE_HEAD.workgroup());
    launch(table::DENSE_HEAD, &constants, extent).counting(4 * units * (inputs + classes))
}

/// `bias_backward` over `rows` rows an image for batches of up to `capacity`, and its number of slices.
pub fn bias_backward(rows: usize, channels: usize, capacity: usize) -> (Launch, usize) {
    let slices = slices(channels, capacity * rows / 64);
    let constants = [("rows", rows), ("channels", channels), ("slices", slices)];
    (launch(table::BIAS_BACKWARD, &constants, Extent::Fixed(slices * channels)), slices)
}

/// `sum_slices` of a gradient: every number of a slice, no bias.
pub fn sum_gradient(slices: usize, size: usize) -> Launch {
    let constants = [("slices", slices), ("size", size), ("channels", 1), ("relu", 0)];
    launch(table::SUM_SLICES, &constants, Extent::Fixed(size))
}

/// `sum_gradients` of a kernel of `size` numbers and a bias of `channels`.
pub fn sum_gradients(slices: usize, size: usize, channels: usize) -> Launch {
    let constants = [("slices", slices), ("size", size), ("channels", channels)];
    launch(table::SUM_GRADIENTS, &constants, Extent::Fixed(size + channels))
}

/// `sum_slices` of a dense layer's output for batches of up to `capacity`, with bias.
pub fn sum_activation(slices: usize, units: usize, capacity: usize, relu: bool) -> Launch {
    let constants =
        [("slices", slices), ("size", capacity * units), ("channels", units), ("relu", relu.into())];
    launch(table::SUM_SLICES, &constants, Extent::PerImage(units))
}
