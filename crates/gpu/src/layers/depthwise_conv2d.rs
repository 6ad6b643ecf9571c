//! `DepthwiseConv2D`, alone and as the first half of `SeparableConv2D`.

use convlab_core::ops::Geometry;

use super::{Input, Stage, bias_backward};
use crate::launch;
use crate::plan::{Builder, Weights};
use crate::work::Tensor;

/// A depthwise convolution with bias and, if asked, ReLU. Backward needs `x`, and with ReLU `y`.
pub(crate) fn depthwise_conv2d(
    builder: &Builder<'_>,
    geometry: &Geometry,
    weights: &Weights,
    relu: bool,
    input: Input<'_>,
) -> Stage {
    let [height, width, channels] = geometry.output;
    let y = builder.activation("a feature map", geometry.output_size());
    let d_y = builder.activation("a feature map's gradient", geometry.output_size());
    let tensors = [input.x, &weights.kernel, &weights.bias, &y];
    let forward = vec![builder.dispatch(&launch::depthwise_conv2d(geometry, relu), &tensors)];

    let mut backward = Vec::new();
    if relu {
        backward.push(builder.dispatch(&launch::relu_backward(geometry.output_size()), &[&y, &d_y]));
    }
    let (launch, slices) = launch::depthwise_conv2d_backward_kernel(geometry, builder.capacity);
    let size = geometry.size[0] * geometry.size[1] * channels;
    let partial = Tensor::new(builder.gpu, "partial sums of a kernel's gradient", slices * size);
    backward.push(builder.dispatch(&launch, &[input.x, &d_y, &partial]));
    let sum = launch::sum_gradient(slices, size);
    backward.push(builder.dispatch(&sum, &[&partial, builder.zeros, &weights.d_kernel]));
    if let Some(d_bias) = &weights.d_bias {
        backward.extend(bias_backward(builder, height * width, channels, &d_y, d_bias));
    }
    if let Some(d_x) = input.d_x {
        let launch = launch::depthwise_conv2d_backward_input(geometry);
        backward.push(builder.dispatch(&launch, &[&d_y, &weights.kernel, d_x]));
    }
    Stage::new(y, d_y, forward, backward)
}
