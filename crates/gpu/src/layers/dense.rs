//! `Dense`.

use super::{Input, Stage, bias_backward};
use crate::error::Result;
use crate::launch;
use crate::plan::{Builder, KernelSet, Weights};
use crate::work::{Dispatch, Tensor};

/// A fully connected layer with bias and, if asked, ReLU. Backward needs `x`, and with ReLU `y`.
pub(crate) fn dense(
    builder: &Builder<'_>,
    inputs: usize,
    units: usize,
    weights: &Weights,
    relu: bool,
    input: Input<'_>,
) -> Result<Stage> {
    let y = builder.activation("a dense layer's output", units)?;
    let d_y = builder.activation("a dense layer's gradient", units)?;
    let tensors = [input.x, &weights.kernel, &weights.bias, &y];
    let forward = multiply(builder, [inputs, units], relu, tensors)?;

    let mut backward = Vec::new();
    if relu {
        backward.push(builder.dispatch(&launch::relu_backward(units), &[&y, &d_y]));
    }
    let launch = match builder.kernels {
        KernelSet::Plain => launch::dense_backward_kernel(inputs, units),
        KernelSet::Tiled | KernelSet::Winograd => launch::dense_backward_kernel_tiled(inputs, units),
    };
    backward.push(builder.dispatch(&launch, &[input.x, &d_y, &weights.d_kernel]));
    if let Some(d_bias) = &weights.d_bias {
        backward.extend(bias_backward(builder, 1, units, &d_y, d_bias)?);
    }
    if let Some(d_x) = input.d_x {
        backward.extend(input_gradient(builder, [inputs, units], &weights.kernel, &d_y, d_x)?);
    }
    Ok(Stage::new(y, d_y, forward, backward))
}

/// `y` from `x`, kernel `[inputs, units]` and bias.
fn multiply(
    builder: &Builder<'_>,
    [inputs, units]: [usize; 2],
    relu: bool,
    [x, kernel, bias, y]: [&Tensor; 4],
) -> Result<Vec<Dispatch>> {
    if builder.kernels == KernelSet::Plain {
        return Ok(vec![builder.dispatch(&launch::dense(inputs, units, relu), &[x, kernel, bias, y])]);
    }
    let (launch, slices) = launch::dense_tiled(inputs, units, builder.capacity);
    let size = slices * builder.capacity * units;
    let partial = Tensor::new(builder.gpu, "partial sums of a dense layer", size)?;
    let sum = launch::sum_activation(slices, units, builder.capacity, relu);
    Ok(vec![builder.dispatch(&launch, &[x, kernel, &partial]), builder.dispatch(&sum, &[&partial, bias, y])])
}

/// `d_x`: the product of `d_y` with the transposed kernel.
fn input_gradient(
    builder: &Builder<'_>,
    [inputs, units]: [usize; 2],
    kernel: &Tensor,
    d_y: &Tensor,
    d_x: &Tensor,
) -> Result<Vec<Dispatch>> {
    if builder.kernels == KernelSet::Plain {
        let launch = launch::dense_backward_input(inputs, units);
        return Ok(vec![builder.dispatch(&launch, &[d_y, kernel, d_x])]);
    }
    let turned = builder.activation("a dense layer's gradient, turned", units)?;
    let flip = launch::flip_kernel([1, 1], builder.capacity, units);
    let launch = launch::dense_backward_input_tiled(inputs, units, builder.capacity);
    Ok(vec![builder.dispatch(&flip, &[d_y, &turned]), builder.dispatch(&launch, &[&turned, kernel, d_x])])
}
