//! Depthwise convolution and its gradients.

use super::conv2d::places;
use super::{Real, relu};
use crate::ops::Geometry;

/// `y[n, i, j, c*M + m] = act(bias[c*M + m] + sum over u, v of x[n, i*s+u-p, j*s+v-p, c] * kernel[u, v, c, m])`
///
/// with `act` ReLU if asked, and `x` zero where it is padding. `x` is `[batch, h, w, C]`, `kernel` `[kh, kw, C, M]`,
/// `bias` `[C*M]`, `y` `[batch, oh, ow, C*M]`.
pub fn depthwise_conv2d<T: Real>(
    g: &Geometry,
    x: &[T],
    kernel: &[T],
    bias: Option<&[T]>,
    relu: bool,
) -> Vec<T> {
    let [_, width, channels] = g.input;
    let multiplier = g.output[2] / channels;
    let mut y = Vec::with_capacity(x.len() / g.input_size() * g.output_size());
    for x in x.chunks_exact(g.input_size()) {
        for (i, j, o) in places(g.output) {
            let mut sum = bias.map_or(T::ZERO, |bias| bias[o]);
            for u in 0..g.size[0] {
                let Some(row) = g.input_place(0, i, u) else { continue };
                for v in 0..g.size[1] {
                    let Some(column) = g.input_place(1, j, v) else { continue };
                    let weight = kernel[(u * g.size[1] + v) * channels * multiplier + o];
                    sum += x[(row * width + column) * channels + o / multiplier] * weight;
                }
            }
            y.push(sum);
        }
    }
    if relu { self::relu(&y) } else { y }
}

/// `d_x[n, r, s, c] = sum over u, v, m of d_y[n, i, j, c*M + m] * kernel[u, v, c, m]`
///
/// over the windows `(i, j)` whose cell `(u, v)` lies on `(r, s)`. Gathers; shapes as in [`depthwise_conv2d`].
pub fn depthwise_conv2d_backward_input<T: Real>(g: &Geometry, d_y: &[T], kernel: &[T]) -> Vec<T> {
    let [_, out_width, out_channels] = g.output;
    let multiplier = out_channels / g.input[2];
    let mut d_x = Vec::with_capacity(d_y.len() / g.output_size() * g.input_size());
    for d_y in d_y.chunks_exact(g.output_size()) {
        for (row, column, c) in places(g.input) {
            let mut sum = T::ZERO;
            for u in 0..g.size[0] {
                let Some(i) = g.output_place(0, row, u) else { continue };
                for v in 0..g.size[1] {
                    let Some(j) = g.output_place(1, column, v) else { continue };
                    for o in c * multiplier..(c + 1) * multiplier {
                        let weight = kernel[(u * g.size[1] + v) * out_channels + o];
                        sum += d_y[(i * out_width + j) * out_channels + o] * weight;
                    }
                }
            }
            d_x.push(sum);
        }
    }
    d_x
}

/// `d_kernel[u, v, c, m] = sum over n, i, j of x[n, i*s+u-p, j*s+v-p, c] * d_y[n, i, j, c*M + m]`
///
/// Shapes as in [`depthwise_conv2d`].
pub fn depthwise_conv2d_backward_kernel<T: Real>(g: &Geometry, x: &[T], d_y: &[T]) -> Vec<T> {
    let [_, width, channels] = g.input;
    let [height, out_width, out_channels] = g.output;
    let multiplier = out_channels / channels;
    let mut d_kernel = Vec::with_capacity(g.size[0] * g.size[1] * out_channels);
    for (u, v, o) in places([g.size[0], g.size[1], out_channels]) {
        let mut sum = T::ZERO;
        for (x, d_y) in x.chunks_exact(g.input_size()).zip(d_y.chunks_exact(g.output_size())) {
            for i in 0..height {
                let Some(row) = g.input_place(0, i, u) else { continue };
                for j in 0..out_width {
                    let Some(column) = g.input_place(1, j, v) else { continue };
                    let value = x[(row * width + column) * channels + o / multiplier];
                    sum += value * d_y[(i * out_width + j) * out_channels + o];
                }
            }
        }
        d_kernel.push(sum);
    }
    d_kernel
}
