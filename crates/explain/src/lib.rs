//! The twins and their traces as JavaScript sees them: what the page's animations show is computed here.
//!
//! Nothing is computed but by the core. `web/explain.js` is the only caller; numbers cross in flat arrays, of which it
//! makes objects. Every length and index is checked, and what fails is thrown as an `Error` named `ConvlabError` with
//! a `code`.

#![forbid(unsafe_code)]

mod adam;
mod batch_norm;
mod conv2d;
mod dense;
mod dropout;
mod examine;
mod failure;
mod pool;
mod sizes;
mod softmax;
mod walk;

pub use adam::adam;
pub use batch_norm::{batch_norm, moments, moving_average, trace_batch_norm, trace_batch_norm_backward};
pub use conv2d::{
    conv2d, conv2d_backward_input, conv2d_backward_kernel, trace_conv2d, trace_conv2d_backward_input,
    trace_conv2d_backward_kernel,
};
pub use dense::{dense, relu, relu_backward, trace_dense, trace_dense_backward_input};
pub use dropout::dropout;
pub use examine::examine;
pub use failure::Failure;
pub use pool::{
    max_pool, max_pool_backward, max_pool_winners, trace_average_pool, trace_average_pool_backward,
    trace_max_pool, trace_max_pool_backward,
};
pub use sizes::place;
pub use softmax::{cross_entropy, softmax};
pub use walk::Walk;

/// The figures of a trace, then a row a term. Whole numbers stay whole in f64, and so do the digits of f32.
fn flat<const WIDTH: usize>(figures: &[f32], rows: impl Iterator<Item = [f64; WIDTH]>) -> Vec<f64> {
    let mut flat: Vec<f64> = figures.iter().copied().map(f64::from).collect();
    rows.for_each(|row| flat.extend(row));
    flat
}
