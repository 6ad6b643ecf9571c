//! A whole network as a chain of twins: the oracle of a step.

use super::{
    Real, SoftmaxCrossEntropy, bias_backward, conv2d, conv2d_backward_input, conv2d_backward_kernel, dense,
    dense_backward_input, dense_backward_kernel, max_pool, max_pool_backward, relu, relu_backward, softmax,
    softmax_backward, softmax_cross_entropy,
};
use crate::backend::Loss;
use crate::network::Network;
use crate::ops::Op;

/// The network's output for a batch of images, `[batch, classes]`; `weights` are an arena.
pub fn predict<T: Real>(network: &Network, weights: &[T], images: &[T]) -> Vec<T> {
    let mut x = images.to_vec();
    for op in network.ops() {
        x = forward(network, &op, weights, &x).0;
    }
    x
}

/// The loss of a batch and the gradient of its mean by every weight, as an arena.
pub fn gradients<T: Real>(
    network: &Network,
    weights: &[T],
    images: &[T],
    labels: &[u8],
    loss: Loss,
) -> (SoftmaxCrossEntropy<T>, Vec<T>) {
    let mut ops = network.ops();
    if loss == Loss::Logits && network.ends_in_softmax() {
        ops.pop();
    }
    let mut activations = vec![images.to_vec()];
    let mut winners = Vec::new();
    for op in &ops {
        let (y, won) = forward(network, op, weights, &activations[activations.len() - 1]);
        activations.push(y);
        winners.push(won);
    }
    let result = softmax_cross_entropy(&activations[ops.len()], labels, network.classes());
    let mut gradients = vec![T::ZERO; weights.len()];
    let mut d_y = result.d_logits.clone();
    for (index, op) in ops.iter().enumerate().rev() {
        let pass = Pass { network, weights, x: &activations[index], y: &activations[index + 1] };
        d_y = pass.backward(op, &winners[index], d_y, &mut gradients);
    }
    (result, gradients)
}

/// What comes out of an operation, and the winners of a pool.
fn forward<T: Real>(network: &Network, op: &Op, weights: &[T], x: &[T]) -> (Vec<T>, Vec<u32>) {
    let parameter = |index: usize| &weights[network.parameters[index].range()];
    let y = match *op {
        Op::Conv2D { ref geometry, kernel, bias, relu } => {
            conv2d(geometry, x, parameter(kernel), bias.map(parameter), relu)
        }
        Op::MaxPool { ref geometry } => return max_pool(geometry, x),
        Op::Dense { inputs, units, kernel, bias, relu } => {
            dense(inputs, units, x, parameter(kernel), bias.map(parameter), relu)
        }
        Op::Relu { .. } => relu(x),
        Op::Softmax { classes, .. } => softmax(x, classes),
    };
    (y, Vec::new())
}

/// What an operation's backward pass reads.
struct Pass<'a, T> {
    network: &'a Network,
    weights: &'a [T],
    x: &'a [T],
    y: &'a [T],
}

impl<T: Real> Pass<'_, T> {
    /// Writes the gradients of an operation's parameters and gives that of its input.
    fn backward(&self, op: &Op, winners: &[u32], d_y: Vec<T>, gradients: &mut [T]) -> Vec<T> {
        let range = |index: usize| self.network.parameters[index].range();
        let gate = |relu: bool, d_y: Vec<T>| if relu { relu_backward(self.y, &d_y) } else { d_y };
        match *op {
            Op::Conv2D { ref geometry, kernel, bias, relu } => {
                let d_y = gate(relu, d_y);
                let d_kernel = conv2d_backward_kernel(geometry, self.x, &d_y);
                gradients[range(kernel)].copy_from_slice(&d_kernel);
                if let Some(bias) = bias {
                    gradients[range(bias)].copy_from_slice(&bias_backward(&d_y, geometry.output[2]));
                }
                conv2d_backward_input(geometry, &d_y, &self.weights[range(kernel)])
            }
            Op::MaxPool { ref geometry } => max_pool_backward(geometry, winners, &d_y),
            Op::Dense { inputs, units, kernel, bias, relu } => {
                let d_y = gate(relu, d_y);
                let d_kernel = dense_backward_kernel(inputs, units, self.x, &d_y);
                gradients[range(kernel)].copy_from_slice(&d_kernel);
                if let Some(bias) = bias {
                    gradients[range(bias)].copy_from_slice(&bias_backward(&d_y, units));
                }
                dense_backward_input(inputs, units, &d_y, &self.weights[range(kernel)])
            }
            Op::Relu { .. } => gate(true, d_y),
            Op::Softmax { classes, .. } => softmax_backward(self.y, &d_y, classes),
        }
    }
}
