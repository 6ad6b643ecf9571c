//! The fit loop: epochs, batches, validation, in Keras's order and with Keras's figures.
//!
//! A [`Fit`] is advanced a little at a time by whoever runs it, so pausing is not advancing, and nothing here
//! knows of threads, timers or pages.

mod divergence;
mod early_stopping;
mod options;
mod pass;
mod place;
mod schedule;

pub use early_stopping::{EarlyStopping, Monitor};
pub use options::FitOptions;
pub use place::{Place, Watched};
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
        Self::going_on(backend, data, validation, options, None)
    }

    /// The same, going on from where another run with these options and data stood; the backend must have its weights and
    /// its optimiser's state. It gives the bits that the other would have given.
    pub fn going_on(
        backend: &mut B,
        data: &Dataset,
        validation: Option<&Dataset>,
        options: FitOptions,
        place: Option<Place>,
    ) -> Result<Self, B::Error> {
        options.check(backend.network(), validation.is_some())?;
        data.check(backend.network())?;
        if let Some(validation) = validation {
            validation.check(backend.network())?;
        }
        let place = place.unwrap_or_default();
        place.check(&options, data.len())?;
        let room_for = |data: &Dataset| options.batch_size.min(data.len());
        let mut training = backend.feed(data, room_for(data))?;
        if options.augmentation != Augmentation::NONE {
            backend.set_augmentation(&mut training, options.augmentation)?;
        }
        let validation = match validation {
            Some(data) => Some((backend.feed(data, room_for(data))?, data.len())),
            None => None,
        };
        backend.set_optimizer(options.optimizer)?;
        let mut fit = Self {
            options,
            training,
            training_images: data.len(),
            validation,
            watch: options.early_stopping.map(|early_stopping| match place.watched {
                Some(watched) => Watch::going_on(early_stopping, watched),
                None => Watch::new(early_stopping),
            }),
            divergence: Divergence::starting_from(place.first_loss),
            epoch: place.epoch,
            phase: Phase::Finished,
        };
        fit.start_epoch(backend, place.batches, place.totals)?;
        Ok(fit)
    }

    /// Begins the present epoch, or goes on behind its first `done` batches.
    fn start_epoch(&mut self, backend: &mut B, done: usize, totals: Totals) -> Result<(), B::Error> {
        if self.options.shuffle {
            let random = Random::new(self.options.seed, Stream::Shuffle(self.epoch as u32));
            let order = random.permutation(self.training_images);
            backend.set_order(&mut self.training, &order)?;
        }
        let pass = Pass::going_on(self.training_images, self.options.batch_size, done, totals);
        self.phase = Phase::Training(pass);
        Ok(())
    }

    /// Goes on in the way that was chosen for the backend since; to be called at rest.
    pub fn renew(&mut self, backend: &mut B) -> Result<(), B::Error> {
        backend.renew(&mut self.training)?;
        match &mut self.validation {
            Some((feed, _)) => backend.renew(feed),
            None => Ok(()),
        }
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

    /// Where the run stands, while no submitted work is on its way; none behind its end.
    pub fn place(&self) -> Option<Place> {
        let (batches, totals) = match &self.phase {
            Phase::Training(pass) if !pass.is_under_way() => (pass.done, pass.totals),
            Phase::Validating { trained, .. } => {
                (self.training_images.div_ceil(self.options.batch_size), *trained)
            }
            _ => return None,
        };
        let watched = self.watch.as_ref().map(|watch| watch.seen().clone());
        Some(Place { epoch: self.epoch, batches, totals, first_loss: self.divergence.first, watched })
    }

    /// Goes on: submits up to `limit` further batches and waits for the oldest submission. A limit of 0 only
    /// waits; call it while [`Fit::is_under_way`] to come to rest.
    ///
    /// Where the loss goes out of all bounds, the run ends: the call after the one that tells the batch's figures fails
    /// with [`Error::Diverged`], and the model has the weights and the optimiser's state with which that epoch began, or with
    /// which the run went on in the midst of it. The same holds where a weight is no longer a number.
    pub async fn advance(&mut self, backend: &mut B, limit: usize) -> Result<Vec<FitEvent>, B::Error> {
        if self.divergence.has_none() {
            self.divergence.keep(backend.weights().await?, backend.optimizer_state().await?);
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
                let mut not_finite = backend.not_finite();
                let by_loss = finished.iter().position(|totals| self.divergence.is_seen(*totals));
                let seen = by_loss.or(not_finite.and(finished.len().checked_sub(1)));
                if seen.is_some() {
                    while pass.is_under_way() {
                        pass.advance(backend, &self.training, loss, mode, 0).await?;
                    }
                    not_finite = not_finite.or(backend.not_finite());
                }
                for (batch, totals) in (first..).zip(finished) {
                    events.push(FitEvent::Trained { epoch, batch, totals });
                }
                if let Some(index) = seen {
                    let name = not_finite.and_then(|place| backend.network().name_at(place));
                    let tensor = name.map(str::to_owned);
                    self.phase = Phase::Diverged(Error::Diverged {
                        epoch: epoch + 1,
                        batch: first + index + 1,
                        tensor,
                    });
                    if let Some((weights, state)) = self.divergence.good() {
                        backend.set_weights(&weights)?;
                        backend.set_optimizer_state(&state)?;
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
            self.divergence.keep(weights, backend.optimizer_state().await?);
        }
        self.epoch += 1;
        if is_last || stops {
            self.phase = Phase::Finished;
            if let Some(weights) = self.watch.as_mut().and_then(|watch| watch.weights_after(epoch)) {
                backend.set_weights(&weights)?;
            }
        } else {
            self.start_epoch(backend, 0, Totals::default())?;
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
    backend.settle().await?;
    let mut pass = Pass::new(data.len(), batch_size);
    while !pass.is_finished() {
        pass.advance(backend, &feed, loss, Mode::Evaluate, usize::MAX).await?;
    }
    Ok(pass.totals)
}
