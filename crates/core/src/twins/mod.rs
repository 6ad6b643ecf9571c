//! The readable CPU twin of every GPU kernel: plain loops in the shader's order, generic over f32 and f64.
//!
//! A twin has its kernel's name. Slices hold a batch, image after image, each image `[height, width,
//! channels]` in row-major order. In f64 the twins are the oracle of the tests; nothing here is meant to be
//! fast.

mod activation;
mod adam;
mod add;
mod augment;
mod average_pool;
mod batch;
mod batch_norm;
mod conv2d;
mod conv2d_pool;
mod dense;
mod depthwise_conv2d;
mod dropout;
mod l2;
mod loss;
mod max_pool;
mod network;
mod not_finite;
mod real;
mod sgd;
mod walk;

pub use activation::{relu, relu_backward, softmax, softmax_backward};
pub(crate) use adam::beta_power;
pub use adam::{BETA_1, BETA_2, EPSILON, adam, adam_alpha};
pub use add::{accumulate, add};
pub use augment::gather_augmented;
pub use average_pool::{average_pool, average_pool_backward};
pub use batch::{batch_metrics, gather_batch};
pub use batch_norm::{
    Moments, batch_norm, batch_norm_backward_gamma, batch_norm_backward_input, batch_norm_mean,
    batch_norm_variance, moving_average,
};
pub(crate) use conv2d::places;
pub use conv2d::{bias_backward, conv2d, conv2d_backward_input, conv2d_backward_kernel, flip_kernel};
pub use conv2d_pool::{conv2d_pool, conv2d_pool_backward};
pub use dense::{dense, dense_backward_input, dense_backward_kernel};
pub use depthwise_conv2d::{
    depthwise_conv2d, depthwise_conv2d_backward_input, depthwise_conv2d_backward_kernel,
};
pub use dropout::{dropout, dropout_from, dropout_scale};
pub use l2::{add_penalty, l2_gradient, l2_penalty, penalty, penalty_gradients};
pub use loss::{SoftmaxCrossEntropy, softmax_cross_entropy};
pub use max_pool::{max_pool, max_pool_backward};
pub use network::{gradients, predict};
pub use not_finite::find_not_finite;
pub use real::Real;
pub use sgd::sgd;
pub use walk::{FromBatch, Walk};
