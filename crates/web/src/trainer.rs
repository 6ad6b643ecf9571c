//! A model on whichever backend, with the run that is in progress on it.

use convlab_core::Error;
use convlab_core::backend::{Backend, Batch, Loss};
use convlab_core::dataset::Dataset;
use convlab_core::fit::{Fit, FitOptions, Place, evaluate};
use convlab_core::inspect::{Inspection, Looked, Seen, look};
use convlab_core::ops::Phase;
use convlab_core::standing::{Numbers, Standing};
use convlab_core::summary::Summary;

use crate::events::row;
use crate::failure::Failure;

/// Images a batch where nobody says, as Keras has it.
const BATCH_SIZE: usize = 32;

/// The largest batch that is made ready for before anybody asks.
const MOST_AHEAD: usize = 256;

/// The most images of one prediction in training mode, which is one batch.
const MOST_IN_A_BATCH: usize = 512;

/// What is made ready for where runs have batches of this size.
fn usual(batch_size: usize) -> usize {
    if batch_size > MOST_AHEAD { BATCH_SIZE } else { batch_size }
}

/// A backend's model and the run in progress on it.
pub(crate) struct Trainer<B: Backend> {
    backend: B,
    /// Images in one forward pass outside training: those that the backend is ready and has room for, but so many at least that a
    /// run of small batches does not make predictions slow.
    batch_size: usize,
    fit: Option<Fit<B>>,
    /// Where the run stood whose state was taken up last.
    place: Option<Place>,
}

impl<B: Backend> Trainer<B>
where
    Failure: From<B::Error>,
{
    pub(crate) fn new(backend: B) -> Self {
        Self { backend, batch_size: BATCH_SIZE, fit: None, place: None }
    }

    /// Waits until there is room for the model, and begins to make ready for batches of this size, unless they are large: a run
    /// with such waits for its own, and predictions do with fewer.
    pub(crate) async fn settle(&mut self, batch_size: usize) -> Result<(), Failure> {
        let ready_for = usual(batch_size);
        if self.backend.settle_for(ready_for).await? {
            self.batch_size = ready_for.max(BATCH_SIZE);
        }
        Ok(())
    }

    pub(crate) fn summary(&self) -> Summary {
        Summary::new(self.backend.network())
    }

    pub(crate) async fn begin(
        &mut self,
        data: &Dataset,
        validation: Option<&Dataset>,
        options: FitOptions,
        resume: bool,
    ) -> Result<(), Failure> {
        self.fit = None;
        let place = self.place.take().filter(|_| resume);
        if resume && place.is_none() {
            let expected = "false where no run was restored that was not over";
            return Err(Error::Option { name: "resume", expected }.into());
        }
        // What was prepared for another batch size, and found no room, concerns nobody any more.
        let _ = self.backend.settle().await;
        let batch_size = options.batch_size;
        let fit = Fit::going_on(&mut self.backend, data, validation, options, place)?;
        self.backend.settle().await?;
        self.batch_size = usual(batch_size).max(BATCH_SIZE);
        self.fit = Some(fit);
        Ok(())
    }

    /// Where the model stands; with `training` also what training goes on with, and where the run stands, at rest.
    pub(crate) async fn standing(&mut self, training: bool) -> Result<Numbers, Failure> {
        let mut standing = Standing { weights: self.backend.weights().await?, optimizer: None, place: None };
        if training {
            standing.optimizer = Some(self.backend.optimizer_state().await?);
            standing.place = self.fit.as_ref().map_or_else(|| self.place.clone(), Fit::place);
        }
        Ok(standing.into_numbers())
    }

    /// Takes up what `standing` gave of a model of the same design; a run is over then.
    pub(crate) fn take_up(&mut self, numbers: &Numbers) -> Result<(), Failure> {
        let standing = Standing::from_numbers(self.backend.network(), numbers)?;
        self.fit = None;
        self.backend.set_weights(&standing.weights)?;
        if let Some(state) = &standing.optimizer {
            self.backend.set_optimizer_state(state)?;
        }
        self.place = standing.place;
        Ok(())
    }

    pub(crate) async fn advance(&mut self, limit: usize) -> Result<Vec<f64>, Failure> {
        let Some(fit) = &mut self.fit else { return Ok(Vec::new()) };
        let events = fit.advance(&mut self.backend, limit).await?;
        let mut rows = Vec::new();
        for event in &events {
            rows.extend(row(event));
        }
        Ok(rows)
    }

    pub(crate) fn set_learning_rate(&mut self, learning_rate: f64) -> Result<(), Failure> {
        let fit = self.fit.as_mut().filter(|fit| !fit.is_finished()).ok_or(Error::NoRun)?;
        Ok(fit.set_learning_rate(learning_rate)?)
    }

    pub(crate) fn is_under_way(&self) -> bool {
        self.fit.as_ref().is_some_and(Fit::is_under_way)
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.fit.as_ref().is_none_or(Fit::is_finished)
    }

    pub(crate) fn end(&mut self) {
        self.fit = None;
    }

    pub(crate) async fn evaluate(&mut self, data: &Dataset, loss: Loss) -> Result<Vec<f64>, Failure> {
        let totals = evaluate(&mut self.backend, data, self.batch_size, loss).await?;
        Ok(vec![totals.mean_loss(), totals.accuracy()])
    }

    pub(crate) async fn predict(&mut self, data: &Dataset, phase: Phase) -> Result<Vec<f32>, Failure> {
        data.check(self.backend.network())?;
        let batch_size = if phase == Phase::Inference { self.batch_size } else { data.len() };
        if batch_size > MOST_IN_A_BATCH {
            let expected = "at most 512 in training mode, where they are one batch";
            return Err(Error::Option { name: "images", expected }.into());
        }
        let feed = self.backend.feed(data, batch_size)?;
        self.backend.settle().await?;
        Ok(self.backend.predict(&feed, phase).await?)
    }

    pub(crate) async fn inspect(
        &mut self,
        data: &Dataset,
        inspection: Inspection,
        image: usize,
        see: &mut dyn FnMut(Seen, &[f32]),
    ) -> Result<Looked, Failure> {
        Ok(look(&mut self.backend, data, inspection, image, see).await?)
    }

    pub(crate) async fn gradients(&mut self, data: &Dataset, loss: Loss) -> Result<Vec<f32>, Failure> {
        data.check(self.backend.network())?;
        loss.check(self.backend.network())?;
        let batch = Batch { first: 0, images: data.len() };
        let feed = self.backend.feed(data, batch.images)?;
        self.backend.settle().await?;
        Ok(self.backend.gradients(&feed, batch, loss).await?)
    }

    pub(crate) fn reset(&mut self, seed: u64) -> Result<(), Failure> {
        let arena = self.backend.network().initial_weights(seed);
        self.place = None;
        Ok(self.backend.set_weights(&arena)?)
    }
}

#[cfg(feature = "gpu")]
impl Trainer<convlab_gpu::Model> {
    pub(crate) fn backend(&self) -> &convlab_gpu::Model {
        &self.backend
    }

    /// Takes kernels, also for a run that is on, at rest: it goes on with its own where there is no room for others. Gives what they
    /// are now.
    pub(crate) async fn take_kernels(&mut self, choice: convlab_gpu::Choice) -> Result<String, Failure> {
        let before = self.backend.choice().clone();
        self.backend.choose(choice)?;
        if let Some(fit) = &mut self.fit {
            let renewed = fit.renew(&mut self.backend);
            if self.backend.settle().await.and(renewed).is_err() {
                self.backend.choose(before)?;
                fit.renew(&mut self.backend)?;
                self.backend.settle().await?;
            }
        }
        Ok(self.backend.choice().to_string())
    }
}
