//! The tutorial's model on the CPU backend beside Keras's own run of it, step by step.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod reference;

use convlab_core::backend::Backend;
use convlab_core::cpu::Model;
use convlab_core::tolerance::Tolerance;
use convlab_core::twins;
use pollster::block_on;
use reference::{BATCH_SIZE, LOSSES, runs};

fn model() -> Model {
    let mut model = Model::new(reference::network(), 0);
    model.set_weights(&reference::initial_weights()).unwrap();
    model
}

#[test]
fn losses_of_the_first_steps() {
    block_on(runs::losses_of_the_first_steps(model));
}

#[test]
fn gradients_of_the_first_step() {
    block_on(runs::gradients_of_the_first_step(model));
}

#[test]
fn probabilities_before_and_after_a_step() {
    block_on(runs::probabilities_before_and_after_a_step(model));
}

#[test]
fn a_fit_with_a_partial_batch() {
    block_on(runs::a_fit_with_a_partial_batch(model));
}

#[test]
fn one_seed_gives_the_same_bits() {
    block_on(runs::one_seed_gives_the_same_bits(model));
}

/// The twins in float64 follow the float64 run: nothing but the float32 of Adam's alpha is between them.
#[test]
fn the_twins_are_the_float64_run() {
    let network = reference::network();
    let train = reference::training_images();
    let wide = |numbers: Vec<f32>| numbers.into_iter().map(f64::from).collect::<Vec<f64>>();
    for loss in LOSSES {
        let mut weights = wide(reference::initial_weights());
        let (mut m, mut v) = (vec![0.0; weights.len()], vec![0.0; weights.len()]);
        let mut losses = Vec::new();
        for step in 0..3 {
            let order: Vec<u32> =
                (0..BATCH_SIZE as u32).map(|image| image + (step * BATCH_SIZE) as u32).collect();
            let images = wide(twins::gather_batch(train.pixels(), network.input.size(), &order));
            let labels = &train.labels()[step * BATCH_SIZE..][..BATCH_SIZE];
            let (result, gradients) = twins::gradients(&network, &weights, &images, labels, loss);
            losses.push(twins::batch_metrics(&result.losses, &result.correct).mean_loss());
            let alpha = f64::from(twins::adam_alpha(1e-3, step as u64 + 1));
            twins::adam(&mut weights, &gradients, &mut m, &mut v, alpha);
        }
        let golden = reference::trajectory(loss).float64_numpy;
        Tolerance::absolute(1e-8).assert(&format!("losses, {loss:?}"), &losses, &golden.loss[..3]);
    }
}
