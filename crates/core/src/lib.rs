//! The heart of Convlab, without a GPU and without a browser: what a network is, how it is fed, and what it
//! computes.

pub mod augmentation;
pub mod backend;
pub mod cpu;
pub mod data;
pub mod dataset;
pub mod error;
mod examine;
pub mod fit;
pub mod formats;
pub mod inspect;
mod json;
pub mod layers;
pub mod network;
pub mod ops;
mod outline;
pub mod random;
mod safetensors;
pub mod saved;
pub mod shape;
pub mod standing;
pub mod summary;
mod text;
pub mod tolerance;
pub mod trace;
pub mod twins;
mod weights;

pub use error::{Error, Result};

/// The allocator of every module of WebAssembly: the library's own takes 3 kB more of a download.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
pub use examine::examine;
