//! What a run can be told.

use crate::augmentation::{Augmentation, MOST_SHIFT};
use crate::backend::{Loss, Optimizer};
use crate::error::Error;
use crate::network::Network;

use super::early_stopping::EarlyStopping;
use super::schedule::Schedule;

/// The options of a run, with the ranges that Keras would also insist on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FitOptions {
    /// Passes over the training images.
    pub epochs: usize,
    /// Images a step; the last batch of an epoch may be smaller.
    pub batch_size: usize,
    /// Whether each epoch visits the images in a new order.
    pub shuffle: bool,
    /// The seed of that order, of what layers drop, and of how images are changed.
    pub seed: u64,
    /// The learning rate that the schedule begins with.
    pub learning_rate: f64,
    /// How the learning rate changes from epoch to epoch.
    pub schedule: Schedule,
    /// What turns gradients into steps.
    pub optimizer: Optimizer,
    /// The loss.
    pub loss: Loss,
    /// How training images are changed at random.
    pub augmentation: Augmentation,
    /// When the run ends before its last epoch.
    pub early_stopping: Option<EarlyStopping>,
}

impl Default for FitOptions {
    fn default() -> Self {
        Self {
            epochs: 1,
            batch_size: 32,
            shuffle: true,
            seed: 0,
            learning_rate: 1e-3,
            schedule: Schedule::Constant,
            optimizer: Optimizer::Adam,
            loss: Loss::Logits,
            augmentation: Augmentation::NONE,
            early_stopping: None,
        }
    }
}

impl FitOptions {
    /// Whether a network can be trained so, with validation data or without.
    pub(super) fn check(&self, network: &Network, is_validated: bool) -> Result<(), Error> {
        require(self.epochs > 0, "epochs", "a whole number of at least 1")?;
        require(self.batch_size > 0, "batchSize", "a whole number of at least 1")?;
        check_learning_rate(self.learning_rate)?;
        self.schedule.check(self.learning_rate)?;
        if let Optimizer::Sgd { momentum, .. } = self.optimizer {
            require((0.0..=1.0).contains(&momentum), "momentum", "a number from 0 to 1")?;
        }
        self.loss.check(network)?;
        let Augmentation { shift, .. } = self.augmentation;
        require(shift <= MOST_SHIFT, "augmentation.shift", "a whole number from 0 to 4")?;
        let is_picture = network.input.picture().is_some();
        let what = "left out, since the network's images are no pictures of height, width and channels";
        require(self.augmentation == Augmentation::NONE || is_picture, "augmentation", what)?;
        self.early_stopping.map_or(Ok(()), |early_stopping| early_stopping.check(is_validated))
    }
}

/// Whether a number can be a learning rate.
pub(super) fn check_learning_rate(rate: f64) -> Result<(), Error> {
    require((rate as f32).is_finite() && rate >= 0.0, "learningRate", "a finite number that is not negative")
}

/// The error of an option, by its name in the interface, that is not what it must be.
pub(super) fn require(valid: bool, name: &'static str, expected: &'static str) -> Result<(), Error> {
    if valid { Ok(()) } else { Err(Error::Option { name, expected }) }
}
