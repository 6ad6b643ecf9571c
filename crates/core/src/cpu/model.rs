//! A network, its weights and its buffers, behind the interface of a backend.

use crate::augmentation::Augmentation;
use crate::backend::{Backend, Batch, Loss, Mode, Optimizer, Totals};
use crate::dataset::Dataset;
use crate::error::{Error, Result};
use crate::inspect::{Inspection, Looked, Seen};
use crate::network::Network;
use crate::ops::Phase;
use crate::random::{Random, Stream};
use crate::twins;

use super::feed::Feed;
use super::inspect::Looking;
use super::stage::{Backward, Stage, stages};

/// A model on the CPU.
pub struct Model {
    network: Network,
    stages: Vec<Box<dyn Stage>>,
    weights: Vec<f32>,
    gradients: Vec<f32>,
    optimizer: Optimizer,
    /// Adam's mean gradient and mean squared gradient; the first is the velocity of gradient descent.
    moments: [Vec<f32>; 2],
    /// The optimiser's steps so far.
    steps: u64,
    /// The images, then what each stage gives, for as many images as the largest batch has.
    activations: Vec<Vec<f32>>,
    /// The gradients of a stage's output and of its input, by turns.
    d_activations: [Vec<f32>; 2],
    labels: Vec<u8>,
}

impl Model {
    /// A model with fresh weights from a seed.
    pub fn new(network: Network, seed: u64) -> Self {
        let stages = stages(&network);
        let size = network.arena_size();
        Self {
            weights: network.initial_weights(seed),
            gradients: vec![0.0; size],
            optimizer: Optimizer::Adam,
            moments: [vec![0.0; size], vec![0.0; size]],
            steps: 0,
            activations: vec![Vec::new(); stages.len() + 1],
            d_activations: [Vec::new(), Vec::new()],
            labels: Vec::new(),
            stages,
            network,
        }
    }

    /// Numbers an image in the activation with this index.
    fn size(&self, activation: usize) -> usize {
        match activation.checked_sub(1) {
            Some(stage) => self.stages[stage].output_size(),
            None => self.network.input.size(),
        }
    }

    /// How many stages come before the numbers of which a loss is taken.
    fn stages_to(&self, loss: Loss) -> usize {
        match loss {
            Loss::Logits => self.stages.len() - usize::from(self.network.ends_in_softmax()),
            Loss::DoubleSoftmax => self.stages.len(),
        }
    }

    /// Computes the first stages for the batch that was taken in.
    fn forward(&mut self, stages: usize, phase: Phase) {
        for index in 1..=stages {
            let length = self.labels.len() * self.size(index);
            self.activations[index].resize(length, 0.0);
        }
        for (index, stage) in self.stages[..stages].iter_mut().enumerate() {
            let (before, after) = self.activations.split_at_mut(index + 1);
            stage.forward(&self.weights, &before[index], &mut after[0], phase);
        }
    }

    /// The loss of the batch that was taken in; in training its gradients too.
    fn run(&mut self, loss: Loss, phase: Phase) -> Totals {
        let stages = self.stages_to(loss);
        self.forward(stages, phase);
        let result =
            twins::softmax_cross_entropy(&self.activations[stages], &self.labels, self.network.classes());
        if phase != Phase::Inference {
            self.backward(stages, &result.d_logits);
            twins::penalty_gradients(&self.network, &self.weights, &mut self.gradients);
        }
        let mut totals = twins::batch_metrics(&result.losses, &result.correct);
        twins::add_penalty(&mut totals, &[twins::penalty(&self.network, &self.weights)]);
        totals
    }

    /// The gradients of all weights, from the gradient of the output of the first `stages`.
    fn backward(&mut self, stages: usize, d_output: &[f32]) {
        let longest = self.activations.iter().map(Vec::len).max().unwrap_or(0);
        for d_activation in &mut self.d_activations {
            d_activation.resize(longest, 0.0);
        }
        let [d_y, d_x] = &mut self.d_activations;
        d_y[..d_output.len()].copy_from_slice(d_output);
        let (mut d_y, mut d_x) = (d_y, d_x);
        for (index, stage) in self.stages[..stages].iter_mut().enumerate().rev() {
            let (x, y) = (&self.activations[index], &self.activations[index + 1]);
            stage.backward(Backward {
                weights: &self.weights,
                x,
                y,
                d_y: &mut d_y[..y.len()],
                // Nobody asks for the gradient of the images.
                d_x: (index > 0).then_some(&mut d_x[..x.len()]),
                gradients: &mut self.gradients,
            });
            std::mem::swap(&mut d_y, &mut d_x);
        }
    }

    /// One step, after its batch has been run.
    fn update(&mut self, learning_rate: f32) {
        let size = self.network.trainable_size();
        let [first, second] = &mut self.moments;
        let (first, second) = (&mut first[..size], &mut second[..size]);
        let (weights, gradients) = (&mut self.weights[..size], &self.gradients[..size]);
        match self.optimizer {
            Optimizer::Adam => {
                let alpha = twins::adam_alpha(learning_rate, self.steps);
                twins::adam(weights, gradients, first, second, alpha);
            }
            Optimizer::Sgd { momentum, nesterov } => {
                twins::sgd(weights, gradients, first, learning_rate, momentum, nesterov);
            }
        }
        for stage in &self.stages {
            stage.update(&mut self.weights);
        }
    }

    fn start_optimizer_afresh(&mut self) {
        for moments in &mut self.moments {
            moments.fill(0.0);
        }
        self.steps = 0;
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
                feed.take_for_training(*batch, &random, &mut self.activations[0], &mut self.labels);
                let totals = self.run(loss, Phase::Training { seed, step });
                self.update(learning_rate);
                totals
            }
            Mode::Evaluate => {
                feed.take(*batch, &mut self.activations[0], &mut self.labels);
                self.run(loss, Phase::Inference)
            }
        });
        Ok(totals.collect())
    }

    async fn finish(&mut self, pending: Vec<Totals>) -> Result<Vec<Totals>> {
        Ok(pending)
    }

    async fn predict(&mut self, feed: &Feed, phase: Phase) -> Result<Vec<f32>> {
        let stages = self.stages.len();
        let mut output = Vec::with_capacity(feed.order.len() * self.network.classes());
        for first in (0..feed.order.len()).step_by(feed.batch_size) {
            let images = feed.batch_size.min(feed.order.len() - first);
            feed.take(Batch { first, images }, &mut self.activations[0], &mut self.labels);
            self.forward(stages, phase);
            output.extend_from_slice(&self.activations[stages]);
        }
        Ok(output)
    }

    async fn gradients(&mut self, feed: &Feed, batch: Batch, loss: Loss) -> Result<Vec<f32>> {
        loss.check(&self.network)?;
        feed.take(batch, &mut self.activations[0], &mut self.labels);
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
        let ops = self.network.ops().len();
        let looks_through = inspection.loss == Loss::Logits && self.network.ends_in_softmax();
        let (network, weights, steps) = (&self.network, &self.weights, self.steps);
        let looking = Looking { network, weights, images, labels, steps };
        looking.inspect(ops - usize::from(looks_through), inspection, see)
    }

    async fn weights(&mut self) -> Result<Vec<f32>> {
        Ok(self.weights.clone())
    }

    fn set_weights(&mut self, arena: &[f32]) -> Result<()> {
        let (expected, actual) = (self.weights.len(), arena.len());
        if actual != expected {
            let reason = format!("an arena of {actual} numbers instead of {expected}.");
            return Err(Error::Weights { reason });
        }
        self.weights.copy_from_slice(arena);
        self.start_optimizer_afresh();
        Ok(())
    }
}
