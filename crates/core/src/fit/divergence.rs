//! A run whose loss goes out of all bounds: it is noticed, and what was learned before it is kept.

use crate::backend::Totals;

/// A mean loss above this, and above so many times the first one, is out of all bounds. Guessing among 256 classes costs
/// 5.5; what is above a thousand has logits that are a thousand apart.
const BOUND: f64 = 1000.0;
const GROWTH: f64 = 100.0;

/// What is needed to notice it, and to go back.
#[derive(Clone, Debug, Default)]
pub(super) struct Divergence {
    /// The run's first mean loss.
    first: Option<f64>,
    /// The weights with which the epoch began.
    weights: Option<Vec<f32>>,
}

impl Divergence {
    /// Whether a batch's figures are out of bounds.
    pub(super) fn is_seen(&mut self, totals: Totals) -> bool {
        let loss = totals.mean_loss();
        let first = *self.first.get_or_insert(loss);
        !loss.is_finite() || loss > BOUND.max(GROWTH * first)
    }

    /// Whether the weights are still to be kept.
    pub(super) fn has_none(&self) -> bool {
        self.weights.is_none()
    }

    /// Keeps the weights with which an epoch begins.
    pub(super) fn keep(&mut self, weights: Vec<f32>) {
        self.weights = Some(weights);
    }

    /// The weights to go back to.
    pub(super) fn weights(&mut self) -> Option<Vec<f32>> {
        self.weights.take()
    }
}
