//! A thread among those that share a network: what it computes of a batch, and what it exchanges with the others.

use std::ops::Range;

use bytemuck::{cast_slice, cast_slice_mut};

use crate::backend::{Loss, Totals};
use crate::cpu::activation::{gate, relu};
use crate::cpu::gemm::{Matrix, gemm};
use crate::cpu::graph::accumulate;
use crate::cpu::model::{Model, judged_value};
use crate::error::Result;
use crate::ops::Phase;
use crate::twins;

use super::cut::Cut;
use super::peers::Peers;

/// A thread's place in the group, and its buffers.
pub(super) struct Group<P> {
    pub(super) peers: P,
    cut: Cut,
    /// Its inputs of the dense layer, for all images; then the gradient by them.
    x: Vec<f32>,
    d_x: Vec<f32>,
    /// What each thread adds to the dense layer's output, and its part of the kernel's penalty behind it; then to the
    /// trunk's gradients.
    sums: Vec<Vec<f32>>,
    /// A message to another thread.
    message: Vec<f32>,
}

/// Part `number` of `count` nearly equal ones.
pub(super) fn part(total: usize, number: usize, count: usize) -> Range<usize> {
    total * number / count..total * (number + 1) / count
}

impl<P: Peers> Group<P> {
    pub(super) fn new(cut: Cut, peers: P) -> Self {
        let sums = vec![Vec::new(); peers.count()];
        Self { peers, cut, x: Vec::new(), d_x: Vec::new(), sums, message: Vec::new() }
    }

    /// The numbers of the others.
    pub(super) fn others(&self) -> impl Iterator<Item = usize> + use<P> {
        let own = self.peers.number();
        (0..self.peers.count()).filter(move |number| *number != own)
    }

    /// The images of a batch that a thread computes.
    pub(super) fn images_of(&self, number: usize, images: usize) -> Range<usize> {
        part(images, number, self.peers.count())
    }

    /// The inputs of the dense layer that are a thread's.
    fn inputs_of(&self, number: usize) -> Range<usize> {
        part(self.cut.inputs, number, self.peers.count())
    }

    /// Where the rows of the kernel lie that a thread holds.
    pub(super) fn rows_of(&self, number: usize) -> Range<usize> {
        let Range { start, end } = self.inputs_of(number);
        let at = |input: usize| self.cut.kernel.start + input * self.cut.units;
        at(start)..at(end)
    }

    /// The places up to `end` of the arena that this thread keeps up to date: all but the other threads' rows.
    pub(super) fn kept(&self, end: usize) -> [Range<usize>; 3] {
        let Range { start, end: behind } = self.cut.kernel.clone();
        [0..start, self.rows_of(self.peers.number()), behind..end]
    }

    /// The loss of a batch of which the model has this thread's images and all labels; in training its gradients too, where
    /// this thread keeps them.
    pub(super) async fn run(&mut self, model: &mut Model, loss: Loss, phase: Phase) -> Result<Totals> {
        let images = model.labels.len();
        let own = self.images_of(self.peers.number(), images);
        let trunk = 1..=self.cut.input;
        model.graph.follow(trunk.clone(), own.start);
        model.graph.forward(&model.weights, own.len(), trunk.clone(), phase);
        self.exchange_inputs(&model.graph.values[self.cut.input], images).await?;
        let dense_penalty = self.dense(model, images).await?;

        let end = judged_value(&model.network, loss);
        let tail = self.cut.output + 1..=end;
        model.graph.forward(&model.weights, images, tail.clone(), phase);
        let result =
            twins::softmax_cross_entropy(&model.graph.values[end], &model.labels, model.network.classes());
        let mut totals = twins::batch_metrics(&result.losses, &result.correct);
        let network = &model.network;
        let others = network.regularized().filter(|parameter| parameter.offset != self.cut.kernel.start);
        let penalties = others.map(|each| twins::l2_penalty(&model.weights[each.range()], each.l2));
        twins::add_penalty(&mut totals, &[penalties.sum::<f64>() + dense_penalty]);
        if phase == Phase::Inference {
            return Ok(totals);
        }

        let Model { graph, weights, gradients, .. } = model;
        graph.backward(weights, gradients, tail, &result.d_logits, |_, _| {});
        let d_input = self.dense_backward(model, images).await?;
        let Model { graph, weights, gradients, .. } = model;
        if self.cut.input > 0 {
            graph.backward(weights, gradients, trunk, &d_input, |_, _| {});
        }
        self.sum_of_trunk(gradients).await?;
        twins::penalty_gradients(&model.network, weights, gradients);
        Ok(totals)
    }

    /// Turns all inputs of this thread's images into this thread's inputs of all images.
    async fn exchange_inputs(&mut self, values: &[f32], images: usize) -> Result<()> {
        let (own, inputs) = (self.peers.number(), self.cut.inputs);
        for other in self.others() {
            let columns = self.inputs_of(other);
            self.message.clear();
            for image in values.chunks_exact(inputs) {
                self.message.extend_from_slice(&image[columns.clone()]);
            }
            self.peers.send(other, cast_slice(&self.message));
        }
        let columns = self.inputs_of(own);
        let width = columns.len();
        self.x.resize(images * width, 0.0);
        for number in 0..self.peers.count() {
            let rows = self.images_of(number, images);
            let x = &mut self.x[rows.start * width..rows.end * width];
            if number == own {
                for (x, image) in x.chunks_exact_mut(width).zip(values.chunks_exact(inputs)) {
                    x.copy_from_slice(&image[columns.clone()]);
                }
            } else {
                self.peers.receive(number, cast_slice_mut(x)).await?;
            }
        }
        Ok(())
    }

    /// The dense layer's output for all images, and the penalty on its kernel.
    async fn dense(&mut self, model: &mut Model, images: usize) -> Result<f64> {
        let (own, units) = (self.peers.number(), self.cut.units);
        let rows = &model.weights[self.rows_of(own)];
        let size = images * units;
        self.sums[own].resize(size + 1, 0.0);
        let width = self.inputs_of(own).len();
        gemm(Matrix::new(&self.x, width), Matrix::new(rows, units), 0.0, &mut self.sums[own][..size]);
        self.sums[own][size] = twins::l2_penalty(rows, self.cut.l2) as f32;
        self.exchange_sums(size + 1).await?;

        let y = &mut model.graph.values[self.cut.output];
        y.resize(size, 0.0);
        match &self.cut.bias {
            Some(bias) => {
                for row in y.chunks_exact_mut(units) {
                    row.copy_from_slice(&model.weights[bias.clone()]);
                }
            }
            None => y.fill(0.0),
        }
        for sum in &self.sums {
            accumulate(y, &sum[..size]);
        }
        if self.cut.relu {
            relu(y);
        }
        Ok(self.sums.iter().map(|sum| f64::from(sum[size])).sum())
    }

    /// The gradients of the dense layer's bias and of this thread's rows of its kernel; gives the gradient by all inputs of
    /// this thread's images.
    async fn dense_backward(&mut self, model: &mut Model, images: usize) -> Result<Vec<f32>> {
        let (own, units, inputs) = (self.peers.number(), self.cut.units, self.cut.inputs);
        let width = self.inputs_of(own).len();
        let rows = self.rows_of(own);
        let d_y = &mut model.graph.d_values[self.cut.output];
        if self.cut.relu {
            gate(&model.graph.values[self.cut.output], d_y);
        }
        if let Some(bias) = &self.cut.bias {
            let d_bias = &mut model.gradients[bias.clone()];
            d_bias.fill(0.0);
            for row in d_y.chunks_exact(units) {
                accumulate(d_bias, row);
            }
        }
        let d_y = Matrix::new(d_y, units);
        let goes_on = self.cut.input > 0;
        if goes_on {
            self.d_x.resize(images * width, 0.0);
            let kernel = Matrix::new(&model.weights[rows.clone()], units);
            gemm(d_y, kernel.transposed(), 0.0, &mut self.d_x);
            for other in self.others() {
                let rows = self.images_of(other, images);
                self.peers.send(other, cast_slice(&self.d_x[rows.start * width..rows.end * width]));
            }
        }
        // While the messages are on their way.
        let x = Matrix::new(&self.x, width);
        gemm(x.transposed(), d_y, 0.0, &mut model.gradients[rows]);
        if !goes_on {
            return Ok(Vec::new());
        }
        let images = self.images_of(own, images);
        let mut d_input = vec![0.0; images.len() * inputs];
        for number in 0..self.peers.count() {
            let columns = self.inputs_of(number);
            let width = columns.len();
            let part = if number == own {
                &self.d_x[images.start * width..images.end * width]
            } else {
                self.message.resize(images.len() * width, 0.0);
                self.peers.receive(number, cast_slice_mut(&mut self.message)).await?;
                &self.message
            };
            for (image, part) in d_input.chunks_exact_mut(inputs).zip(part.chunks_exact(width)) {
                image[columns.clone()].copy_from_slice(part);
            }
        }
        Ok(d_input)
    }

    /// Sums the gradients of the trunk, of which each thread has those of its images.
    async fn sum_of_trunk(&mut self, gradients: &mut [f32]) -> Result<()> {
        let trunk = &mut gradients[..self.cut.kernel.start];
        if trunk.is_empty() {
            return Ok(());
        }
        let own = self.peers.number();
        self.sums[own].clear();
        self.sums[own].extend_from_slice(trunk);
        self.exchange_sums(trunk.len()).await?;
        let (first, others) = self.sums.split_at(1);
        trunk.copy_from_slice(&first[0]);
        for sum in others {
            accumulate(trunk, sum);
        }
        Ok(())
    }

    /// Gives the own part of a sum to all others and takes theirs.
    async fn exchange_sums(&mut self, size: usize) -> Result<()> {
        let own = self.peers.number();
        for other in self.others() {
            self.peers.send(other, cast_slice(&self.sums[own]));
        }
        for other in self.others() {
            self.sums[other].resize(size, 0.0);
            self.peers.receive(other, cast_slice_mut(&mut self.sums[other])).await?;
        }
        Ok(())
    }
}
