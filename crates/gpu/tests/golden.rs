//! The tutorial's model on the GPU, on every set of kernels, beside Keras's own run of it, step by step.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
#[path = "../../core/tests/reference/mod.rs"]
mod reference;

use convlab_core::backend::Backend;
use convlab_gpu::{Gpu, KernelSet, Model};
use reference::{Golden, TUTORIAL, WITH_BATCH_NORM, WITH_DROPOUT, runs};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

fn model(gpu: &Gpu, kernels: KernelSet, golden: &Golden) -> Model {
    let mut model = Model::with_kernels(gpu, golden.network(), 0, kernels).unwrap();
    model.set_weights(&golden.initial_weights()).unwrap();
    model
}

/// A model that drops half of what reaches its last layer, with fresh weights.
fn model_with_dropout(gpu: &Gpu) -> Model {
    Model::new(gpu, reference::network_with(Some(reference::dropout(0.5))), 1).unwrap()
}

gpu_test! {
    async fn losses_of_the_first_steps(gpu) {
        runs::losses_of_the_first_steps(&TUTORIAL, |golden| model(gpu, KernelSet::default(), golden)).await;
    }
}

gpu_test! {
    async fn gradients_of_the_first_step(gpu) {
        runs::gradients_of_the_first_step(&TUTORIAL, |golden| model(gpu, KernelSet::default(), golden)).await;
    }
}

gpu_test! {
    async fn gradients_of_the_first_step_on_plain_kernels(gpu) {
        runs::gradients_of_the_first_step(&TUTORIAL, |golden| model(gpu, KernelSet::Plain, golden)).await;
    }
}

gpu_test! {
    /// Of them no losses: where two values of a pool's window are equal but for rounding, another order of their sums lets the
    /// other one win, and Adam makes much of little.
    async fn gradients_of_the_first_step_on_tiled_kernels(gpu) {
        runs::gradients_of_the_first_step(&TUTORIAL, |golden| model(gpu, KernelSet::Tiled, golden)).await;
    }
}

gpu_test! {
    async fn gradients_of_the_first_step_on_staged_kernels(gpu) {
        runs::gradients_of_the_first_step(&TUTORIAL, |golden| model(gpu, KernelSet::Staged, golden)).await;
    }
}

gpu_test! {
    async fn probabilities_before_and_after_a_step(gpu) {
        runs::probabilities_before_and_after_a_step(&TUTORIAL, |golden| model(gpu, KernelSet::default(), golden)).await;
    }
}

gpu_test! {
    async fn probabilities_on_plain_kernels(gpu) {
        runs::probabilities_before_and_after_a_step(&TUTORIAL, |golden| model(gpu, KernelSet::Plain, golden)).await;
    }
}

gpu_test! {
    async fn a_fit_with_a_partial_batch(gpu) {
        runs::a_fit_with_a_partial_batch(|golden| model(gpu, KernelSet::default(), golden)).await;
    }
}

gpu_test! {
    async fn one_seed_gives_the_same_bits(gpu) {
        runs::one_seed_gives_the_same_bits(|| model(gpu, KernelSet::default(), &TUTORIAL)).await;
    }
}

gpu_test! {
    async fn losses_with_a_dropout(gpu) {
        runs::losses_of_the_first_steps(&WITH_DROPOUT, |golden| model(gpu, KernelSet::default(), golden)).await;
    }
}

gpu_test! {
    async fn gradients_with_a_dropout(gpu) {
        runs::gradients_of_the_first_step(&WITH_DROPOUT, |golden| model(gpu, KernelSet::default(), golden)).await;
    }
}

gpu_test! {
    async fn masks_of_a_dropout(gpu) {
        runs::masks_of_a_dropout(|| model_with_dropout(gpu)).await;
    }
}

gpu_test! {
    async fn one_seed_gives_the_same_bits_with_a_dropout(gpu) {
        runs::one_seed_gives_the_same_bits(|| model_with_dropout(gpu)).await;
    }
}

gpu_test! {
    async fn losses_with_a_batch_norm(gpu) {
        runs::losses_of_the_first_steps(&WITH_BATCH_NORM, |golden| model(gpu, KernelSet::default(), golden)).await;
    }
}

gpu_test! {
    async fn gradients_with_a_batch_norm(gpu) {
        runs::gradients_of_the_first_step(&WITH_BATCH_NORM, |golden| model(gpu, KernelSet::default(), golden)).await;
    }
}

gpu_test! {
    async fn probabilities_and_statistics_with_a_batch_norm(gpu) {
        let model = |golden: &Golden| model(gpu, KernelSet::default(), golden);
        runs::probabilities_before_and_after_a_step(&WITH_BATCH_NORM, model).await;
    }
}

gpu_test! {
    async fn statistics_of_a_partial_batch(gpu) {
        runs::statistics_of_a_partial_batch(|| model(gpu, KernelSet::default(), &WITH_BATCH_NORM)).await;
    }
}
