//! The steps of a network on the CPU, each with its forward and its backward pass.

use crate::network::Network;
use crate::ops::{Op, Phase};

use super::activation::{Relu, Softmax};
use super::batch_norm::BatchNorm;
use super::conv2d::Conv2D;
use super::conv2d_pool::Conv2DPool;
use super::dense::Dense;
use super::dropout::Dropout;
use super::max_pool::MaxPool;

/// One step. Slices hold a batch, image after image; how many images follows from their length.
pub(super) trait Stage {
    /// Numbers that come out, an image.
    fn output_size(&self) -> usize;

    /// Computes `y` from `x`.
    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], phase: Phase);

    /// Writes the gradients of the parameters to their places in `gradients`, and the gradient of `x` if it
    /// is wanted. `x` and `y` are those of the last forward pass, in training; `d_y` may be overwritten.
    fn backward(&mut self, pass: Backward<'_>);

    /// Moves the weights that no gradient moves, after a step.
    fn update(&self, _weights: &mut [f32]) {}
}

/// What a backward pass works on.
pub(super) struct Backward<'a> {
    pub(super) weights: &'a [f32],
    pub(super) x: &'a [f32],
    pub(super) y: &'a [f32],
    pub(super) d_y: &'a mut [f32],
    pub(super) d_x: Option<&'a mut [f32]>,
    pub(super) gradients: &'a mut [f32],
}

/// The stages of a network. A ReLU convolution and the halving pool behind it become one.
pub(super) fn stages(network: &Network) -> Vec<Box<dyn Stage>> {
    plan(network, true)
}

/// The same, one stage an operation: every operation's output is there to be looked at.
pub(super) fn stages_by_op(network: &Network) -> Vec<Box<dyn Stage>> {
    plan(network, false)
}

fn plan(network: &Network, fuse: bool) -> Vec<Box<dyn Stage>> {
    let place = |parameter: usize| network.parameters[parameter].range();
    let ops = network.ops();
    let mut stages: Vec<Box<dyn Stage>> = Vec::new();
    let mut at = 0;
    while let Some(op) = ops.get(at) {
        at += 1;
        match *op {
            Op::Conv2D { geometry, kernel, bias, relu } => {
                let (kernel, bias) = (place(kernel), bias.map(place));
                match ops.get(at) {
                    Some(Op::MaxPool { geometry: pool }) if fuse && relu && pool.is_halving() => {
                        at += 1;
                        stages.push(Box::new(Conv2DPool::new(geometry, *pool, kernel, bias)));
                    }
                    _ => stages.push(Box::new(Conv2D::new(geometry, kernel, bias, relu))),
                }
            }
            Op::MaxPool { geometry } => stages.push(Box::new(MaxPool::new(geometry))),
            Op::Dense { inputs, units, kernel, bias, relu } => {
                stages.push(Box::new(Dense::new([inputs, units], place(kernel), bias.map(place), relu)));
            }
            Op::Relu { size } => stages.push(Box::new(Relu { size })),
            Op::Softmax { rows, classes } => stages.push(Box::new(Softmax { rows, classes })),
            Op::Dropout { size, layer, rate } => stages.push(Box::new(Dropout::new(size, layer, rate))),
            Op::BatchNorm(op) => stages.push(Box::new(BatchNorm::new(&op, network))),
        }
    }
    stages
}
