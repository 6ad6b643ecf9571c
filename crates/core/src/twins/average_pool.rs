//! Average pooling and its gradient.

use super::Real;
use super::conv2d::places;
use crate::ops::Geometry;

/// `y[n, i, j, c] = mean over u, v of x[n, i*s + u - p, j*s + v - p, c]`
///
/// over the cells that lie on the picture: padding is not counted, as in TensorFlow. `x` is `[batch, h, w, C]`, `y`
/// `[batch, oh, ow, C]`.
pub fn average_pool<T: Real>(g: &Geometry, x: &[T]) -> Vec<T> {
    let [_, width, channels] = g.input;
    let mut y = Vec::with_capacity(x.len() / g.input_size() * g.output_size());
    for x in x.chunks_exact(g.input_size()) {
        for (i, j, c) in places(g.output) {
            let mut sum = T::ZERO;
            for row in (0..g.size[0]).filter_map(|u| g.input_place(0, i, u)) {
                for column in (0..g.size[1]).filter_map(|v| g.input_place(1, j, v)) {
                    sum += x[(row * width + column) * channels + c];
                }
            }
            y.push(sum / T::from_f64(g.covered(i, j) as f64));
        }
    }
    y
}

/// `d_x[n, r, s, c] = sum over the windows (i, j) that cover (r, s) of d_y[n, i, j, c] / (cells of it on the picture)`
///
/// Gathers, since windows may overlap; shapes as in [`average_pool`].
pub fn average_pool_backward<T: Real>(g: &Geometry, d_y: &[T]) -> Vec<T> {
    let [_, out_width, channels] = g.output;
    let mut d_x = Vec::with_capacity(d_y.len() / g.output_size() * g.input_size());
    for d_y in d_y.chunks_exact(g.output_size()) {
        for (row, column, c) in places(g.input) {
            let mut sum = T::ZERO;
            for i in (0..g.size[0]).filter_map(|u| g.output_place(0, row, u)) {
                for j in (0..g.size[1]).filter_map(|v| g.output_place(1, column, v)) {
                    sum += d_y[(i * out_width + j) * channels + c] / T::from_f64(g.covered(i, j) as f64);
                }
            }
            d_x.push(sum);
        }
    }
    d_x
}
