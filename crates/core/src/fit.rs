//! The fit loop: epochs, batches, validation, in Keras's order and with Keras's figures.
//!
//! A [`Fit`] is advanced a little at a time by whoever runs it, so pausing is not advancing, and nothing here
//! knows of threads, timers or pages.

use std::collections::VecDeque;

use crate::backend::{Backend, Batch, Loss, Mode, Totals};
use crate::dataset::Dataset;
use crate::error::Error;
use crate::random::{Random, Stream};

/// How many submissions may be under way: one computes, the next waits for it.
const IN_FLIGHT: usize = 2;

/// The options of a run, with the ranges that Keras would also insist on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FitOptions {
    /// Passes over the training images.
    pub epochs: usize,
    /// Images a step; the last batch of an epoch may be smaller.
    pub batch_size: usize,
    /// Whether each epoch visits the images in a new order.
    pub shuffle: bool,
    /// The seed of that order, and of what layers drop.
    pub seed: u64,
    /// Adam's learning rate.
    pub learning_rate: f32,
    /// The loss.
    pub loss: Loss,
}

impl Default for FitOptions {
    fn default() -> Self {
        Self { epochs: 1, batch_size: 32, shuffle: true, seed: 0, learning_rate: 1e-3, loss: Loss::Logits }
    }
}

impl FitOptions {
    fn check(&self) -> Result<(), Error> {
        let option =
            |valid, name, expected| if valid { Ok(()) } else { Err(Error::Option { name, expected }) };
        option(self.epochs > 0, "epochs", "a whole number of at least 1")?;
        option(self.batch_size > 0, "batchSize", "a whole number of at least 1")?;
        let rate = self.learning_rate;
        option(rate.is_finite() && rate >= 0.0, "learningRate", "a finite number that is not negative")
    }
}

/// What came of an advance. Epochs and batches count from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FitEvent {
    /// A training step is done.
    Trained {
        /// The epoch.
        epoch: usize,
        /// The batch within it.
        batch: usize,
        /// The batch's own figures, before its update.
        totals: Totals,
    },
    /// Some validation images are done.
    Validated {
        /// Images done in this validation.
        images: usize,
    },
    /// An epoch is done, its validation too.
    Epoch {
        /// The epoch.
        epoch: usize,
        /// Sums over its batches.
        totals: Totals,
        /// Sums over the validation images, if there are any.
        validation: Option<Totals>,
    },
}

/// Batches that are visited once, in order, a few submissions ahead.
struct Pass<P> {
    batches: std::vec::IntoIter<Batch>,
    pending: VecDeque<P>,
    done: usize,
    totals: Totals,
}

impl<P> Pass<P> {
    fn new(images: usize, batch_size: usize) -> Self {
        let batches: Vec<Batch> = (0..images)
            .step_by(batch_size)
            .map(|first| Batch { first, images: batch_size.min(images - first) })
            .collect();
        Self { batches: batches.into_iter(), pending: VecDeque::new(), done: 0, totals: Totals::default() }
    }

    /// Submits up to `limit` batches ahead, waits for the oldest submission, and gives its batches' totals.
    async fn advance<B: Backend<Pending = P>>(
        &mut self,
        backend: &mut B,
        feed: &B::Feed,
        loss: Loss,
        mode: Mode,
        mut limit: usize,
    ) -> Result<Vec<Totals>, B::Error> {
        while self.pending.len() < IN_FLIGHT && limit > 0 && self.batches.len() > 0 {
            let size = backend.batches_per_submit().clamp(1, limit);
            let batches: Vec<Batch> = self.batches.by_ref().take(size).collect();
            limit -= batches.len();
            self.pending.push_back(backend.submit(feed, &batches, loss, mode)?);
        }
        let Some(oldest) = self.pending.pop_front() else { return Ok(Vec::new()) };
        let finished = backend.finish(oldest).await?;
        for totals in &finished {
            self.totals.add(*totals);
        }
        self.done += finished.len();
        Ok(finished)
    }

    fn is_finished(&self) -> bool {
        self.batches.len() == 0 && self.pending.is_empty()
    }
}

enum Phase<P> {
    Training(Pass<P>),
    Validating { trained: Totals, pass: Pass<P> },
    Finished,
}

/// A run in progress.
pub struct Fit<B: Backend> {
    options: FitOptions,
    training: B::Feed,
    training_images: usize,
    validation: Option<(B::Feed, usize)>,
    epoch: usize,
    phase: Phase<B::Pending>,
}

impl<B: Backend> Fit<B> {
    /// Checks everything and puts the data on the device; nothing is computed yet.
    pub fn new(
        backend: &mut B,
        data: &Dataset,
        validation: Option<&Dataset>,
        options: FitOptions,
    ) -> Result<Self, B::Error> {
        options.check()?;
        options.loss.check(backend.network())?;
        data.check(backend.network())?;
        if let Some(validation) = validation {
            validation.check(backend.network())?;
        }
        let training = backend.feed(data, options.batch_size)?;
        let validation = match validation {
            Some(data) => Some((backend.feed(data, options.batch_size)?, data.len())),
            None => None,
        };
        let mut fit = Self {
            options,
            training,
            training_images: data.len(),
            validation,
            epoch: 0,
            phase: Phase::Finished,
        };
        fit.start_epoch(backend)?;
        Ok(fit)
    }

    fn start_epoch(&mut self, backend: &mut B) -> Result<(), B::Error> {
        if self.options.shuffle {
            let random = Random::new(self.options.seed, Stream::Shuffle(self.epoch as u32));
            let order = random.permutation(self.training_images);
            backend.set_order(&mut self.training, &order)?;
        }
        self.phase = Phase::Training(Pass::new(self.training_images, self.options.batch_size));
        Ok(())
    }

    /// Whether every epoch is done.
    pub fn is_finished(&self) -> bool {
        matches!(self.phase, Phase::Finished)
    }

    /// Whether submitted work is still on its way.
    pub fn is_under_way(&self) -> bool {
        match &self.phase {
            Phase::Training(pass) | Phase::Validating { pass, .. } => !pass.pending.is_empty(),
            Phase::Finished => false,
        }
    }

    /// Goes on: submits up to `limit` further batches and waits for the oldest submission. A limit of 0 only
    /// waits; call it while [`Fit::is_under_way`] to come to rest.
    pub async fn advance(&mut self, backend: &mut B, limit: usize) -> Result<Vec<FitEvent>, B::Error> {
        let loss = self.options.loss;
        let mut events = Vec::new();
        match &mut self.phase {
            Phase::Finished => {}
            Phase::Training(pass) => {
                let mode = Mode::Train { learning_rate: self.options.learning_rate, seed: self.options.seed };
                let first = pass.done;
                let finished = pass.advance(backend, &self.training, loss, mode, limit).await?;
                let epoch = self.epoch;
                events.extend(finished.into_iter().enumerate().map(|(index, totals)| FitEvent::Trained {
                    epoch,
                    batch: first + index,
                    totals,
                }));
                if pass.is_finished() {
                    let trained = pass.totals;
                    match &self.validation {
                        Some((_, images)) => {
                            let pass = Pass::new(*images, self.options.batch_size);
                            self.phase = Phase::Validating { trained, pass };
                        }
                        None => events.push(self.end_epoch(backend, trained, None)?),
                    }
                }
            }
            Phase::Validating { trained, pass } => {
                if let Some((feed, _)) = &self.validation {
                    pass.advance(backend, feed, loss, Mode::Evaluate, limit).await?;
                }
                events.push(FitEvent::Validated { images: pass.totals.images });
                if pass.is_finished() {
                    let (trained, validated) = (*trained, pass.totals);
                    events.push(self.end_epoch(backend, trained, Some(validated))?);
                }
            }
        }
        Ok(events)
    }

    fn end_epoch(
        &mut self,
        backend: &mut B,
        totals: Totals,
        validation: Option<Totals>,
    ) -> Result<FitEvent, B::Error> {
        let epoch = self.epoch;
        self.epoch += 1;
        if self.epoch < self.options.epochs {
            self.start_epoch(backend)?;
        } else {
            self.phase = Phase::Finished;
        }
        Ok(FitEvent::Epoch { epoch, totals, validation })
    }
}

/// Loss and accuracy of a model on a data set, in inference mode.
pub async fn evaluate<B: Backend>(
    backend: &mut B,
    data: &Dataset,
    batch_size: usize,
    loss: Loss,
) -> Result<Totals, B::Error> {
    loss.check(backend.network())?;
    data.check(backend.network())?;
    let feed = backend.feed(data, batch_size)?;
    let mut pass = Pass::new(data.len(), batch_size);
    while !pass.is_finished() {
        pass.advance(backend, &feed, loss, Mode::Evaluate, usize::MAX).await?;
    }
    Ok(pass.totals)
}
