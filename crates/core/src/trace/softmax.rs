//! Softmax and cross-entropy of one row, with what is computed on the way.

use crate::twins::{self, Real};

/// A row's softmax.
#[derive(Clone, Debug, PartialEq)]
pub struct SoftmaxTrace<T> {
    /// The row's largest value, which is taken off each, so that no exponential grows too large.
    pub largest: T,
    /// `exp(x[i] - largest)`.
    pub exps: Vec<T>,
    /// The sum of the exponentials.
    pub sum: T,
    /// `exps[i] / sum`.
    pub y: Vec<T>,
}

/// [`crate::twins::softmax`] of a row of at least one number.
pub fn softmax<T: Real>(row: &[T]) -> SoftmaxTrace<T> {
    let largest = row.iter().fold(row[0], |largest, value| if *value > largest { *value } else { largest });
    let exps: Vec<T> = row.iter().map(|value| (*value - largest).exp()).collect();
    let mut sum = T::ZERO;
    for exp in &exps {
        sum += *exp;
    }
    let y = exps.iter().map(|exp| *exp / sum).collect();
    SoftmaxTrace { largest, exps, sum, y }
}

/// The cross-entropy of a row's softmax.
#[derive(Clone, Debug, PartialEq)]
pub struct CrossEntropyTrace<T> {
    /// The softmax.
    pub softmax: SoftmaxTrace<T>,
    /// `-ln(y[label])`, computed as `ln(sum) - (row[label] - largest)`.
    pub loss: T,
    /// `y[i] - (i == label)`.
    pub d_logits: Vec<T>,
}

/// [`crate::twins::softmax_cross_entropy`] of a row of logits and the label of its image.
pub fn softmax_cross_entropy<T: Real>(row: &[T], label: u8) -> CrossEntropyTrace<T> {
    let result = twins::softmax_cross_entropy(row, &[label], row.len());
    CrossEntropyTrace { softmax: softmax(row), loss: result.losses[0], d_logits: result.d_logits }
}
