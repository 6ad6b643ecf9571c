//! A network, its weights and its buffers, behind the interface of a backend.

use crate::backend::{Backend, Batch, Loss, Mode, Totals};
use crate::dataset::{Dataset, Pixels};
use crate::error::{Error, Result};
use crate::network::Network;
use crate::ops::Phase;
use crate::twins;

use super::stage::{Backward, Stage, stages};

/// A model on the CPU.
pub struct Model {
    network: Network,
    stages: Vec<Box<dyn Stage>>,
    weights: Vec<f32>,
    gradients: Vec<f32>,
    /// Adam's mean gradient and mean squared gradient.
    moments: [Vec<f32>; 2],
    /// Adam's steps so far.
    steps: u64,
    /// The images, then what each stage gives, for as many images as the largest batch has.
    activations: Vec<Vec<f32>>,
    /// The gradients of a stage's output and of its input, by turns.
    d_activations: [Vec<f32>; 2],
    labels: Vec<u8>,
}

/// A data set in the order in which it is visited.
pub struct Feed {
    data: Dataset,
    order: Vec<u32>,
    batch_size: usize,
}

impl Model {
    /// A model with fresh weights from a seed.
    pub fn new(network: Network, seed: u64) -> Self {
        let stages = stages(&network);
        let size = network.arena_size();
        Self {
            weights: network.initial_weights(seed),
            gradients: vec![0.0; size],
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

    /// Takes a batch in and computes the first stages.
    fn forward(&mut self, feed: &Feed, batch: Batch, stages: usize, phase: Phase) {
        let order = &feed.order[batch.first..batch.first + batch.images];
        for index in 0..=stages {
            let length = batch.images * self.size(index);
            self.activations[index].resize(length, 0.0);
        }
        gather(feed.data.pixels(), order, &mut self.activations[0]);
        self.labels.clear();
        self.labels.extend(order.iter().map(|image| feed.data.labels()[*image as usize]));
        for (index, stage) in self.stages[..stages].iter_mut().enumerate() {
            let (before, after) = self.activations.split_at_mut(index + 1);
            stage.forward(&self.weights, &before[index], &mut after[0], phase);
        }
    }

    /// The loss of a batch; in training its gradients too.
    fn run(&mut self, feed: &Feed, batch: Batch, loss: Loss, phase: Phase) -> Totals {
        let stages = self.stages_to(loss);
        self.forward(feed, batch, stages, phase);
        let result =
            twins::softmax_cross_entropy(&self.activations[stages], &self.labels, self.network.classes());
        if phase != Phase::Inference {
            self.backward(stages, &result.d_logits);
        }
        twins::batch_metrics(&result.losses, &result.correct)
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
        let alpha = twins::adam_alpha(learning_rate, self.steps);
        let size = self.network.trainable_size();
        let [mean, mean_square] = &mut self.moments;
        let (weights, gradients) = (&mut self.weights[..size], &self.gradients[..size]);
        twins::adam(weights, gradients, &mut mean[..size], &mut mean_square[..size], alpha);
        for stage in &self.stages {
            stage.update(&mut self.weights);
        }
    }
}

/// Copies the images of a batch, bytes as `x / 255`.
fn gather(pixels: &Pixels, order: &[u32], x: &mut [f32]) {
    let size = x.len() / order.len();
    for (x, image) in x.chunks_exact_mut(size).zip(order) {
        let range = *image as usize * size..(*image as usize + 1) * size;
        match pixels {
            Pixels::Bytes(bytes) => {
                for (x, byte) in x.iter_mut().zip(&bytes[range]) {
                    *x = f32::from(*byte) / 255.0;
                }
            }
            Pixels::Floats(floats) => x.copy_from_slice(&floats[range]),
        }
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
        Ok(Feed { data: data.clone(), order, batch_size: batch_size.clamp(1, data.len()) })
    }

    fn set_order(&mut self, feed: &mut Feed, order: &[u32]) -> Result<()> {
        feed.order.clear();
        feed.order.extend_from_slice(order);
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
                let phase = Phase::Training { seed, step: self.steps as u32 };
                let totals = self.run(feed, *batch, loss, phase);
                self.update(learning_rate);
                totals
            }
            Mode::Evaluate => self.run(feed, *batch, loss, Phase::Inference),
        });
        Ok(totals.collect())
    }

    async fn finish(&mut self, pending: Vec<Totals>) -> Result<Vec<Totals>> {
        Ok(pending)
    }

    async fn predict(&mut self, feed: &Feed) -> Result<Vec<f32>> {
        let stages = self.stages.len();
        let mut output = Vec::with_capacity(feed.order.len() * self.network.classes());
        for first in (0..feed.order.len()).step_by(feed.batch_size) {
            let images = feed.batch_size.min(feed.order.len() - first);
            self.forward(feed, Batch { first, images }, stages, Phase::Inference);
            output.extend_from_slice(&self.activations[stages]);
        }
        Ok(output)
    }

    async fn gradients(&mut self, feed: &Feed, batch: Batch, loss: Loss) -> Result<Vec<f32>> {
        loss.check(&self.network)?;
        self.run(feed, batch, loss, Phase::Training { seed: 0, step: 0 });
        Ok(self.gradients.clone())
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
        for moments in &mut self.moments {
            moments.fill(0.0);
        }
        self.steps = 0;
        Ok(())
    }
}
