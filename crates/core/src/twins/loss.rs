//! The loss and its gradient.

use super::Real;

/// What [`softmax_cross_entropy`] gives.
#[derive(Clone, Debug, PartialEq)]
pub struct SoftmaxCrossEntropy<T> {
    /// The loss of each image.
    pub losses: Vec<T>,
    /// For each image 1 if the largest logit, the first of equals, is its label's, else 0.
    pub correct: Vec<u32>,
    /// The gradient of the mean loss, `[batch, classes]`.
    pub d_logits: Vec<T>,
}

/// `loss[n] = ln(sum over j of exp(z[n, j] - m)) + m - z[n, label[n]]`, with `m` the row's largest, and
/// `d_z[n, i] = (softmax(z[n])[i] - (i == label[n])) / batch`
///
/// The cross-entropy of the softmax with its gradient in one. `logits` are `[batch, classes]`.
pub fn softmax_cross_entropy<T: Real>(logits: &[T], labels: &[u8], classes: usize) -> SoftmaxCrossEntropy<T> {
    let batch = T::from_f64(labels.len() as f64);
    let mut result = SoftmaxCrossEntropy {
        losses: Vec::new(),
        correct: Vec::new(),
        d_logits: Vec::with_capacity(logits.len()),
    };
    for (row, label) in logits.chunks_exact(classes).zip(labels) {
        let label = usize::from(*label);
        let mut winner = 0;
        for (class, logit) in row.iter().enumerate() {
            if *logit > row[winner] {
                winner = class;
            }
        }
        let largest = row[winner];
        let mut sum = T::ZERO;
        for logit in row {
            sum += (*logit - largest).exp();
        }
        result.losses.push(sum.ln() - (row[label] - largest));
        result.correct.push((winner == label).into());
        for (class, logit) in row.iter().enumerate() {
            let target = T::from_f64(if class == label { 1.0 } else { 0.0 });
            result.d_logits.push(((*logit - largest).exp() / sum - target) / batch);
        }
    }
    result
}
