//! `Conv2D`, alone and together with the ReLU and the max pool that follow it.

use convlab_core::ops::Geometry;

use super::{Input, Stage, bias_backward};
use crate::choice::KernelSet;
use crate::launch;
use crate::plan::{Builder, Weights};
use crate::work::{Dispatch, Tensor};

/// A convolution with bias and, if asked, ReLU.
///
/// Backward needs `x`, and with ReLU `y`.
pub(crate) fn conv2d(
    builder: &Builder<'_>,
    geometry: &Geometry,
    weights: &Weights,
    relu: bool,
    input: Input<'_>,
) -> Stage {
    let y = builder.activation("a feature map", geometry.output_size());
    let d_y = builder.activation("a feature map's gradient", geometry.output_size());
    let tensors = [input.x, &weights.kernel, &weights.bias, &y];
    let forward = vec![convolve(builder, geometry, relu, tensors)];
    let mut backward = Vec::new();
    if relu {
        backward.push(builder.dispatch(&launch::relu_backward(geometry.output_size()), &[&y, &d_y]));
    }
    if let Some(d_bias) = &weights.d_bias {
        let [height, width, channels] = geometry.output;
        backward.extend(bias_backward(builder, height * width, channels, &d_y, d_bias));
    }
    backward.extend(kernel_gradient(builder, geometry, weights, &d_y, input.x));
    backward.extend(input_gradient(builder, geometry, &weights.kernel, &d_y, input.d_x));
    Stage::new(y, d_y, forward, backward)
}

/// A convolution with bias and ReLU, and the max pool that halves its output, without the full feature maps.
///
/// Backward needs `x` and the winners.
pub(crate) fn conv2d_pool(
    builder: &Builder<'_>,
    conv: &Geometry,
    pool: &Geometry,
    weights: &Weights,
    input: Input<'_>,
) -> Stage {
    let y = builder.activation("a pooled feature map", pool.output_size());
    let d_y = builder.activation("a pooled feature map's gradient", pool.output_size());
    let winners = builder.activation("a max pool's winners", pool.output_size());

    let tensors = [input.x, &weights.kernel, &weights.bias, &y, &winners];
    let forward = vec![builder.dispatch(&launch::conv2d_pool(conv, pool, builder.capacity), &tensors)];
    let mut backward = Vec::new();
    let summed = launch::is_summed_at_winners(conv);
    if summed {
        let (launch, slices) = launch::conv2d_pool_backward_kernel(conv, pool, builder.capacity);
        let [size, channels] = [conv.depth() * conv.output[2], conv.output[2]];
        let partial =
            Tensor::new(builder.gpu, "partial sums of a kernel's gradient", slices * (size + channels));
        let sum = launch::sum_gradients(slices, size, channels);
        let d_bias = weights.d_bias_or_scratch(builder, channels);
        backward.push(builder.dispatch(&launch, &[input.x, &winners, &d_y, &partial]));
        backward.push(builder.dispatch(&sum, &[&partial, &weights.d_kernel, &d_bias]));
    }
    if !summed || input.d_x.is_some() {
        let d_z = builder.activation("a feature map's gradient", conv.output_size());
        let unpool = launch::conv2d_pool_backward(pool);
        backward.push(builder.dispatch(&unpool, &[&winners, &d_y, &d_z]));
        if !summed {
            if let Some(d_bias) = &weights.d_bias {
                let [height, width, channels] = pool.output;
                backward.extend(bias_backward(builder, height * width, channels, &d_y, d_bias));
            }
            backward.extend(kernel_gradient(builder, conv, weights, &d_z, input.x));
        }
        backward.extend(input_gradient(builder, conv, &weights.kernel, &d_z, input.d_x));
    }
    Stage::new(y, d_y, forward, backward)
}

/// `y` from `x`, kernel and bias.
fn convolve(builder: &Builder<'_>, geometry: &Geometry, relu: bool, tensors: [&Tensor; 4]) -> Dispatch {
    let launch = match builder.kernels {
        KernelSet::Plain => launch::conv2d(geometry, relu),
        _ => launch::conv2d_tiled(geometry, relu),
    };
    builder.dispatch(&launch, &tensors)
}

/// `d_kernel` from the gradient before the ReLU.
fn kernel_gradient(
    builder: &Builder<'_>,
    geometry: &Geometry,
    weights: &Weights,
    d_z: &Tensor,
    x: &Tensor,
) -> Vec<Dispatch> {
    if builder.kernels == KernelSet::Plain {
        let launch = launch::conv2d_backward_kernel(geometry);
        return vec![builder.dispatch(&launch, &[x, d_z, &weights.d_kernel])];
    }
    let (launch, slices) = launch::conv2d_backward_kernel_tiled(geometry, builder.capacity);
    let size = geometry.depth() * geometry.output[2];
    let partial = Tensor::new(builder.gpu, "partial sums of a kernel's gradient", slices * size);
    let sum = launch::sum_gradient(slices, size);
    vec![
        builder.dispatch(&launch, &[x, d_z, &partial]),
        builder.dispatch(&sum, &[&partial, builder.zeros, &weights.d_kernel]),
    ]
}

/// `d_x`, where something stands before, from the gradient before the ReLU.
fn input_gradient(
    builder: &Builder<'_>,
    geometry: &Geometry,
    kernel: &Tensor,
    d_z: &Tensor,
    d_x: Option<&Tensor>,
) -> Vec<Dispatch> {
    let Some(d_x) = d_x else { return Vec::new() };
    if builder.kernels != KernelSet::Plain && geometry.strides == [1, 1] {
        return input_as_convolution(builder, geometry, kernel, d_z, d_x).into();
    }
    vec![builder.dispatch(&launch::conv2d_backward_input(geometry), &[d_z, kernel, d_x])]
}

/// With stride 1, `d_x` is the convolution of `d_z` with the kernel turned round.
fn input_as_convolution(
    builder: &Builder<'_>,
    geometry: &Geometry,
    kernel: &Tensor,
    d_z: &Tensor,
    d_x: &Tensor,
) -> [Dispatch; 2] {
    let [in_channels, channels] = [geometry.input[2], geometry.output[2]];
    let flipped = Tensor::new(builder.gpu, "a flipped kernel", geometry.depth() * channels);
    let flip = launch::flip_kernel(geometry.size, in_channels, channels);
    let turned = Geometry {
        input: geometry.output,
        output: geometry.input,
        before: [0, 1].map(|axis| geometry.size[axis] - 1 - geometry.before[axis]),
        ..*geometry
    };
    [
        builder.dispatch(&flip, &[kernel, &flipped]),
        convolve(builder, &turned, false, [d_z, &flipped, builder.zeros, d_x]),
    ]
}
