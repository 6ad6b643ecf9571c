//! A model on the device: the trainer.

use std::rc::{Rc, Weak};

use convlab_core::augmentation::Augmentation;
use convlab_core::backend::{Backend, Batch, Loss, Mode, Optimizer, OptimizerState, Totals};
use convlab_core::dataset::Dataset;
use convlab_core::inspect::{Inspection, Looked, Seen};
use convlab_core::network::Network;
use convlab_core::ops::Phase;
use web_time::Instant;

use crate::choice::Choice;
use crate::device::Gpu;
use crate::error::{Error, Result};
use crate::feed::{Feed, write};
use crate::guard::Guard;
use crate::pace::Pace;
use crate::penalty::Penalty;
use crate::plan::{Arenas, Plan, Site, dims_buffer};
use crate::readback::{Readback, Ring, staging};
use crate::stepper::Stepper;
use crate::work::{DIMS_STRIDE, Dims, Dispatch, SLOTS, Tensor};

/// Batches of a prediction that go to the device together at least, before a run has shown what it can do.
const PREDICTED_TOGETHER: usize = 4;

/// Bytes of one batch's totals: loss and hits.
const TOTALS_BYTES: u64 = 8;

/// A network with its weights and the optimiser's state on a device.
pub struct Model {
    pub(crate) gpu: Gpu,
    network: Network,
    choice: Choice,
    pub(crate) arenas: Arenas,
    pub(crate) stepper: Stepper,
    pub(crate) penalty: Penalty,
    guard: Guard,
    pub(crate) dims: wgpu::Buffer,
    pub(crate) totals: Tensor,
    ring: Ring,
    plans: Vec<Weak<Plan>>,
    /// The plan that was asked for last: who predicts again and again should not wait for it again and again.
    kept: Option<Rc<Plan>>,
    /// The plan for batches that are looked at, once there was one.
    pub(crate) looking: Option<Rc<Plan>>,
    pace: Pace,
}

/// Submitted batches on their way.
pub struct Pending {
    readback: Readback,
    batches: Vec<Batch>,
    submitted: Instant,
}

impl Model {
    /// A model with fresh weights from a seed.
    pub fn new(gpu: &Gpu, network: Network, seed: u64) -> Result<Self> {
        Self::with_kernels(gpu, network, seed, Choice::default())
    }

    /// The same on chosen kernels.
    pub fn with_kernels(gpu: &Gpu, network: Network, seed: u64, choice: impl Into<Choice>) -> Result<Self> {
        let mut model = gpu.making("the network’s weights", || Self::make(gpu, network, seed))?;
        model.choose(choice.into())?;
        Ok(model)
    }

    fn make(gpu: &Gpu, network: Network, seed: u64) -> Result<Self> {
        let arenas = Arenas::new(gpu, &network);
        let dims = dims_buffer(gpu);
        let totals = Tensor::new(gpu, "the batches' totals", SLOTS * 2);
        let stepper = Stepper::new(gpu, &dims, &arenas, network.trainable_size(), Optimizer::Adam);
        let penalty = Penalty::new(gpu, &dims, &network, &arenas, &totals);
        let guard = Guard::new(gpu, &dims, &arenas.weights);
        let bytes = SLOTS as u64 * TOTALS_BYTES + guard.bytes();
        let mut model = Self {
            gpu: gpu.clone(),
            network,
            choice: Choice::default(),
            arenas,
            stepper,
            penalty,
            guard,
            dims,
            totals,
            ring: Ring::new(bytes),
            plans: Vec::new(),
            kept: None,
            looking: None,
            pace: Pace::default(),
        };
        let weights = model.network.initial_weights(seed);
        model.set_weights(&weights)?;
        Ok(model)
    }

    /// Computes with these kernels from the next feed on.
    pub fn choose(&mut self, choice: Choice) -> Result<()> {
        if !choice.fits(self.network.program().steps.len()) {
            return Err(Error::NoSuchKernels { choice: choice.to_string() });
        }
        if let Some(feature) = choice.missing(&self.gpu) {
            return Err(Error::Missing { feature });
        }
        if choice != self.choice {
            self.choice = choice;
            self.plans.clear();
            self.kept = None;
        }
        Ok(())
    }

    /// What the network is computed with.
    pub fn choice(&self) -> &Choice {
        &self.choice
    }

    /// A plan with room for a batch: one that is in use, if it is large enough, else the kept one if it is of that very size, else
    /// a new one. So it does not depend on what was computed earlier.
    fn plan(&mut self, batch_size: usize) -> Rc<Plan> {
        let kept = self.kept.take();
        self.plans.retain(|plan| plan.strong_count() > usize::from(is_of(plan, kept.as_ref())));
        let mut fitting: Option<Rc<Plan>> = None;
        for plan in &self.plans {
            let Some(plan) = plan.upgrade() else { continue };
            let is_smaller = fitting.as_ref().is_none_or(|other| plan.capacity < other.capacity);
            if plan.capacity >= batch_size && is_smaller {
                fitting = Some(plan);
            }
        }
        let plan = match fitting.or(kept.filter(|kept| kept.capacity == batch_size)) {
            Some(plan) => plan,
            None => Rc::new(Plan::new(&self.site(&self.choice), batch_size)),
        };
        if !self.plans.iter().any(|known| is_of(known, Some(&plan))) {
            self.plans.push(Rc::downgrade(&plan));
        }
        self.kept = Some(plan.clone());
        plan
    }

    /// What plans of this model are made for.
    pub(crate) fn site<'a>(&'a self, choice: &'a Choice) -> Site<'a> {
        let Self { gpu, network, arenas, dims, totals, .. } = self;
        Site { gpu, network, arenas, dims, totals, choice }
    }

    /// The dispatches of a step of training.
    pub(crate) fn step<'a>(&'a self, feed: &'a Feed, loss: Loss) -> Vec<&'a Dispatch> {
        let descent = &self.stepper.descent;
        let mut dispatches = vec![feed.gather_for_training()];
        dispatches.extend(feed.there_and_back(loss, descent.is_none()));
        dispatches.push(feed.plan.metrics());
        dispatches.extend(&self.penalty.loss);
        dispatches.extend(&self.penalty.gradients);
        dispatches.push(descent.as_ref().unwrap_or(&feed.plan.adam));
        dispatches.extend(feed.plan.update());
        dispatches
    }

    /// The dispatches that judge a batch.
    fn evaluation<'a>(&'a self, feed: &'a Feed, loss: Loss) -> Vec<&'a Dispatch> {
        let (loss, through_softmax) = feed.loss(loss);
        let mut dispatches = vec![feed.gather()];
        dispatches.extend(feed.plan.forward(through_softmax, false));
        dispatches.extend([loss, feed.plan.metrics()]);
        dispatches.extend(&self.penalty.loss);
        dispatches
    }

    pub(crate) fn write_dims(&self, slots: &[Dims]) {
        let mut bytes = vec![0; slots.len() * DIMS_STRIDE as usize];
        for (slot, dims) in bytes.chunks_exact_mut(DIMS_STRIDE as usize).zip(slots) {
            slot[..size_of::<Dims>()].copy_from_slice(bytemuck::bytes_of(dims));
        }
        self.gpu.queue().write_buffer(&self.dims, 0, &bytes);
    }

    pub(crate) fn encoder(&self) -> wgpu::CommandEncoder {
        self.gpu.device().create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("convlab") })
    }

    /// Copies a whole tensor to the CPU.
    pub(crate) async fn read(&self, tensor: &Tensor) -> Result<Vec<f32>> {
        self.read_behind(self.encoder(), tensor).await
    }

    /// The same behind what is recorded.
    pub(crate) async fn read_behind(
        &self,
        mut encoder: wgpu::CommandEncoder,
        tensor: &Tensor,
    ) -> Result<Vec<f32>> {
        let buffer = staging(&self.gpu, tensor.bytes());
        encoder.copy_buffer_to_buffer(tensor.buffer(), 0, &buffer, 0, tensor.bytes());
        let readback = Readback::submit(&self.gpu, encoder, buffer);
        let (numbers, _) = readback.read(&self.gpu, bytemuck::pod_collect_to_vec).await?;
        Ok(numbers)
    }
}

/// Whether a plan is this one.
fn is_of(plan: &Weak<Plan>, other: Option<&Rc<Plan>>) -> bool {
    other.is_some_and(|other| std::ptr::eq(plan.as_ptr(), Rc::as_ptr(other)))
}

/// Records dispatches for a batch whose `dims` stand in `slot`.
pub(crate) fn record(pass: &mut wgpu::ComputePass<'_>, dispatches: &[&Dispatch], slot: usize, batch: Batch) {
    for dispatch in dispatches {
        dispatch.record(pass, slot, batch.images);
    }
}

pub(crate) fn compute_pass(encoder: &mut wgpu::CommandEncoder) -> wgpu::ComputePass<'_> {
    encoder
        .begin_compute_pass(&wgpu::ComputePassDescriptor { label: Some("convlab"), timestamp_writes: None })
}

impl Backend for Model {
    type Feed = Feed;
    type Pending = Pending;
    type Error = Error;

    fn network(&self) -> &Network {
        &self.network
    }

    fn feed(&mut self, data: &Dataset, batch_size: usize) -> Result<Feed> {
        let gpu = self.gpu.clone();
        let what = format!("{} images and batches of {batch_size}", data.len());
        let feed = gpu.making(&what, || Feed::new(&gpu, &self.dims.clone(), self.plan(batch_size), data));
        if feed.is_err() {
            self.kept = None;
        }
        feed
    }

    fn renew(&mut self, feed: &mut Feed) -> Result<()> {
        let (gpu, dims) = (self.gpu.clone(), self.dims.clone());
        let capacity = feed.plan.capacity;
        gpu.making("other kernels", || feed.change_to(&gpu, &dims, self.plan(capacity)))
    }

    async fn settle(&mut self) -> Result<()> {
        let settled = self.gpu.settle().await;
        if settled.is_err() {
            self.kept = None;
        }
        settled
    }

    async fn settle_for(&mut self, batch_size: usize) -> Result<bool> {
        let room = self.gpu.room();
        // A plan that cannot be made is asked for again, and the reason told, when it is needed.
        let is_made = self.gpu.clone().making("kernels", || Ok(self.plan(batch_size))).is_ok();
        if !is_made {
            self.kept = None;
        }
        room.await?;
        Ok(is_made)
    }

    fn set_order(&mut self, feed: &mut Feed, order: &[u32]) -> Result<()> {
        write(&self.gpu, &feed.order, bytemuck::cast_slice(order));
        Ok(())
    }

    fn set_augmentation(&mut self, feed: &mut Feed, augmentation: Augmentation) -> Result<()> {
        let picture = self.network.input.picture().unwrap_or_default();
        let (gpu, dims) = (&self.gpu, &self.dims);
        gpu.making("changed images", || {
            feed.set_augmentation(gpu, dims, picture, augmentation);
            Ok(())
        })
    }

    fn set_optimizer(&mut self, optimizer: Optimizer) -> Result<()> {
        if self.stepper.optimizer != optimizer {
            let size = self.network.trainable_size();
            let Self { gpu, dims, arenas, .. } = self;
            self.stepper =
                gpu.making("the optimiser", || Ok(Stepper::new(gpu, dims, arenas, size, optimizer)))?;
        }
        Ok(())
    }

    fn batches_per_submit(&self) -> usize {
        self.pace.batches()
    }

    fn submit(&mut self, feed: &Feed, batches: &[Batch], loss: Loss, mode: Mode) -> Result<Pending> {
        let mut slots = Vec::with_capacity(batches.len());
        for (slot, batch) in batches.iter().enumerate() {
            let dims = Dims::new(*batch, slot);
            slots.push(match mode {
                Mode::Train { learning_rate, seed } => {
                    let alpha = self.stepper.next(learning_rate);
                    dims.training(alpha, seed, self.stepper.steps)
                }
                Mode::Evaluate => dims,
            });
        }
        self.write_dims(&slots);
        let dispatches = match mode {
            Mode::Train { .. } => self.step(feed, loss),
            Mode::Evaluate => self.evaluation(feed, loss),
        };
        let mut encoder = self.encoder();
        let mut pass = compute_pass(&mut encoder);
        for (slot, &batch) in batches.iter().enumerate() {
            record(&mut pass, &dispatches, slot, batch);
        }
        if mode != Mode::Evaluate {
            self.guard.record(&mut pass);
        }
        drop(pass);
        let buffer = self.ring.take(&self.gpu);
        let bytes = batches.len() as u64 * TOTALS_BYTES;
        encoder.copy_buffer_to_buffer(self.totals.buffer(), 0, &buffer, 0, bytes);
        self.guard.copy(&mut encoder, &buffer, SLOTS as u64 * TOTALS_BYTES);
        let submitted = Instant::now();
        let readback = Readback::submit(&self.gpu, encoder, buffer);
        Ok(Pending { readback, batches: batches.to_vec(), submitted })
    }

    async fn finish(&mut self, pending: Pending) -> Result<Vec<Totals>> {
        let Pending { readback, batches, submitted } = pending;
        let totals = self
            .ring
            .finish(&self.gpu, readback, |bytes| {
                let (bytes, found) = bytes.split_at(SLOTS * TOTALS_BYTES as usize);
                self.guard.take(found);
                let numbers: Vec<f32> = bytemuck::pod_collect_to_vec(bytes);
                let mut totals = Vec::new();
                for (batch, pair) in batches.iter().zip(numbers.chunks_exact(2)) {
                    let (loss, correct) = (f64::from(pair[0]), pair[1] as usize);
                    totals.push(Totals { images: batch.images, loss, correct });
                }
                totals
            })
            .await?;
        self.pace.finished(submitted, totals.len());
        Ok(totals)
    }

    async fn predict(&mut self, feed: &Feed, phase: Phase) -> Result<Vec<f32>> {
        let plan = &feed.plan;
        let through_softmax = plan.probabilities().is_some();
        let Some((outputs, _)) = plan.probabilities().or(plan.logits()) else { return Ok(Vec::new()) };
        let row = outputs.bytes() / plan.capacity as u64;
        let mut batches = Vec::new();
        for first in (0..feed.images).step_by(plan.capacity) {
            batches.push(Batch { first, images: plan.capacity.min(feed.images - first) });
        }
        let result = staging(&self.gpu, feed.images as u64 * row);
        let mut dispatches = vec![feed.gather()];
        dispatches.extend(plan.forward(through_softmax, phase != Phase::Inference));
        let mut submissions = batches.chunks(self.pace.batches().max(PREDICTED_TOGETHER)).peekable();
        while let Some(submission) = submissions.next() {
            let mut slots = Vec::new();
            for (slot, &batch) in submission.iter().enumerate() {
                let dims = Dims::new(batch, slot);
                slots.push(match phase {
                    Phase::Inference => dims,
                    Phase::Training { seed, step } => dims.training(0.0, seed, step.into()),
                });
            }
            self.write_dims(&slots);
            let mut encoder = self.encoder();
            for (slot, &batch) in submission.iter().enumerate() {
                let mut pass = compute_pass(&mut encoder);
                record(&mut pass, &dispatches, slot, batch);
                drop(pass);
                let (place, bytes) = (batch.first as u64 * row, batch.images as u64 * row);
                encoder.copy_buffer_to_buffer(outputs.buffer(), 0, &result, place, bytes);
            }
            if submissions.peek().is_none() {
                let readback = Readback::submit(&self.gpu, encoder, result);
                let (numbers, result) = readback.read(&self.gpu, bytemuck::pod_collect_to_vec).await?;
                // At once: a browser would wait for its garbage collector.
                result.destroy();
                return Ok(numbers);
            }
            self.gpu.queue().submit([encoder.finish()]);
        }
        Ok(Vec::new())
    }

    async fn gradients(&mut self, feed: &Feed, batch: Batch, loss: Loss) -> Result<Vec<f32>> {
        self.write_dims(&[Dims::new(batch, 0)]);
        let mut dispatches = vec![feed.gather()];
        dispatches.extend(feed.there_and_back(loss, false));
        dispatches.extend(&self.penalty.gradients);
        let mut encoder = self.encoder();
        record(&mut compute_pass(&mut encoder), &dispatches, 0, batch);
        self.read_behind(encoder, &self.arenas.gradients).await
    }

    async fn inspect(
        &mut self,
        data: &Dataset,
        inspection: Inspection,
        see: &mut dyn FnMut(Seen, &[f32]),
    ) -> Result<Looked> {
        self.look(data, inspection, see).await
    }

    async fn weights(&mut self) -> Result<Vec<f32>> {
        self.read(&self.arenas.weights).await
    }

    fn set_weights(&mut self, arena: &[f32]) -> Result<()> {
        self.network.check_arena(arena)?;
        write(&self.gpu, &self.arenas.weights, bytemuck::cast_slice(arena));
        self.stepper.start_afresh(&self.gpu, &self.arenas);
        self.guard.forget(&self.gpu);
        Ok(())
    }

    async fn optimizer_state(&mut self) -> Result<OptimizerState> {
        let size = self.network.trainable_size();
        let mut moments = [self.read(&self.arenas.m).await?, self.read(&self.arenas.v).await?];
        moments.iter_mut().for_each(|moment| moment.truncate(size));
        Ok(OptimizerState { optimizer: self.stepper.optimizer, steps: self.stepper.steps, moments })
    }

    fn set_optimizer_state(&mut self, state: &OptimizerState) -> Result<()> {
        self.network.check_moments(&state.moments)?;
        self.set_optimizer(state.optimizer)?;
        self.stepper.steps = state.steps;
        for (arena, moment) in [&self.arenas.m, &self.arenas.v].into_iter().zip(&state.moments) {
            write(&self.gpu, arena, bytemuck::cast_slice(moment));
        }
        Ok(())
    }

    fn not_finite(&mut self) -> Option<usize> {
        self.guard.found.take()
    }
}
