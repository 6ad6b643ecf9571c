//! Batch normalisation. The sums run over a whole batch, so they are kept in f64.

use std::ops::Range;

use crate::network::Network;
use crate::ops::{BatchNormOp, Phase};
use crate::twins;

use super::stage::{Backward, Stage};

/// A batch normalisation's places in the arena and its sizes.
pub(super) struct BatchNorm {
    size: usize,
    gamma: Option<Range<usize>>,
    beta: Option<Range<usize>>,
    /// The moving mean and variance.
    moving: [Range<usize>; 2],
    momentum: f64,
    epsilon: f32,
    /// What the last forward pass took off, a number a channel.
    mean: Vec<f32>,
    /// The variance that it divided by.
    variance: Vec<f32>,
}

impl BatchNorm {
    pub(super) fn new(op: &BatchNormOp, network: &Network) -> Self {
        let place = |parameter: usize| network.parameters[parameter].range();
        Self {
            size: op.rows * op.channels,
            gamma: op.gamma.map(place),
            beta: op.beta.map(place),
            moving: [op.moving_mean, op.moving_variance].map(place),
            momentum: op.momentum,
            epsilon: op.epsilon as f32,
            mean: vec![0.0; op.channels],
            variance: vec![0.0; op.channels],
        }
    }

    /// `1 / sqrt(variance + epsilon)` of each channel.
    fn factors(&self) -> Vec<f32> {
        self.variance.iter().map(|variance| 1.0 / (variance + self.epsilon).sqrt()).collect()
    }

    /// A parameter, or what stands for a missing one.
    fn parameter(&self, weights: &[f32], place: &Option<Range<usize>>, missing: f32) -> Vec<f32> {
        place.clone().map_or_else(|| vec![missing; self.mean.len()], |place| weights[place].to_vec())
    }
}

/// Mean and biased variance of each channel of a batch.
pub(crate) fn moments(x: &[f32], channels: usize) -> [Vec<f32>; 2] {
    let rows = (x.len() / channels) as f64;
    let mut sums = vec![0.0; channels];
    for row in x.chunks_exact(channels) {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += f64::from(*value);
        }
    }
    let means: Vec<f64> = sums.iter().map(|sum| sum / rows).collect();
    sums.fill(0.0);
    for row in x.chunks_exact(channels) {
        for ((sum, value), mean) in sums.iter_mut().zip(row).zip(&means) {
            let difference = f64::from(*value) - mean;
            *sum += difference * difference;
        }
    }
    let mean = means.iter().map(|mean| *mean as f32).collect();
    [mean, sums.iter().map(|sum| (sum / rows) as f32).collect()]
}

impl Stage for BatchNorm {
    fn output_size(&self) -> usize {
        self.size
    }

    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], phase: Phase) {
        if phase == Phase::Inference {
            let [mean, variance] = self.moving.clone();
            self.mean.copy_from_slice(&weights[mean]);
            self.variance.copy_from_slice(&weights[variance]);
        } else {
            [self.mean, self.variance] = moments(x, self.mean.len());
        }
        let mut factors = self.factors();
        for (factor, gamma) in factors.iter_mut().zip(self.parameter(weights, &self.gamma, 1.0)) {
            *factor *= gamma;
        }
        let beta = self.parameter(weights, &self.beta, 0.0);
        let channels = self.mean.len();
        for (x, y) in x.chunks_exact(channels).zip(y.chunks_exact_mut(channels)) {
            for c in 0..channels {
                y[c] = (x[c] - self.mean[c]) * factors[c] + beta[c];
            }
        }
    }

    fn backward(&mut self, pass: Backward<'_>) {
        let channels = self.mean.len();
        let factors = self.factors();
        let rows = || pass.x.chunks_exact(channels).zip(pass.d_y.chunks_exact(channels));
        let (mut d_gamma, mut d_beta) = (vec![0.0; channels], vec![0.0; channels]);
        for (x, d_y) in rows() {
            for c in 0..channels {
                d_gamma[c] += f64::from(d_y[c]) * f64::from((x[c] - self.mean[c]) * factors[c]);
                d_beta[c] += f64::from(d_y[c]);
            }
        }
        for (place, sums) in [(&self.gamma, &d_gamma), (&self.beta, &d_beta)] {
            let Some(place) = place else { continue };
            for (gradient, sum) in pass.gradients[place.clone()].iter_mut().zip(sums) {
                *gradient = *sum as f32;
            }
        }
        let Some(d_x) = pass.d_x else { return };
        let gamma = self.parameter(pass.weights, &self.gamma, 1.0);
        let count = (d_x.len() / channels) as f64;
        let mean = |sums: Vec<f64>| sums.iter().map(|sum| (sum / count) as f32).collect::<Vec<_>>();
        let (d_gamma, d_beta) = (mean(d_gamma), mean(d_beta));
        for (d_x, (x, d_y)) in d_x.chunks_exact_mut(channels).zip(rows()) {
            for c in 0..channels {
                let normal = (x[c] - self.mean[c]) * factors[c];
                d_x[c] = gamma[c] * factors[c] * (d_y[c] - d_beta[c] - normal * d_gamma[c]);
            }
        }
    }

    fn update(&self, weights: &mut [f32]) {
        for (place, batch) in self.moving.iter().zip([&self.mean, &self.variance]) {
            twins::moving_average(&mut weights[place.clone()], batch, self.momentum);
        }
    }
}
