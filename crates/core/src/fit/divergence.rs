//! A run whose loss goes out of all bounds: it is noticed, and what was learned before it is kept.

use crate::backend::{OptimizerState, Totals};

/// A mean loss above this, and above so many times the first one, is out of all bounds. Guessing among 256 classes costs
/// 5.5; what is above a thousand has logits that are a thousand apart.
const BOUND: f64 = 1000.0;
const GROWTH: f64 = 100.0;

/// What is needed to notice it, and to go back.
#[derive(Clone, Debug, Default)]
pub(super) struct Divergence {
    /// The run's first mean loss.
    pub(super) first: Option<f64>,
    /// The weights and the optimiser's state with which the epoch began, or with which the run went on in its midst.
    good: Option<(Vec<f32>, OptimizerState)>,
}

impl Divergence {
    /// Goes on where the run's first mean loss is known already.
    pub(super) fn starting_from(first: Option<f64>) -> Self {
        Self { first, good: None }
    }

    /// Whether a batch's figures are out of bounds.
    pub(super) fn is_seen(&mut self, totals: Totals) -> bool {
        let loss = totals.mean_loss();
        let first = *self.first.get_or_insert(loss);
        !loss.is_finite() || loss > BOUND.max(GROWTH * first)
    }

    /// Whether a state is still to be kept.
    pub(super) fn has_none(&self) -> bool {
        self.good.is_none()
    }

    /// Keeps a state to go back to.
    pub(super) fn keep(&mut self, weights: Vec<f32>, state: OptimizerState) {
        self.good = Some((weights, state));
    }

    /// The state to go back to.
    pub(super) fn good(&mut self) -> Option<(Vec<f32>, OptimizerState)> {
        self.good.take()
    }
}
