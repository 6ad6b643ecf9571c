//! The tutorial's model on the GPU, on both sets of kernels, beside Keras's own run of it, step by step.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
#[path = "../../core/tests/reference/mod.rs"]
mod reference;

use convlab_core::backend::Backend;
use convlab_gpu::{Gpu, KernelSet, Model};
use reference::runs;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

fn model(gpu: &Gpu, kernels: KernelSet) -> Model {
    let mut model = Model::with_kernels(gpu, reference::network(), 0, kernels).unwrap();
    model.set_weights(&reference::initial_weights()).unwrap();
    model
}

gpu_test! {
    async fn losses_of_the_first_steps(gpu) {
        runs::losses_of_the_first_steps(|| model(gpu, KernelSet::Tiled)).await;
    }
}

gpu_test! {
    async fn gradients_of_the_first_step(gpu) {
        runs::gradients_of_the_first_step(|| model(gpu, KernelSet::Tiled)).await;
    }
}

gpu_test! {
    async fn gradients_of_the_first_step_on_plain_kernels(gpu) {
        runs::gradients_of_the_first_step(|| model(gpu, KernelSet::Plain)).await;
    }
}

gpu_test! {
    async fn probabilities_before_and_after_a_step(gpu) {
        runs::probabilities_before_and_after_a_step(|| model(gpu, KernelSet::Tiled)).await;
    }
}

gpu_test! {
    async fn probabilities_on_plain_kernels(gpu) {
        runs::probabilities_before_and_after_a_step(|| model(gpu, KernelSet::Plain)).await;
    }
}

gpu_test! {
    async fn a_fit_with_a_partial_batch(gpu) {
        runs::a_fit_with_a_partial_batch(|| model(gpu, KernelSet::Tiled)).await;
    }
}

gpu_test! {
    async fn one_seed_gives_the_same_bits(gpu) {
        runs::one_seed_gives_the_same_bits(|| model(gpu, KernelSet::Tiled)).await;
    }
}
