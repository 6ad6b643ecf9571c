//! Convlab's WebGPU backend.
//!
//! Built once, recorded per step: a [`Model`] makes its pipelines, buffers and bind groups before the first step;
//! a step only records dispatches and submits them.

#![forbid(unsafe_code)]

mod ceilings;
mod choice;
mod compile;
mod device;
mod error;
mod feed;
mod fusion;
mod guard;
mod inspect;
pub mod isolated;
pub mod kernel;
pub mod launch;
mod layers;
mod model;
mod pace;
mod penalty;
mod plan;
mod profile;
mod readback;
mod source;
mod stepper;
mod subgroups;
pub mod table;
mod template;
#[cfg(not(target_arch = "wasm32"))]
mod timestamps;
mod tune;
mod work;

pub use ceilings::{Ceilings, Overhead};
pub use choice::{Choice, KernelSet};
pub use device::{AdapterInfo, Gpu};
pub use error::{Error, Result};
pub use feed::Feed;
pub use model::{Model, Pending};
pub use profile::{Measured, Profile, Timing};
pub use tune::{Search, Tuned};
