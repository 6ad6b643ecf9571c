//! A network, its weights and its buffers, behind the interface of a backend.

use std::ops::Range;

use crate::augmentation::Augmentation;
use crate::backend::{Backend, Batch, Loss, Mode, Optimizer, OptimizerState, Totals};
use crate::dataset::Dataset;
use crate::error::{Error, Result};
use crate::inspect::{Inspection, Looked, Seen};
use crate::network::Network;
use crate::ops::Phase;
use crate::random::{Random, Stream};
use crate::twins;

use super::feed::Feed;
use super::graph::Graph;
use super::inspect::Looking;

/// Bytes that a batch may need: half of what WebAssembly can address, the rest being images, weights and the page's.
const MEMORY: u64 = 2 << 30;

/// A model on the CPU.
pub struct Model {
    pub(super) network: Network,
    pub(super) graph: Graph,
    pub(super) weights: Vec<f32>,
    pub(super) gradients: Vec<f32>,
    pub(super) optimizer: Optimizer,
    /// Adam's mean gradient and mean squared gradient; the first is the velocity of gradient descent.
    pub(super) moments: [Vec<f32>; 2],
    /// The optimiser's steps so far.
    pub(super) steps: u64,
    /// The first weight that was not finite behind a submission.
    pub(super) not_finite: Option<usize>,
    pub(super) labels: Vec<u8>,
}

impl Model {
    /// A model with fresh weights from a seed.
    pub fn new(network: Network, seed: u64) -> Self {
        let size = network.arena_size();
        Self {
            weights: network.initial_weights(seed),
            gradients: vec![0.0; size],
            optimizer: Optimizer::Adam,
            moments: [vec![0.0; size], vec![0.0; size]],
            steps: 0,
            not_finite: None,
            graph: Graph::new(&network, true),
            labels: Vec::new(),
            network,
        }
    }

    /// The loss of the batch that was taken in; in training its gradients too.
    fn run(&mut self, loss: Loss, phase: Phase) -> Totals {
        let end = judged_value(&self.network, loss);
        self.graph.forward(&self.weights, self.labels.len(), 1..=end, phase);
        let result =
            twins::softmax_cross_entropy(&self.graph.values[end], &self.labels, self.network.classes());
        if phase != Phase::Inference {
            self.graph.backward(&self.weights, &mut self.gradients, 1..=end, &result.d_logits, |_, _| {});
            twins::penalty_gradients(&self.network, &self.weights, &mut self.gradients);
        }
        let mut totals = twins::batch_metrics(&result.losses, &result.correct);
        twins::add_penalty(&mut totals, &[twins::penalty(&self.network, &self.weights)]);
        totals
    }

    /// One step of the weights at these places, after its batch has been run.
    pub(super) fn update(&mut self, learning_rate: f32, places: &[Range<usize>]) {
        let alpha = twins::adam_alpha(learning_rate, self.steps);
        for place in places {
            let [first, second] = self.moments.each_mut().map(|moment| &mut moment[place.clone()]);
            let (weights, gradients) = (&mut self.weights[place.clone()], &self.gradients[place.clone()]);
            match self.optimizer {
                Optimizer::Adam => twins::adam(weights, gradients, first, second, alpha),
                Optimizer::Sgd { momentum, nesterov } => {
                    twins::sgd(weights, gradients, first, learning_rate, momentum, nesterov);
                }
            }
        }
        for stage in self.graph.stages() {
            stage.update(&mut self.weights);
        }
    }

    /// Bytes for a batch's values and the gradients by them.
    fn memory(&self, batch_size: usize) -> u64 {
        let values: u64 = self.graph.stages().map(|stage| stage.output_size() as u64).sum();
        let numbers = 2 * (values + self.network.input.size() as u64);
        numbers * batch_size as u64 * size_of::<f32>() as u64
    }

    fn start_optimizer_afresh(&mut self) {
        for moments in &mut self.moments {
            moments.fill(0.0);
        }
        self.steps = 0;
    }
}

/// The value of which a loss is taken.
pub(super) fn judged_value(network: &Network, loss: Loss) -> usize {
    let end = network.program().steps.len();
    match loss {
        Loss::Logits => end - usize::from(network.ends_in_softmax()),
        Loss::DoubleSoftmax => end,
    }
}

impl Backend for Model {
    type Feed = Feed;
    type Pending = Vec<Totals>;
    type Error = Error;

    fn network(&self) -> &Network {
        &self.network
    }

    fn feed(&mut self, data: &Dataset, batch_size: usize) -> Result<Feed> {
        data.check(&self.network)?;
        let order = (0..data.len() as u32).collect();
        let batch_size = batch_size.clamp(1, data.len());
        let needed = self.memory(batch_size);
        if needed > MEMORY {
            return Err(Error::TooMuchMemory { batch: batch_size, needed, available: MEMORY });
        }
        Ok(Feed { data: data.clone(), order, batch_size, augmentation: Augmentation::NONE })
    }

    fn set_order(&mut self, feed: &mut Feed, order: &[u32]) -> Result<()> {
        feed.order.clear();
        feed.order.extend_from_slice(order);
        Ok(())
    }

    fn set_augmentation(&mut self, feed: &mut Feed, augmentation: Augmentation) -> Result<()> {
        feed.augmentation = augmentation;
        Ok(())
    }

    fn set_optimizer(&mut self, optimizer: Optimizer) -> Result<()> {
        if self.optimizer != optimizer {
            self.optimizer = optimizer;
            self.start_optimizer_afresh();
        }
        Ok(())
    }

    fn batches_per_submit(&self) -> usize {
        1
    }

    /// Computes at once, on this thread.
    fn submit(&mut self, feed: &Feed, batches: &[Batch], loss: Loss, mode: Mode) -> Result<Vec<Totals>> {
        loss.check(&self.network)?;
        let totals = batches.iter().map(|batch| match mode {
            Mode::Train { learning_rate, seed } => {
                self.steps += 1;
                let step = self.steps as u32;
                let random = Random::new(seed, Stream::Augment { step });
                feed.take_for_training(*batch, &random, &mut self.graph.values[0], &mut self.labels);
                let totals = self.run(loss, Phase::Training { seed, step });
                let all = 0..self.network.trainable_size();
                self.update(learning_rate, &[all]);
                totals
            }
            Mode::Evaluate => {
                feed.take(*batch, &mut self.graph.values[0], &mut self.labels);
                self.run(loss, Phase::Inference)
            }
        });
        let totals = totals.collect();
        if matches!(mode, Mode::Train { .. }) {
            self.not_finite = self.not_finite.or(twins::find_not_finite(&self.weights));
        }
        Ok(totals)
    }

    async fn finish(&mut self, pending: Vec<Totals>) -> Result<Vec<Totals>> {
        Ok(pending)
    }

    async fn predict(&mut self, feed: &Feed, phase: Phase) -> Result<Vec<f32>> {
        let end = self.network.program().steps.len();
        let mut output = Vec::with_capacity(feed.order.len() * self.network.classes());
        for first in (0..feed.order.len()).step_by(feed.batch_size) {
            let images = feed.batch_size.min(feed.order.len() - first);
            feed.take(Batch { first, images }, &mut self.graph.values[0], &mut self.labels);
            self.graph.forward(&self.weights, images, 1..=end, phase);
            output.extend_from_slice(&self.graph.values[end]);
        }
        Ok(output)
    }

    async fn gradients(&mut self, feed: &Feed, batch: Batch, loss: Loss) -> Result<Vec<f32>> {
        loss.check(&self.network)?;
        feed.take(batch, &mut self.graph.values[0], &mut self.labels);
        self.run(loss, Phase::Training { seed: 0, step: 0 });
        Ok(self.gradients.clone())
    }

    async fn inspect(
        &mut self,
        data: &Dataset,
        inspection: Inspection,
        see: &mut dyn FnMut(Seen, &[f32]),
    ) -> Result<Looked> {
        let feed = self.feed(data, data.len())?;
        let (mut images, mut labels) = (Vec::new(), Vec::new());
        feed.take(Batch { first: 0, images: data.len() }, &mut images, &mut labels);
        let (network, weights, steps) = (&self.network, &self.weights, self.steps);
        let looking = Looking { network, weights, images, labels, steps };
        looking.inspect(judged_value(network, inspection.loss), inspection, see)
    }

    async fn weights(&mut self) -> Result<Vec<f32>> {
        Ok(self.weights.clone())
    }

    fn set_weights(&mut self, arena: &[f32]) -> Result<()> {
        self.network.check_arena(arena)?;
        self.weights.copy_from_slice(arena);
        self.start_optimizer_afresh();
        Ok(())
    }

    async fn optimizer_state(&mut self) -> Result<OptimizerState> {
        let size = self.network.trainable_size();
        let moments = [0, 1].map(|moment: usize| self.moments[moment][..size].to_vec());
        Ok(OptimizerState { optimizer: self.optimizer, steps: self.steps, moments })
    }

    fn set_optimizer_state(&mut self, state: &OptimizerState) -> Result<()> {
        self.network.check_moments(&state.moments)?;
        self.optimizer = state.optimizer;
        self.steps = state.steps;
        for (moment, values) in self.moments.iter_mut().zip(&state.moments) {
            moment[..values.len()].copy_from_slice(values);
        }
        Ok(())
    }

    fn not_finite(&mut self) -> Option<usize> {
        self.not_finite.take()
    }
}
