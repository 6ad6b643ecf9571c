//! A whole network as a chain of twins: the oracle of a step.

use super::{Real, SoftmaxCrossEntropy, Walk, penalty_gradients};
use crate::backend::Loss;
use crate::network::Network;
use crate::ops::Phase;

/// The network's output for a batch of images in inference, `[batch, classes]`; `weights` are an arena.
pub fn predict<T: Real>(network: &Network, weights: &[T], images: &[T]) -> Vec<T> {
    let mut walk = Walk::new(network.clone(), weights.to_vec(), images.to_vec(), Phase::Inference);
    while walk.forward_step() {}
    walk.reached().to_vec()
}

/// The losses of a batch and the gradient of their mean, the penalty added, by every weight, as an arena.
pub fn gradients<T: Real>(
    network: &Network,
    weights: &[T],
    images: &[T],
    labels: &[u8],
    loss: Loss,
    phase: Phase,
) -> (SoftmaxCrossEntropy<T>, Vec<T>) {
    let mut walk = Walk::new(network.clone(), weights.to_vec(), images.to_vec(), phase);
    let result = walk.judge(labels, loss).clone();
    while walk.backward_step() {}
    let mut gradients = walk.into_gradients();
    penalty_gradients(network, weights, &mut gradients);
    (result, gradients)
}
