//! A model for JavaScript.

#[cfg(feature = "cpu")]
use convlab_core::cpu::shared::SharedModel;
use convlab_core::inspect::Seen;
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::standing::Numbers;
use js_sys::{Array, Float32Array, Float64Array, Function};
use wasm_bindgen::prelude::*;

use crate::data::Dataset;
use crate::device::{Device, Kind};
use crate::failure::Failure;
use crate::options::{count, fit_options, inspection, loss, phase, place, seed};
#[cfg(feature = "cpu")]
use crate::threads::{JsPeers, Lines};
use crate::trainer::Trainer;
#[cfg(feature = "gpu")]
use crate::tuning::Tuning;

/// A network on a device, its weights, and the run in progress on it.
///
/// Methods that return a promise borrow the model until it settles: the caller awaits each before the next.
#[wasm_bindgen]
pub struct Model {
    trainer: AnyTrainer,
    /// The search for the fastest kernels, once one has begun.
    #[cfg(feature = "gpu")]
    tuning: Option<Tuning>,
}

enum AnyTrainer {
    #[cfg(feature = "cpu")]
    Cpu(Box<Trainer<SharedModel<Lines>>>),
    #[cfg(feature = "gpu")]
    Gpu(Box<Trainer<convlab_gpu::Model>>),
}

/// The same work on whichever backend it is.
macro_rules! on {
    ($model:expr, $trainer:ident => $work:expr) => {
        match &$model.trainer {
            #[cfg(feature = "cpu")]
            AnyTrainer::Cpu($trainer) => $work,
            #[cfg(feature = "gpu")]
            AnyTrainer::Gpu($trainer) => $work,
        }
    };
    (mut $model:expr, $trainer:ident => $work:expr) => {
        match &mut $model.trainer {
            #[cfg(feature = "cpu")]
            AnyTrainer::Cpu($trainer) => $work,
            #[cfg(feature = "gpu")]
            AnyTrainer::Gpu($trainer) => $work,
        }
    };
}

#[wasm_bindgen]
impl Model {
    /// A model from its description in JSON, `{ inputShape, layers }`, with fresh weights from a seed.
    #[wasm_bindgen(constructor)]
    pub fn new(device: &Device, spec: &str, seed_number: f64) -> Result<Self, Failure> {
        let network = Network::new(&NetworkSpec::from_json(spec)?)?;
        let seed = seed(seed_number)?;
        let trainer = match &device.kind {
            #[cfg(feature = "cpu")]
            Kind::Cpu { .. } => {
                AnyTrainer::Cpu(Box::new(Trainer::new(SharedModel::new(network, seed, Lines::none()))))
            }
            #[cfg(feature = "gpu")]
            Kind::Gpu(gpu) => {
                AnyTrainer::Gpu(Box::new(Trainer::new(convlab_gpu::Model::new(gpu, network, seed)?)))
            }
        };
        Ok(Self::of(trainer))
    }

    /// A model on the CPU of which helpers on other threads compute their shares.
    #[cfg(feature = "cpu")]
    pub fn shared(spec: &str, seed_number: f64, peers: JsPeers) -> Result<Self, Failure> {
        let network = Network::new(&NetworkSpec::from_json(spec)?)?;
        let model = SharedModel::new(network, seed(seed_number)?, Lines::to(peers));
        Ok(Self::of(AnyTrainer::Cpu(Box::new(Trainer::new(model)))))
    }

    fn of(trainer: AnyTrainer) -> Self {
        Self {
            trainer,
            #[cfg(feature = "gpu")]
            tuning: None,
        }
    }

    /// Waits until the device has made room for the model; one that fails must be freed. Meanwhile, and behind that, kernels for batches
    /// of this size compile in the background.
    pub async fn settle(&mut self, batch_size: f64) -> Result<(), Failure> {
        let batch_size = count("batchSize", batch_size)?;
        on!(mut self, trainer => trainer.settle(batch_size).await)
    }

    /// The summary in JSON.
    pub fn summary(&self) -> String {
        on!(self, trainer => trainer.summary()).to_json()
    }

    /// Takes kernels, also for the run that is on, which must stand still: a set by its name, or one for each step. Gives what they are;
    /// the CPU has no choice.
    #[wasm_bindgen(js_name = takeKernels)]
    pub async fn take_kernels(&mut self, kernels: &str) -> Result<String, Failure> {
        match &mut self.trainer {
            #[cfg(feature = "cpu")]
            AnyTrainer::Cpu(_) => {
                let _ = kernels;
                Ok(String::new())
            }
            #[cfg(feature = "gpu")]
            AnyTrainer::Gpu(trainer) => trainer.take_kernels(kernels.parse()?).await,
        }
    }

    /// Whether the search for the fastest kernels can go on, or begin: in between kernels compile.
    #[cfg(feature = "gpu")]
    #[wasm_bindgen(getter, js_name = canTune)]
    pub fn can_tune(&self) -> bool {
        self.tuning.as_ref().is_none_or(Tuning::is_ready)
    }

    /// Goes on with the search for the fastest kernels for batches of this size, while the run that is on stands still; altogether it
    /// stands for a second. At last it gives what was found, for `takeKernels`, or an empty text where nothing can be said.
    #[cfg(feature = "gpu")]
    pub async fn tune(&mut self, batch_size: f64) -> Result<Option<String>, Failure> {
        let batch_size = count("batchSize", batch_size)?;
        #[allow(irrefutable_let_patterns, reason = "with the CPU's feature there are two")]
        let AnyTrainer::Gpu(trainer) = &mut self.trainer else { return Ok(Some(String::new())) };
        let tuning = match self.tuning.take().filter(|tuning| tuning.batch_size == batch_size) {
            Some(tuning) => Ok(tuning),
            None => Tuning::new(trainer.backend(), batch_size),
        };
        // A run goes on where there is no room to look for better kernels.
        let Ok(tuning) = tuning else { return Ok(Some(String::new())) };
        let tuning = self.tuning.insert(tuning);
        if tuning.go_on(trainer.backend()).await? {
            return Ok(None);
        }
        let found = tuning.found();
        self.tuning = None;
        Ok(Some(found))
    }

    /// Begins a run, or with `resume` goes on with the one whose state was restored: checks everything and puts the data
    /// on the device. `options` are the `FitSettings` of `web/protocol.js`.
    pub async fn begin(
        &mut self,
        data: &Dataset,
        validation: Option<Dataset>,
        options: &JsValue,
        resume: bool,
    ) -> Result<(), Failure> {
        let options = fit_options(options)?;
        let validation = validation.as_ref().map(Dataset::get);
        on!(mut self, trainer => trainer.begin(data.get(), validation, options, resume).await)
    }

    /// Goes on with the run by up to `limit` further batches; 0 only waits for what is under way. The events come
    /// as rows of eleven numbers.
    pub async fn advance(&mut self, limit: usize) -> Result<Vec<f64>, Failure> {
        on!(mut self, trainer => trainer.advance(limit).await)
    }

    /// Changes the run's learning rate, for batches submitted from now on.
    #[wasm_bindgen(js_name = setLearningRate)]
    pub fn set_learning_rate(&mut self, rate: f64) -> Result<(), Failure> {
        on!(mut self, trainer => trainer.set_learning_rate(rate))
    }

    /// Whether submitted work is still on its way.
    #[wasm_bindgen(getter, js_name = isUnderWay)]
    pub fn is_under_way(&self) -> bool {
        on!(self, trainer => trainer.is_under_way())
    }

    /// Whether there is no run, or nothing left of it to do.
    #[wasm_bindgen(getter, js_name = isFinished)]
    pub fn is_finished(&self) -> bool {
        on!(self, trainer => trainer.is_finished())
    }

    /// Ends the run and lets go of its data; what a search for the fastest kernels found stays for the next one.
    pub fn end(&mut self) {
        on!(mut self, trainer => trainer.end());
        #[cfg(feature = "gpu")]
        if let Some(tuning) = &mut self.tuning {
            tuning.rest();
        }
    }

    /// Mean loss and accuracy on a data set.
    pub async fn evaluate(&mut self, data: &Dataset, loss_name: &str) -> Result<Vec<f64>, Failure> {
        let loss = loss(loss_name)?;
        on!(mut self, trainer => trainer.evaluate(data.get(), loss).await)
    }

    /// The network's output for each image, `[images, classes]`; in training mode of all images as one batch, with what
    /// layers drop drawn from `seed_number` and `step`.
    pub async fn predict(
        &mut self,
        data: &Dataset,
        training: bool,
        seed_number: f64,
        step: f64,
    ) -> Result<Vec<f32>, Failure> {
        let phase = phase(training, seed_number, step)?;
        on!(mut self, trainer => trainer.predict(data.get(), phase).await)
    }

    /// Shows what goes on inside for a batch, without an update: `see` gets the two numbers and the values of each tensor.
    /// Gives how many images there were, the sum of their losses, how many were right, and the optimiser's steps, which is what
    /// the `Observer` of `crates/files` wants at the end. `options` are the `InspectOptions` of `web/protocol.js`.
    pub async fn inspect(
        &mut self,
        data: &Dataset,
        options: &JsValue,
        see: &Function,
    ) -> Result<Vec<f64>, Failure> {
        let (inspection, image) = (inspection(options)?, place("image", options)?);
        let see = &mut |seen: Seen, tensor: &[f32]| {
            let [kind, op] = seen.numbers();
            // What fails there is told when it is asked for what it found.
            let _ = see.call3(&JsValue::NULL, &kind.into(), &op.into(), &Float32Array::from(tensor));
        };
        let looked = on!(mut self, trainer => trainer.inspect(data.get(), inspection, image, see).await)?;
        let totals = looked.totals;
        Ok(vec![totals.images as f64, totals.loss, totals.correct as f64, looked.steps as f64])
    }

    /// The gradient of the mean loss over a data set, the penalty added, as an arena.
    pub async fn gradients(&mut self, data: &Dataset, loss_name: &str) -> Result<Vec<f32>, Failure> {
        let loss = loss(loss_name)?;
        on!(mut self, trainer => trainer.gradients(data.get(), loss).await)
    }

    /// Where the model stands, as the `Standing` of `web/engine/filing.js`: its weights; with `training` also what training
    /// goes on with. A run that is on must stand still.
    #[wasm_bindgen(unchecked_return_type = "[Float64Array, Float32Array]")]
    pub async fn standing(&mut self, training: bool) -> Result<Array, Failure> {
        let numbers = on!(mut self, trainer => trainer.standing(training).await)?;
        let figures = Float64Array::from(numbers.figures.as_slice());
        Ok(Array::of2(&figures, &Float32Array::from(numbers.arenas.as_slice())))
    }

    /// Takes up what `standing` gave of a model of the same design. Without what training goes on with, the optimiser starts
    /// afresh.
    #[wasm_bindgen(js_name = takeUp)]
    pub fn take_up(&mut self, figures: Vec<f64>, arenas: Vec<f32>) -> Result<(), Failure> {
        let numbers = Numbers { figures, arenas };
        on!(mut self, trainer => trainer.take_up(&numbers))
    }

    /// Fresh weights from a seed, and the optimiser afresh.
    pub fn reset(&mut self, seed_number: f64) -> Result<(), Failure> {
        let seed = seed(seed_number)?;
        on!(mut self, trainer => trainer.reset(seed))
    }
}
