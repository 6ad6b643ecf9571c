//! Max pooling and its gradient.

use super::Real;
use super::conv2d::places;
use crate::ops::Geometry;

/// `y[n, i, j, c] = max over u, v of x[n, i*s + u - p, j*s + v - p, c]`
///
/// and the winners: the row-major index within the window of the first of equals. Padded places never win;
/// NaN always does, so that it is not lost. `x` is `[batch, h, w, C]`, `y` and the winners `[batch, oh, ow,
/// C]`.
pub fn max_pool<T: Real>(g: &Geometry, x: &[T]) -> (Vec<T>, Vec<u32>) {
    let [_, width, channels] = g.input;
    let batch = x.len() / g.input_size();
    let mut y = Vec::with_capacity(batch * g.output_size());
    let mut winners = Vec::with_capacity(batch * g.output_size());
    for n in 0..batch {
        for (i, j, c) in places(g.output) {
            let mut best = None;
            for u in 0..g.size[0] {
                let Some(row) = g.input_place(0, i, u) else { continue };
                for v in 0..g.size[1] {
                    let Some(column) = g.input_place(1, j, v) else { continue };
                    let value = x[n * g.input_size() + (row * width + column) * channels + c];
                    if best.is_none_or(|(best, _)| value > best || value.is_nan()) {
                        best = Some((value, (u * g.size[1] + v) as u32));
                    }
                }
            }
            let (value, winner) = best.unwrap_or((T::ZERO, 0));
            y.push(value);
            winners.push(winner);
        }
    }
    (y, winners)
}

/// `d_x[n, r, s, c] = sum over the windows (i, j) that (r, s) won of d_y[n, i, j, c]`
///
/// Gathers, since windows may overlap; shapes as in [`max_pool`].
pub fn max_pool_backward<T: Real>(g: &Geometry, winners: &[u32], d_y: &[T]) -> Vec<T> {
    let [_, out_width, channels] = g.output;
    let batch = d_y.len() / g.output_size();
    let mut d_x = Vec::with_capacity(batch * g.input_size());
    for n in 0..batch {
        for (row, column, c) in places(g.input) {
            let mut sum = T::ZERO;
            for u in 0..g.size[0] {
                let Some(i) = g.output_place(0, row, u) else { continue };
                for v in 0..g.size[1] {
                    let Some(j) = g.output_place(1, column, v) else { continue };
                    let at = n * g.output_size() + (i * out_width + j) * channels + c;
                    if winners[at] as usize == u * g.size[1] + v {
                        sum += d_y[at];
                    }
                }
            }
            d_x.push(sum);
        }
    }
    d_x
}
