//! The fit loop: epochs, batches, validation, in Keras's order and with Keras's figures.
//!
//! A [`Fit`] is advanced a little at a time by whoever runs it, so pausing is not advancing, and nothing here
//! knows of threads, timers or pages.

mod divergence;
mod early_stopping;
mod options;
mod pass;
mod schedule;

pub use early_stopping::{EarlyStopping, Monitor};
pub use options::FitOptions;
pub use schedule::Schedule;

use crate::augmentation::Augmentation;
use crate::backend::{Backend, Loss, Mode, Totals};
use crate::dataset::Dataset;
use crate::error::Error;
use crate::random::{Random, Stream};

use divergence::Divergence;
use early_stopping::Watch;
use pass::Pass;

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
        /// The learning rate at its end.
        learning_rate: f64,
        /// The best epoch so far, where early stopping watches.
        best: Option<usize>,
        /// Whether the run ends here since it no longer gets better.
        stops: bool,
    },
}

enum Phase<P> {
    Training(Pass<P>),
    Validating { trained: Totals, pass: Pass<P> },
    Diverged(Error),
    Finished,
}

/// A run in progress.
pub struct Fit<B: Backend> {
    options: FitOptions,
    training: B::Feed,
    training_images: usize,
    validation: Option<(B::Feed, usize)>,
    watch: Option<Watch>,
    divergence: Divergence,
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
        options.check(backend.network(), validation.is_some())?;
        data.check(backend.network())?;
        if let Some(validation) = validation {
            validation.check(backend.network())?;
        }
        let mut training = backend.feed(data, options.batch_size)?;
        if options.augmentation != Augmentation::NONE {
            backend.set_augmentation(&mut training, options.augmentation)?;
        }
        let validation = match validation {
            Some(data) => Some((backend.feed(data, options.batch_size)?, data.len())),
            None => None,
        };
        backend.set_optimizer(options.optimizer)?;
        let mut fit = Self {
            options,
            training,
            training_images: data.len(),
            validation,
            watch: options.early_stopping.map(Watch::new),
            divergence: Divergence::default(),
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

    /// The learning rate of the present epoch.
    fn learning_rate(&self) -> f64 {
        self.options.schedule.rate(self.options.learning_rate, self.epoch, self.options.epochs)
    }

    /// Changes the learning rate that the schedule changes, for batches submitted from now on.
    pub fn set_learning_rate(&mut self, learning_rate: f64) -> Result<(), Error> {
        options::check_learning_rate(learning_rate)?;
        self.options.learning_rate = learning_rate;
        Ok(())
    }

    /// Whether every epoch is done, or the run ended early.
    pub fn is_finished(&self) -> bool {
        matches!(self.phase, Phase::Finished)
    }

    /// Whether submitted work is still on its way.
    pub fn is_under_way(&self) -> bool {
        match &self.phase {
            Phase::Training(pass) | Phase::Validating { pass, .. } => pass.is_under_way(),
            Phase::Diverged(_) | Phase::Finished => false,
        }
    }

    /// Goes on: submits up to `limit` further batches and waits for the oldest submission. A limit of 0 only
    /// waits; call it while [`Fit::is_under_way`] to come to rest.
    ///
    /// Where the loss goes out of all bounds, the run ends: the call after the one that tells the batch's figures fails
    /// with [`Error::Diverged`], and the model has the weights with which that epoch began.
    pub async fn advance(&mut self, backend: &mut B, limit: usize) -> Result<Vec<FitEvent>, B::Error> {
        if self.divergence.has_none() {
            self.divergence.keep(backend.weights().await?);
        }
        let loss = self.options.loss;
        let mode = Mode::Train { learning_rate: self.learning_rate() as f32, seed: self.options.seed };
        let mut events = Vec::new();
        match &mut self.phase {
            Phase::Finished => {}
            Phase::Diverged(error) => {
                let error = error.clone();
                self.phase = Phase::Finished;
                return Err(error.into());
            }
            Phase::Training(pass) => {
                let first = pass.done;
                let finished = pass.advance(backend, &self.training, loss, mode, limit).await?;
                let epoch = self.epoch;
                let seen = finished.iter().position(|totals| self.divergence.is_seen(*totals));
                if seen.is_some() {
                    while pass.is_under_way() {
                        pass.advance(backend, &self.training, loss, mode, 0).await?;
                    }
                }
                events.extend(finished.into_iter().enumerate().map(|(index, totals)| FitEvent::Trained {
                    epoch,
                    batch: first + index,
                    totals,
                }));
                if let Some(index) = seen {
                    self.phase =
                        Phase::Diverged(Error::Diverged { epoch: epoch + 1, batch: first + index + 1 });
                    if let Some(weights) = self.divergence.weights() {
                        backend.set_weights(&weights)?;
                    }
                } else if pass.is_finished() {
                    let trained = pass.totals;
                    match &self.validation {
                        Some((_, images)) => {
                            let pass = Pass::new(*images, self.options.batch_size);
                            self.phase = Phase::Validating { trained, pass };
                        }
                        None => events.push(self.end_epoch(backend, trained, None).await?),
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
                    events.push(self.end_epoch(backend, trained, Some(validated)).await?);
                }
            }
        }
        Ok(events)
    }

    async fn end_epoch(
        &mut self,
        backend: &mut B,
        totals: Totals,
        validation: Option<Totals>,
    ) -> Result<FitEvent, B::Error> {
        let (epoch, learning_rate) = (self.epoch, self.learning_rate());
        let is_last = epoch + 1 == self.options.epochs;
        let (mut best, mut stops) = (None, false);
        if let Some(watch) = &mut self.watch {
            watch.judge(epoch, totals, validation);
            best = Some(watch.best_epoch());
            stops = !is_last && watch.is_over(epoch);
        }
        if !is_last && !stops {
            let weights = backend.weights().await?;
            if let Some(watch) = self.watch.as_mut().filter(|watch| watch.keeps(epoch)) {
                watch.keep(weights.clone());
            }
            self.divergence.keep(weights);
        }
        self.epoch += 1;
        if is_last || stops {
            self.phase = Phase::Finished;
            if let Some(weights) = self.watch.as_mut().and_then(|watch| watch.weights_after(epoch)) {
                backend.set_weights(&weights)?;
            }
        } else {
            self.start_epoch(backend)?;
        }
        Ok(FitEvent::Epoch { epoch, totals, validation, learning_rate, best, stops })
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
