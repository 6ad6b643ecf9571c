//! What a backend does for a run. The fit loop knows nothing else of the GPU or the CPU.

use crate::augmentation::Augmentation;
use crate::dataset::Dataset;
use crate::error::Error;
use crate::inspect::{Inspection, Looked, Seen};
use crate::network::Network;
use crate::ops::Phase;

/// Which loss is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Loss {
    /// Sparse categorical cross-entropy on the logits; a softmax at the end is looked through, as Keras on
    /// TensorFlow does with `from_logits=True`.
    #[default]
    Logits,
    /// Cross-entropy of the softmax of the probabilities: what `from_logits=True` gives on a softmax output where
    /// nothing looks through it, as in Keras on JAX.
    DoubleSoftmax,
}

impl Loss {
    /// Whether the loss can be taken of a network.
    pub fn check(self, network: &Network) -> Result<(), Error> {
        if self == Self::DoubleSoftmax && !network.ends_in_softmax() {
            return Err(Error::LossNeedsSoftmax);
        }
        Ok(())
    }
}

/// What turns gradients into steps.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Optimizer {
    /// Adam with Keras's constants.
    #[default]
    Adam,
    /// Gradient descent.
    Sgd {
        /// How much of its velocity a step keeps.
        momentum: f32,
        /// Whether a step looks ahead by its velocity, as Nesterov's does.
        nesterov: bool,
    },
}

/// What an optimiser remembers: all that a next step depends on besides the weights and the run's settings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OptimizerState {
    /// The optimiser.
    pub optimizer: Optimizer,
    /// Its steps so far.
    pub steps: u64,
    /// Adam's mean gradient and mean squared gradient, as the arena's trainable part each; the first is the velocity of
    /// gradient descent, which has no use for the second.
    pub moments: [Vec<f32>; 2],
}

/// What is done with a batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mode {
    /// Forward, backward, and one step of the optimiser.
    Train {
        /// The learning rate.
        learning_rate: f32,
        /// The seed of what layers drop and of how images are changed. Each step draws its own part of it.
        seed: u64,
    },
    /// Forward in inference mode.
    Evaluate,
}

/// A batch: a run of places in the order in which a feed visits its images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The first place.
    pub first: usize,
    /// How many images.
    pub images: usize,
}

/// Sums over the images of a batch, or of many.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Totals {
    /// How many images.
    pub images: usize,
    /// The sum of their losses, the network's penalty added to each.
    pub loss: f64,
    /// How many the network took for what they are.
    pub correct: usize,
}

impl Totals {
    /// Adds a batch.
    pub fn add(&mut self, other: Self) {
        self.images += other.images;
        self.loss += other.loss;
        self.correct += other.correct;
    }

    /// The mean loss an image, weighted by images as in Keras.
    pub fn mean_loss(&self) -> f64 {
        self.loss / self.images as f64
    }

    /// The share of images that were right.
    pub fn accuracy(&self) -> f64 {
        self.correct as f64 / self.images as f64
    }
}

/// A model on a device: a network, its weights and the optimiser's state.
///
/// Work is submitted ahead and its figures come back later, so that a GPU never waits for the loop.
#[allow(async_fn_in_trait, reason = "used with static dispatch in one thread")]
pub trait Backend {
    /// A data set on the device and the order in which it is visited.
    type Feed;
    /// Submitted batches whose figures are on their way.
    type Pending;
    /// What can fail; the core's own errors among it.
    type Error: From<Error> + std::fmt::Display;

    /// The network that is trained.
    fn network(&self) -> &Network;

    /// Puts a data set on the device, visited from first to last, and makes room for batches of up to `batch_size`, however
    /// few images there are.
    fn feed(&mut self, data: &Dataset, batch_size: usize) -> Result<Self::Feed, Self::Error>;

    /// Waits until all that was made is there: feeds, and what they need. Where there is no room for it, it fails, the feeds
    /// must be dropped, and nothing else is harmed. Ask before the first submission.
    async fn settle(&mut self) -> Result<(), Self::Error> {
        Ok(())
    }

    /// Waits until there is room for the model itself, and meanwhile begins what takes long before batches of this size can be
    /// computed. What comes of that the next [`Backend::settle`] waits for. Tells whether such batches are within the limits.
    async fn settle_for(&mut self, batch_size: usize) -> Result<bool, Self::Error> {
        let _ = batch_size;
        self.settle().await?;
        Ok(true)
    }

    /// Computes batches of a feed from now on in the way that was chosen behind its making, if there is a choice. What was made for it
    /// is there behind the next [`Backend::settle`].
    fn renew(&mut self, feed: &mut Self::Feed) -> Result<(), Self::Error> {
        let _ = feed;
        Ok(())
    }

    /// Changes the order of a feed, for batches submitted from now on.
    fn set_order(&mut self, feed: &mut Self::Feed, order: &[u32]) -> Result<(), Self::Error>;

    /// Changes the images of a feed at random, in the training steps submitted from now on and nowhere else. The
    /// network's images must be pictures.
    fn set_augmentation(
        &mut self,
        feed: &mut Self::Feed,
        augmentation: Augmentation,
    ) -> Result<(), Self::Error>;

    /// Chooses the optimiser, Adam at first. Another one than before, or the same with another constant, starts afresh:
    /// it remembers no gradient, and its steps count from 0.
    fn set_optimizer(&mut self, optimizer: Optimizer) -> Result<(), Self::Error>;

    /// How many batches one submission should hold, so that it keeps the device busy for a moment, not longer.
    fn batches_per_submit(&self) -> usize;

    /// Starts work on some batches, in order; at most [`Backend::batches_per_submit`] of them.
    fn submit(
        &mut self,
        feed: &Self::Feed,
        batches: &[Batch],
        loss: Loss,
        mode: Mode,
    ) -> Result<Self::Pending, Self::Error>;

    /// Waits for a submission: the totals of each of its batches. In training they are those before the update.
    async fn finish(&mut self, pending: Self::Pending) -> Result<Vec<Totals>, Self::Error>;

    /// The network's output for each image of a feed in its order, `[images, classes]`: probabilities if the
    /// network ends in a softmax. In a training phase a batch of the feed is computed as a step computes it, without an
    /// update; a feed with room for all of its images is one batch.
    async fn predict(&mut self, feed: &Self::Feed, phase: Phase) -> Result<Vec<f32>, Self::Error>;

    /// The gradient of the mean loss over a batch, the penalty added, as an arena, with no update. Layers do as in training: a batch
    /// normalisation takes the batch's own statistics, and a dropout draws the part of seed 0 that no step draws.
    async fn gradients(
        &mut self,
        feed: &Self::Feed,
        batch: Batch,
        loss: Loss,
    ) -> Result<Vec<f32>, Self::Error>;

    /// Computes a batch of all images of a data set without an update, and shows `see` its tensors: the images, the output
    /// of every operation, the weights, then, where it goes backward, the gradients of the operations from the last to
    /// the first and the gradients of the weights. Neither the weights, the optimiser nor a run in progress notices.
    async fn inspect(
        &mut self,
        data: &Dataset,
        inspection: Inspection,
        see: &mut dyn FnMut(Seen, &[f32]),
    ) -> Result<Looked, Self::Error>;

    /// The weights, as an arena, with the moving statistics.
    async fn weights(&mut self) -> Result<Vec<f32>, Self::Error>;

    /// Replaces the weights and starts the optimiser afresh.
    fn set_weights(&mut self, arena: &[f32]) -> Result<(), Self::Error>;

    /// What the optimiser remembers.
    async fn optimizer_state(&mut self) -> Result<OptimizerState, Self::Error>;

    /// Takes up another optimiser's work: the next step is the one that it would have done.
    fn set_optimizer_state(&mut self, state: &OptimizerState) -> Result<(), Self::Error>;

    /// The place in the arena of the first weight that was not finite behind one of the submissions that have been
    /// finished since the last call. It tells what a loss may hide: a ReLU takes NaN for 0.
    fn not_finite(&mut self) -> Option<usize>;
}
