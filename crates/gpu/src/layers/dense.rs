//! `Dense`.

use super::{Input, Relu, Stage, bias_backward};
use crate::choice::KernelSet;
use crate::launch;
use crate::plan::{Builder, Weights};
use crate::work::{Dispatch, Tensor};

/// A fully connected layer with bias and, if asked, ReLU. Backward needs `x`, and with ReLU `y`.
pub(crate) fn dense(
    builder: &Builder<'_>,
    inputs: usize,
    units: usize,
    weights: &Weights,
    relu: Relu,
    input: Input<'_>,
) -> Stage {
    let y = builder.activation("a dense layer's output", units);
    let d_y = builder.activation("a dense layer's gradient", units);
    let tensors = [input.x, &weights.kernel, &weights.bias, &y];
    let forward = multiply(builder, [inputs, units], relu != Relu::None, tensors);

    let (mut backward, mut stepping) = (Vec::new(), None);
    if relu == Relu::Gated {
        backward.push(builder.dispatch(&launch::relu_backward(units), &[&y, &d_y]));
    }
    if builder.kernels == KernelSet::Plain {
        let launch = launch::dense_backward_kernel(inputs, units);
        backward.push(builder.dispatch(&launch, &[input.x, &d_y, &weights.d_kernel]));
        if let Some(d_bias) = &weights.d_bias {
            backward.extend(bias_backward(builder, 1, units, &d_y, d_bias));
        }
        if let Some(d_x) = input.d_x {
            let launch = launch::dense_backward_input(inputs, units);
            backward.push(builder.dispatch(&launch, &[&d_y, &weights.kernel, d_x]));
        }
    } else {
        if let Some(d_x) = input.d_x {
            let launch = if builder.kernels.is_staged() {
                launch::dense_backward_input_staged(inputs, units, builder.capacity, input.gated)
            } else {
                launch::dense_backward_input_tiled(inputs, units, builder.capacity, input.gated)
            };
            backward.push(builder.dispatch(&launch, &[&d_y, &weights.kernel, input.x, d_x]));
        }
        // Behind what reads the kernel, which a step changes.
        backward.push(kernel_gradient(builder, [inputs, units], weights, [input.x, &d_y]));
        stepping = weights.moments.as_ref().map(|[m, v]| {
            let d_bias = weights.d_bias_or_scratch(builder, units);
            let tensors = [input.x, &d_y, &weights.kernel, m, v, &d_bias];
            builder.dispatch(&launch::dense_adam(inputs, units), &tensors)
        });
    }
    Stage { is_gated_later: relu == Relu::GatedLater, stepping, ..Stage::new(y, d_y, forward, backward) }
}

/// `d_kernel` and `d_bias` from `x` and `d_y`, on kernels that are not the plain ones.
pub(super) fn kernel_gradient(
    builder: &Builder<'_>,
    [inputs, units]: [usize; 2],
    weights: &Weights,
    [x, d_y]: [&Tensor; 2],
) -> Dispatch {
    let launch = if builder.kernels.is_staged() {
        launch::dense_backward_kernel_staged(inputs, units)
    } else {
        launch::dense_backward_kernel_tiled(inputs, units)
    };
    let d_bias = weights.d_bias_or_scratch(builder, units);
    builder.dispatch(&launch, &[x, d_y, &weights.d_kernel, &d_bias])
}

/// Weights of a dense layer that is computed plainly, in one dispatch: tiles and slices are for more.
const SMALL: usize = 1 << 12;

/// `y` from `x`, kernel `[inputs, units]` and bias.
fn multiply(
    builder: &Builder<'_>,
    [inputs, units]: [usize; 2],
    relu: bool,
    [x, kernel, bias, y]: [&Tensor; 4],
) -> Vec<Dispatch> {
    if builder.kernels == KernelSet::Plain || inputs * units <= SMALL {
        return vec![builder.dispatch(&launch::dense(inputs, units, relu), &[x, kernel, bias, y])];
    }
    let (launch, slices) = if builder.kernels.is_staged() {
        launch::dense_staged(inputs, units, builder.capacity)
    } else {
        launch::dense_tiled(inputs, units, builder.capacity)
    };
    let size = slices * builder.capacity * units;
    let partial = Tensor::new(builder.gpu, "partial sums of a dense layer", size);
    let sum = launch::sum_activation(slices, units, builder.capacity, relu);
    vec![builder.dispatch(&launch, &[x, kernel, &partial]), builder.dispatch(&sum, &[&partial, bias, y])]
}
