//! Where a run stands, so that another can go on from there to the same bits.

use crate::backend::Totals;
use crate::error::Error;

use super::FitOptions;
use super::options::require;

/// Where a run stands: what it goes on with besides its settings, its data, the weights and the optimiser's state. All that
/// is random follows from the seed, the epoch and the step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// The epoch, from 0.
    pub epoch: usize,
    /// The batches of it that are done.
    pub batches: usize,
    /// The sums over them.
    pub totals: Totals,
    /// The mean loss of the run's first batch.
    pub first_loss: Option<f64>,
    /// What early stopping has seen.
    pub watched: Option<Watched>,
}

/// What early stopping has seen of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Watched {
    /// The best figure, turned so that less is better.
    pub best: f64,
    /// The epoch that it comes from.
    pub best_epoch: usize,
    /// Epochs since then.
    pub waited: usize,
    /// The weights of that epoch, if they are kept.
    pub weights: Option<Vec<f32>>,
}

impl Place {
    /// Whether a run of these options and so many images can stand here.
    pub(super) fn check(&self, options: &FitOptions, images: usize) -> Result<(), Error> {
        let batches = images.div_ceil(options.batch_size);
        let seen = images.min(self.batches.saturating_mul(options.batch_size));
        let fits = self.epoch < options.epochs && self.batches <= batches && self.totals.images == seen;
        let watches = self.epoch == 0 || self.watched.is_some() == options.early_stopping.is_some();
        let expected = "given the settings and the data of the run that it goes on with";
        require(fits && watches, "resume", expected)
    }
}
