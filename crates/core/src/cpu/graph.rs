//! The values of a network on the CPU, computed step by step, and the way back through them.

use std::ops::RangeInclusive;

use crate::network::Network;
use crate::ops::Phase;

use super::stage::{Backward, Planned, Stage, plan};

/// A network's stages and the values between them.
pub(super) struct Graph {
    stages: Vec<Planned>,
    /// The values of a [`Program`](crate::ops::Program): the images, then what each step gives. What a fused stage
    /// skips stays empty.
    pub(super) values: Vec<Vec<f32>>,
    /// The gradients by the values.
    pub(super) d_values: Vec<Vec<f32>>,
    /// A gradient that is to be added to another one.
    scratch: Vec<f32>,
}

impl Graph {
    /// The stages of a network. With `fuse` a ReLU convolution and the halving pool behind it become one; without, each
    /// step's value is there to be looked at.
    pub(super) fn new(network: &Network, fuse: bool) -> Self {
        let program = network.program();
        let values = program.steps.len() + 1;
        Self {
            stages: plan(network, &program, fuse),
            values: vec![Vec::new(); values],
            d_values: vec![Vec::new(); values],
            scratch: Vec::new(),
        }
    }

    /// Computes these values, for the images that are there.
    pub(super) fn forward(
        &mut self,
        weights: &[f32],
        images: usize,
        values: RangeInclusive<usize>,
        phase: Phase,
    ) {
        for planned in self.stages.iter_mut().filter(|planned| values.contains(&planned.output)) {
            let Planned { stage, input, addend, output } = planned;
            let (before, after) = self.values.split_at_mut(*output);
            let y = &mut after[0];
            y.resize(images * stage.output_size(), 0.0);
            stage.forward(weights, &before[*input], y, phase);
            if let Some(addend) = addend {
                accumulate(y, &before[*addend]);
            }
        }
    }

    /// The gradients of all weights behind these values, from the gradient by the last of them. Before it goes back through
    /// a stage, `see` is shown the number of the stage's output and the gradient by it.
    pub(super) fn backward(
        &mut self,
        weights: &[f32],
        gradients: &mut [f32],
        values: RangeInclusive<usize>,
        d_end: &[f32],
        mut see: impl FnMut(usize, &[f32]),
    ) {
        let mut reached = vec![false; self.values.len()];
        let d_last = &mut self.d_values[*values.end()];
        d_last.clear();
        d_last.extend_from_slice(d_end);
        for planned in self.stages.iter_mut().rev().filter(|planned| values.contains(&planned.output)) {
            let Planned { stage, input, addend, output } = planned;
            let mut d_y = std::mem::take(&mut self.d_values[*output]);
            see(*output, &d_y);
            // Nobody asks for the gradient by the images.
            for addend in addend.iter().filter(|addend| **addend > 0) {
                receive(&mut self.d_values[*addend], &mut reached[*addend], &d_y);
            }
            let (x, y) = (&self.values[*input], &self.values[*output]);
            let d_x = if reached[*input] { &mut self.scratch } else { &mut self.d_values[*input] };
            d_x.resize(x.len(), 0.0);
            stage.backward(Backward {
                weights,
                x,
                y,
                d_y: &mut d_y,
                d_x: (*input > 0).then_some(d_x),
                gradients,
            });
            if reached[*input] {
                accumulate(&mut self.d_values[*input], &self.scratch);
            }
            reached[*input] = *input > 0;
            self.d_values[*output] = d_y;
        }
    }

    /// Says that the images of which these values are computed follow on so many others of their batch.
    pub(super) fn follow(&mut self, values: RangeInclusive<usize>, images: usize) {
        for planned in self.stages.iter_mut().filter(|planned| values.contains(&planned.output)) {
            planned.stage.follow(images);
        }
    }

    /// The stages in the order of computation.
    pub(super) fn stages(&self) -> impl Iterator<Item = &dyn Stage> {
        self.stages.iter().map(|planned| planned.stage.as_ref())
    }
}

/// `sum += x`
pub(super) fn accumulate(sum: &mut [f32], x: &[f32]) {
    for (sum, x) in sum.iter_mut().zip(x) {
        *sum += x;
    }
}

/// Adds a gradient to what has come back to a value, or begins with it.
fn receive(sum: &mut Vec<f32>, reached: &mut bool, gradient: &[f32]) {
    if std::mem::replace(reached, true) {
        accumulate(sum, gradient);
    } else {
        sum.clear();
        sum.extend_from_slice(gradient);
    }
}
