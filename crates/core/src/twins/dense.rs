//! The fully connected layer and its gradients.

use super::{Real, relu};

/// `y[n, o] = act(bias[o] + sum over i of x[n, i] * kernel[i, o])`
///
/// with `act` ReLU if asked. `x` is `[batch, inputs]`, `kernel` `[inputs, units]`, `bias` `[units]`, `y`
/// `[batch, units]`.
pub fn dense<T: Real>(
    inputs: usize,
    units: usize,
    x: &[T],
    kernel: &[T],
    bias: Option<&[T]>,
    relu: bool,
) -> Vec<T> {
    let batch = x.len() / inputs;
    let mut y = match bias {
        Some(bias) => bias.repeat(batch),
        None => vec![T::ZERO; batch * units],
    };
    for (row, sums) in x.chunks_exact(inputs).zip(y.chunks_exact_mut(units)) {
        for (value, weights) in row.iter().zip(kernel.chunks_exact(units)) {
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += *value * *weight;
            }
        }
    }
    if relu { self::relu(&y) } else { y }
}

/// `d_x[n, i] = sum over o of d_y[n, o] * kernel[i, o]`
///
/// Shapes as in [`dense`].
pub fn dense_backward_input<T: Real>(inputs: usize, units: usize, d_y: &[T], kernel: &[T]) -> Vec<T> {
    let mut d_x = Vec::with_capacity(d_y.len() / units * inputs);
    for gradients in d_y.chunks_exact(units) {
        for weights in kernel.chunks_exact(units) {
            let mut sum = T::ZERO;
            for (gradient, weight) in gradients.iter().zip(weights) {
                sum += *gradient * *weight;
            }
            d_x.push(sum);
        }
    }
    d_x
}

/// `d_kernel[i, o] = sum over n of x[n, i] * d_y[n, o]`
///
/// Shapes as in [`dense`].
pub fn dense_backward_kernel<T: Real>(inputs: usize, units: usize, x: &[T], d_y: &[T]) -> Vec<T> {
    let mut d_kernel = vec![T::ZERO; inputs * units];
    for (row, gradients) in x.chunks_exact(inputs).zip(d_y.chunks_exact(units)) {
        for (value, sums) in row.iter().zip(d_kernel.chunks_exact_mut(units)) {
            for (sum, gradient) in sums.iter_mut().zip(gradients) {
                *sum += *value * *gradient;
            }
        }
    }
    d_kernel
}
