//! Every kernel and every variant against its CPU twin, on seeded, awkward sizes.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod batch_norm;
#[path = "../common/mod.rs"]
mod common;
mod convolution;
mod dense;
mod elementwise;
mod loss;
mod pooling;
mod steps;
mod winograd;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);
