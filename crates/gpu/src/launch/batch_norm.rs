//! Batch normalisation.

use super::{Extent, Launch, launch, slices};
use crate::kernel::Kernel;
use crate::table;

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
        let mut constants =
            vec![("rows", self.rows as f64), ("channels", self.channels as f64), ("epsilon", self.epsilon)];
        if let Some(slices) = slices {
            constants.push(("slices", slices as f64));
        }
        Launch::new(kernel, constants, extent)
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
    Launch::new(table::MOVING_AVERAGE, constants, Extent::Fixed(size))
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
