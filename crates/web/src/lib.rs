//! Convlab's engine as JavaScript sees it: JavaScript values become the core's types here, and back.
//!
//! Nothing is computed here. The worker (`web/worker.js`) is the only caller; it keeps the objects by number and
//! never calls a model twice at once. What fails is thrown as an `Error` named `ConvlabError` with a `code`.

#![forbid(unsafe_code)]

mod data;
mod device;
mod events;
mod failure;
mod model;
mod options;
#[cfg(feature = "profile")]
mod profile;
#[cfg(feature = "cpu")]
mod threads;
mod trainer;
#[cfg(feature = "gpu")]
mod tuning;

pub use data::{Dataset, shard_images, shard_stream};
pub use device::Device;
pub use model::Model;
#[cfg(feature = "profile")]
pub use profile::profile;
#[cfg(feature = "cpu")]
pub use threads::{Helper, obstacle, program};
