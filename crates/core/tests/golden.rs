//! The tutorial's model on the CPU backend beside Keras's own run of it, step by step.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod reference;

use convlab_core::backend::Backend;
use convlab_core::cpu::Model;
use convlab_core::layers::Layer;
use convlab_core::ops::Phase;
use convlab_core::tolerance::Tolerance;
use convlab_core::twins::{self, Walk};
use pollster::block_on;
use reference::{BATCH_SIZE, Golden, TUTORIAL, WITH_BATCH_NORM, WITH_DROPOUT, runs};

fn model(golden: &Golden) -> Model {
    let mut model = Model::new(golden.network(), 0);
    model.set_weights(&golden.initial_weights()).unwrap();
    model
}

/// A model with a layer before its last one, and fresh weights.
fn model_with(layer: Layer) -> Model {
    Model::new(reference::network_with(Some(layer)), 1)
}

#[test]
fn losses_of_the_first_steps() {
    block_on(runs::losses_of_the_first_steps(&TUTORIAL, model));
}

#[test]
fn losses_with_a_dropout() {
    block_on(runs::losses_of_the_first_steps(&WITH_DROPOUT, model));
}

#[test]
fn losses_with_a_batch_norm() {
    block_on(runs::losses_of_the_first_steps(&WITH_BATCH_NORM, model));
}

#[test]
fn gradients_of_the_first_step() {
    block_on(runs::gradients_of_the_first_step(&TUTORIAL, model));
}

#[test]
fn gradients_with_a_dropout() {
    block_on(runs::gradients_of_the_first_step(&WITH_DROPOUT, model));
}

#[test]
fn gradients_with_a_batch_norm() {
    block_on(runs::gradients_of_the_first_step(&WITH_BATCH_NORM, model));
}

#[test]
fn probabilities_before_and_after_a_step() {
    block_on(runs::probabilities_before_and_after_a_step(&TUTORIAL, model));
}

#[test]
fn probabilities_and_statistics_with_a_batch_norm() {
    block_on(runs::probabilities_before_and_after_a_step(&WITH_BATCH_NORM, model));
}

#[test]
fn masks_of_a_dropout() {
    block_on(runs::masks_of_a_dropout(|| model_with(reference::dropout(0.5))));
}

#[test]
fn statistics_of_a_partial_batch() {
    block_on(runs::statistics_of_a_partial_batch(|| model(&WITH_BATCH_NORM)));
}

#[test]
fn a_fit_with_a_partial_batch() {
    block_on(runs::a_fit_with_a_partial_batch(model));
}

#[test]
fn one_seed_gives_the_same_bits() {
    block_on(runs::one_seed_gives_the_same_bits(|| model(&TUTORIAL)));
}

#[test]
fn one_seed_gives_the_same_bits_with_a_dropout() {
    block_on(runs::one_seed_gives_the_same_bits(|| model_with(reference::dropout(0.5))));
}

/// The twins in float64 follow the float64 run: nothing but the float32 of Adam's alpha is between them.
#[test]
fn the_twins_are_the_float64_run() {
    for golden in [TUTORIAL, WITH_DROPOUT, WITH_BATCH_NORM] {
        the_twins_are_the_float64_run_of(&golden);
    }
}

fn the_twins_are_the_float64_run_of(golden: &Golden) {
    let network = golden.network();
    let train = reference::training_images();
    let wide = |numbers: Vec<f32>| numbers.into_iter().map(f64::from).collect::<Vec<f64>>();
    for loss in golden.losses() {
        let mut weights = wide(golden.initial_weights());
        let (mut m, mut v) = (vec![0.0; weights.len()], vec![0.0; weights.len()]);
        let mut losses = Vec::new();
        for step in 0..3 {
            let order: Vec<u32> =
                (0..BATCH_SIZE as u32).map(|image| image + (step * BATCH_SIZE) as u32).collect();
            let images = wide(twins::gather_batch(train.pixels(), network.input.size(), &order));
            let labels = &train.labels()[step * BATCH_SIZE..][..BATCH_SIZE];
            let phase = Phase::Training { seed: 0, step: 0 };
            let mut walk = Walk::new(network.clone(), weights.clone(), images, phase);
            let result = walk.judge(labels, loss).clone();
            while walk.backward_step() {}
            losses.push(twins::batch_metrics(&result.losses, &result.correct).mean_loss());
            let alpha = f64::from(twins::adam_alpha(1e-3, step as u64 + 1));
            walk.move_statistics(&mut weights);
            let trained = ..network.trainable_size();
            let gradients = &walk.into_gradients()[trained];
            twins::adam(&mut weights[trained], gradients, &mut m[trained], &mut v[trained], alpha);
            if step == 0 {
                golden.assert_first_statistics(loss, &weights);
            }
        }
        let expected = golden.trajectory(loss).float64_numpy;
        Tolerance::absolute(1e-8).assert(&format!("losses, {loss:?}"), &losses, &expected.loss[..3]);
    }
}
