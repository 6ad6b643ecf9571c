//! Convolution, bias, ReLU and a max pool in one, and what of their gradient is one.

use super::{Real, conv2d, max_pool, max_pool_backward, relu, relu_backward};
use crate::ops::Geometry;

/// `z[n, i, j, o] = bias[o] + sum over u, v, c of x[n, i*s + u - p, j*s + v - p, c] * kernel[u, v, c, o]`
///
/// `y[n, i, j, o] = max over a, b of relu(z[n, i*t + a, j*t + b, o])`
///
/// with the pool's stride `t`, and the winners: which `z` of its window is the largest, before the ReLU, the first of equals. `x` is
/// `[batch, h, w, C_in]`, `kernel` `[kh, kw, C_in, C_out]`, `y` and the winners `[batch, ph, pw, C_out]`.
pub fn conv2d_pool<T: Real>(
    conv: &Geometry,
    pool: &Geometry,
    x: &[T],
    kernel: &[T],
    bias: Option<&[T]>,
) -> (Vec<T>, Vec<u32>) {
    let z = conv2d(conv, x, kernel, bias, false);
    let (largest, winners) = max_pool(pool, &z);
    (relu(&largest), winners)
}

/// `d_z[n, r, s, o] = sum over the windows (i, j) that (r, s) won of d_y[n, i, j, o] where y[n, i, j, o] > 0`
///
/// The gradient at the convolution's output, before the ReLU. Shapes as in [`conv2d_pool`].
pub fn conv2d_pool_backward<T: Real>(pool: &Geometry, y: &[T], winners: &[u32], d_y: &[T]) -> Vec<T> {
    max_pool_backward(pool, winners, &relu_backward(y, d_y))
}
