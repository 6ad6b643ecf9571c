//! Convolution and its gradients.

use super::{Real, relu};
use crate::ops::Geometry;

/// `y[n, i, j, o] = act(bias[o] + sum over u, v, c of x[n, i*s+u-p, j*s+v-p, c] * kernel[u, v, c, o])`
///
/// with `act` ReLU if asked, and `x` zero where it is padding. `x` is `[batch, h, w, C_in]`, `kernel`
/// `[kh, kw, C_in, C_out]`, `bias` `[C_out]`, `y` `[batch, oh, ow, C_out]`.
pub fn conv2d<T: Real>(g: &Geometry, x: &[T], kernel: &[T], bias: Option<&[T]>, relu: bool) -> Vec<T> {
    let filters = g.output[2];
    let batch = x.len() / g.input_size();
    let mut y = match bias {
        Some(bias) => bias.repeat(batch * g.output[0] * g.output[1]),
        None => vec![T::ZERO; batch * g.output_size()],
    };
    for_each_contact(g, batch, |contact| {
        for c in 0..g.input[2] {
            let value = x[contact.x + c];
            let weights = &kernel[(contact.cell * g.input[2] + c) * filters..][..filters];
            for (sum, weight) in y[contact.y..][..filters].iter_mut().zip(weights) {
                *sum += value * *weight;
            }
        }
    });
    if relu { self::relu(&y) } else { y }
}

/// `d_x[n, r, s, c] = sum over u, v, o of d_y[n, i, j, o] * kernel[u, v, c, o]`
///
/// over the windows `(i, j)` whose cell `(u, v)` lies on `(r, s)`. Gathers; shapes as in [`conv2d`].
pub fn conv2d_backward_input<T: Real>(g: &Geometry, d_y: &[T], kernel: &[T]) -> Vec<T> {
    let [height, width, channels] = g.input;
    let [_, out_width, filters] = g.output;
    let batch = d_y.len() / g.output_size();
    let mut d_x = Vec::with_capacity(batch * g.input_size());
    for n in 0..batch {
        for (row, column, c) in places([height, width, channels]) {
            let mut sum = T::ZERO;
            for u in 0..g.size[0] {
                let Some(i) = g.output_place(0, row, u) else { continue };
                for v in 0..g.size[1] {
                    let Some(j) = g.output_place(1, column, v) else { continue };
                    let gradients = &d_y[n * g.output_size() + (i * out_width + j) * filters..][..filters];
                    let weights = &kernel[((u * g.size[1] + v) * channels + c) * filters..][..filters];
                    for (gradient, weight) in gradients.iter().zip(weights) {
                        sum += *gradient * *weight;
                    }
                }
            }
            d_x.push(sum);
        }
    }
    d_x
}

/// `d_kernel[u, v, c, o] = sum over n, i, j of x[n, i*s + u - p, j*s + v - p, c] * d_y[n, i, j, o]`
///
/// Shapes as in [`conv2d`].
pub fn conv2d_backward_kernel<T: Real>(g: &Geometry, x: &[T], d_y: &[T]) -> Vec<T> {
    let filters = g.output[2];
    let mut d_kernel = vec![T::ZERO; g.depth() * filters];
    for_each_contact(g, x.len() / g.input_size(), |contact| {
        for c in 0..g.input[2] {
            let value = x[contact.x + c];
            let sums = &mut d_kernel[(contact.cell * g.input[2] + c) * filters..][..filters];
            for (sum, gradient) in sums.iter_mut().zip(&d_y[contact.y..][..filters]) {
                *sum += value * *gradient;
            }
        }
    });
    d_kernel
}

/// `d_bias[o] = sum over all rows of d_y[row, o]`, for a convolution's bias or a dense layer's.
///
/// `d_y` is `[rows, channels]`.
pub fn bias_backward<T: Real>(d_y: &[T], channels: usize) -> Vec<T> {
    let mut d_bias = vec![T::ZERO; channels];
    for row in d_y.chunks_exact(channels) {
        for (sum, gradient) in d_bias.iter_mut().zip(row) {
            *sum += *gradient;
        }
    }
    d_bias
}

/// `flipped[u, v, o, i] = kernel[kh - 1 - u, kw - 1 - v, i, o]`
///
/// The gradient of a stride-1 convolution's input is the convolution of `d_y` with the flipped kernel.
/// `kernel` is `[kh, kw, c_in, c_out]`, `flipped` `[kh, kw, c_out, c_in]`.
pub fn flip_kernel<T: Real>(size: [usize; 2], c_in: usize, c_out: usize, kernel: &[T]) -> Vec<T> {
    let cells = size[0] * size[1];
    let mut flipped = Vec::with_capacity(kernel.len());
    for (cell, o, i) in places([cells, c_out, c_in]) {
        flipped.push(kernel[((cells - 1 - cell) * c_in + i) * c_out + o]);
    }
    flipped
}

/// One cell of a kernel on one pixel, for one output place: where their channels start.
struct Contact {
    x: usize,
    y: usize,
    /// The cell's row-major index within the window.
    cell: usize,
}

/// Visits every contact inside the pictures: output places in order, and at each the window's cells in order.
fn for_each_contact(g: &Geometry, batch: usize, mut visit: impl FnMut(Contact)) {
    for n in 0..batch {
        for (i, j, _) in places([g.output[0], g.output[1], 1]) {
            let y = n * g.output_size() + (i * g.output[1] + j) * g.output[2];
            for u in 0..g.size[0] {
                let Some(row) = g.input_place(0, i, u) else { continue };
                for v in 0..g.size[1] {
                    let Some(column) = g.input_place(1, j, v) else { continue };
                    let x = n * g.input_size() + (row * g.input[1] + column) * g.input[2];
                    visit(Contact { x, y, cell: u * g.size[1] + v });
                }
            }
        }
    }
}

/// Every index of an array of three dimensions, in row-major order.
pub(crate) fn places(dims: [usize; 3]) -> impl Iterator<Item = (usize, usize, usize)> {
    let [first, second, third] = dims;
    (0..first).flat_map(move |a| (0..second).flat_map(move |b| (0..third).map(move |c| (a, b, c))))
}
