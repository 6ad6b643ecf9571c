//! The CPU backend: the engine where there is no GPU to use, in WebAssembly on one thread or on several ([`shared`]).
//!
//! The dense layers are products of the `matrixmultiply` crate; the convolutions read their windows straight
//! from the padded picture, pool while the sums are in registers, and walk back only where there is a
//! gradient. All sums have a fixed order, so a run gives the same bits twice. The readable text of the same
//! mathematics is [`crate::twins`].

mod activation;
mod add;
mod average_pool;
mod batch_norm;
mod conv2d;
mod conv2d_pool;
mod convolution;
mod dense;
mod depthwise_conv2d;
mod dropout;
mod feed;
mod frame;
mod gemm;
mod graph;
mod inspect;
mod max_pool;
mod model;
pub mod shared;
mod sparse;
mod stage;
mod stages;
mod tile;

pub(crate) use batch_norm::moments;
pub use feed::Feed;
pub use model::Model;
pub use stages::Stages;
