//! A model on the GPU or the CPU that is measured in turn with others.

use std::collections::VecDeque;
use std::error::Error;
use std::time::{Duration, Instant};

use convlab_core::backend::{Backend, Batch, Loss, Mode, Totals};
use convlab_core::data::Splits;
use convlab_core::dataset::{Dataset, Pixels};
use convlab_core::ops::Phase;
use pollster::block_on;

use crate::data::initial_weights;

/// As many submissions are under way as in a run.
const IN_FLIGHT: usize = 2;

/// Images that are predicted together; a larger batch is.
const PREDICTED: usize = 2048;

const TRAIN: Mode = Mode::Train { learning_rate: 1e-3, seed: 1 };

/// Work that was timed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Timed {
    /// Steps or forward passes.
    pub(crate) calls: usize,
    pub(crate) images: usize,
    pub(crate) seconds: f64,
}

/// What can be measured, on whatever it runs.
pub(crate) trait Engine {
    /// Trains so many steps; the loss of each, taken before its update.
    fn steps(&mut self, count: usize) -> Result<Vec<f64>, Box<dyn Error>>;

    /// Trains for about so long.
    fn train(&mut self, seconds: f64) -> Result<Timed, Box<dyn Error>>;

    /// Predicts for about so long.
    fn infer(&mut self, seconds: f64) -> Result<Timed, Box<dyn Error>>;
}

/// A model with its images, which it visits in order and from the beginning again.
pub(crate) struct Contender<B: Backend> {
    model: B,
    training: B::Feed,
    tests: B::Feed,
    batch: usize,
    /// Batches of the training images.
    batches: usize,
    /// Images that a prediction takes.
    predicted: usize,
    /// The next batch.
    next: usize,
}

impl<B: Backend> Contender<B>
where
    B::Error: Error + 'static,
{
    /// Gives a model the benchmark's weights and images, and room for batches of this size.
    pub(crate) fn new(mut model: B, data: &Splits, batch: usize) -> Result<Self, Box<dyn Error>> {
        model.set_weights(&initial_weights(model.network()))?;
        let predicted = batch * (PREDICTED / batch).max(1);
        let training = model.feed(&data.train, batch)?;
        let tests = model.feed(&first(&data.test, predicted)?, batch)?;
        block_on(model.settle())?;
        Ok(Self { model, training, tests, batch, batches: data.train.len() / batch, predicted, next: 0 })
    }

    /// Trains until enough steps are done or enough time has passed; the loss of each step.
    fn advance(&mut self, most: usize, time: Duration) -> Result<Vec<f64>, B::Error> {
        let began = Instant::now();
        let (mut pending, mut left, mut losses) = (VecDeque::new(), most, Vec::new());
        loop {
            while pending.len() < IN_FLIGHT && left > 0 && began.elapsed() < time {
                let together = self.model.batches_per_submit().clamp(1, left);
                let batches: Vec<Batch> = (0..together).map(|_| self.next_batch()).collect();
                left -= together;
                pending.push_back(self.model.submit(&self.training, &batches, Loss::Logits, TRAIN)?);
            }
            let Some(oldest) = pending.pop_front() else { return Ok(losses) };
            losses.extend(block_on(self.model.finish(oldest))?.iter().map(Totals::mean_loss));
        }
    }

    fn next_batch(&mut self) -> Batch {
        let first = self.next * self.batch;
        self.next = (self.next + 1) % self.batches;
        Batch { first, images: self.batch }
    }
}

impl<B: Backend> Engine for Contender<B>
where
    B::Error: Error + 'static,
{
    fn steps(&mut self, count: usize) -> Result<Vec<f64>, Box<dyn Error>> {
        Ok(self.advance(count, Duration::MAX)?)
    }

    fn train(&mut self, seconds: f64) -> Result<Timed, Box<dyn Error>> {
        let began = Instant::now();
        let calls = self.advance(usize::MAX, Duration::from_secs_f64(seconds))?.len();
        Ok(Timed { calls, images: calls * self.batch, seconds: began.elapsed().as_secs_f64() })
    }

    fn infer(&mut self, seconds: f64) -> Result<Timed, Box<dyn Error>> {
        let began = Instant::now();
        let mut images = 0;
        while images == 0 || began.elapsed().as_secs_f64() < seconds {
            block_on(self.model.predict(&self.tests, Phase::Inference))?;
            images += self.predicted;
        }
        Ok(Timed { calls: images / self.batch, images, seconds: began.elapsed().as_secs_f64() })
    }
}

/// The first images of a data set.
fn first(data: &Dataset, count: usize) -> Result<Dataset, convlab_core::error::Error> {
    let numbers = count * data.image().size();
    let pixels = match data.pixels() {
        Pixels::Bytes(bytes) => Pixels::Bytes(bytes[..numbers].to_vec()),
        Pixels::Floats(floats) => Pixels::Floats(floats[..numbers].to_vec()),
    };
    Dataset::new(data.image().clone(), pixels, data.labels()[..count].to_vec())
}
