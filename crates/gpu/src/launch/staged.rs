//! Matrix products by way of workgroup memory: how they are cut into blocks, and dense layers' launches.

use super::{Extent, Launch, launch, slices};
use crate::table;

/// Invocations that compute a block together: the workgroup of `shaders/shared/staged.wgsl`.
const GROUP: usize = 64;

/// Blocks that are too few for a large GPU: then smaller ones serve better.
const FEW: usize = 128;

/// A product whose sums are computed block by block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blocks {
    /// Of rows and of columns that an invocation computes.
    pub(super) quads: usize,
    rows: usize,
    columns: usize,
}

impl Blocks {
    /// Blocks for up to so many rows and columns, as often as there are `parts`: small ones where large ones would be few, or
    /// stand out on a side.
    pub(super) fn new(rows: usize, columns: usize, parts: usize) -> Self {
        let large = Self { quads: 2, rows, columns };
        let is_filled = rows.min(columns) > large.side() / 2;
        if is_filled && large.count() * parts >= FEW { large } else { Self { quads: 1, ..large } }
    }

    /// Rows and columns of one.
    pub(super) fn side(self) -> usize {
        32 * self.quads
    }

    /// How many there are.
    fn count(self) -> usize {
        self.rows.div_ceil(self.side()) * self.columns.div_ceil(self.side())
    }

    /// Invocations for one part.
    pub(super) fn invocations(self) -> usize {
        self.count() * GROUP
    }

    /// So many parts, and as many more workgroups.
    pub(super) fn and(self, parts: usize, more: usize) -> Extent {
        Extent::Fixed((self.count() * parts + more) * GROUP)
    }

    /// So many parts, where the rows are `items` for each image of the batch.
    pub(super) fn by_batch(self, items: usize, parts: usize) -> Extent {
        let each = self.columns.div_ceil(self.side()) * parts * GROUP;
        Extent::Tiles { items, tile: self.side(), each }
    }
}

/// `dense_staged` for batches of up to `capacity`, and its number of slices.
pub fn dense_staged(inputs: usize, units: usize, capacity: usize) -> (Launch, usize) {
    let blocks = Blocks::new(capacity, units, 1);
    let slices = slices(blocks.invocations(), inputs / 64);
    let constants = [("units", units), ("capacity", capacity), ("quads", blocks.quads)];
    let launch = launch(table::DENSE_STAGED, &constants, blocks.by_batch(1, slices));
    (launch.counting(2 * inputs * units), slices)
}

/// `dense_backward_input_staged` for batches of up to `capacity`; `gated` where the input came out of a ReLU.
pub fn dense_backward_input_staged(inputs: usize, units: usize, capacity: usize, gated: bool) -> Launch {
    let blocks = Blocks::new(capacity, inputs, 1);
    let constants = [("capacity", capacity), ("gated", gated.into()), ("quads", blocks.quads)];
    launch(table::DENSE_BACKWARD_INPUT_STAGED, &constants, blocks.by_batch(1, 1)).counting(2 * inputs * units)
}

/// `dense_adam`
pub fn dense_adam(inputs: usize, units: usize) -> Launch {
    let blocks = Blocks::new(inputs, units, 1);
    let constants = [("kernel_inputs", inputs), ("units", units), ("quads", blocks.quads)];
    let launch = launch(table::DENSE_ADAM, &constants, blocks.and(1, 1));
    launch.counting(2 * inputs * units).with_adam()
}

/// `dense_backward_kernel_staged`
pub fn dense_backward_kernel_staged(inputs: usize, units: usize) -> Launch {
    let blocks = Blocks::new(inputs, units, 1);
    let constants = [("units", units), ("quads", blocks.quads)];
    launch(table::DENSE_BACKWARD_KERNEL_STAGED, &constants, blocks.and(1, 1)).counting(2 * inputs * units)
}
