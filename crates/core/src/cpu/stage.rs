//! The steps of a network on the CPU, each with its forward and its backward pass.

use crate::network::Network;
use crate::ops::{Op, Phase, Program};

use super::activation::{Relu, Softmax};
use super::add::Add;
use super::average_pool::AveragePool;
use super::batch_norm::BatchNorm;
use super::conv2d::Conv2D;
use super::conv2d_pool::Conv2DPool;
use super::dense::Dense;
use super::depthwise_conv2d::DepthwiseConv2D;
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

    /// Says that the images of the next forward pass follow on so many others of their batch.
    fn follow(&mut self, _images: usize) {}

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

/// A stage with the values that it takes and gives, numbered as in a [`Program`].
pub(super) struct Planned {
    pub(super) stage: Box<dyn Stage>,
    pub(super) input: usize,
    /// A value that is added to what the stage gives.
    pub(super) addend: Option<usize>,
    pub(super) output: usize,
}

/// The stages of a network, fused if asked.
pub(super) fn plan(network: &Network, program: &Program, fuse: bool) -> Vec<Planned> {
    let place = |parameter: usize| network.parameters[parameter].range();
    let mut stages = Vec::new();
    let mut at = 0;
    while let Some(step) = program.steps.get(at) {
        let next = program.steps.get(at + 1).filter(|_| fuse && program.is_followed(at));
        at += 1;
        let stage: Box<dyn Stage> = match step.op {
            Op::Conv2D { geometry, kernel, bias, relu } => {
                let (kernel, bias) = (place(kernel), bias.map(place));
                match next.map(|next| next.op) {
                    Some(Op::MaxPool { geometry: pool }) if relu && pool.is_halving() => {
                        at += 1;
                        Box::new(Conv2DPool::new(geometry, pool, kernel, bias))
                    }
                    _ => Box::new(Conv2D::new(geometry, kernel, bias, relu)),
                }
            }
            Op::DepthwiseConv2D { geometry, kernel, bias, relu } => {
                Box::new(DepthwiseConv2D::new(geometry, place(kernel), bias.map(place), relu))
            }
            Op::MaxPool { geometry } => Box::new(MaxPool::new(geometry)),
            Op::AveragePool { geometry } => Box::new(AveragePool { geometry }),
            Op::Dense { inputs, units, kernel, bias, relu } => {
                Box::new(Dense::new([inputs, units], place(kernel), bias.map(place), relu))
            }
            Op::Relu { size } => Box::new(Relu { size }),
            Op::Softmax { rows, classes } => Box::new(Softmax { rows, classes }),
            Op::Dropout { size, layer, rate } => Box::new(Dropout::new(size, layer, rate)),
            Op::BatchNorm(op) => Box::new(BatchNorm::new(&op, network)),
            Op::Add { size } => Box::new(Add { size }),
        };
        stages.push(Planned { stage, input: step.input, addend: step.addend, output: at });
    }
    stages
}
