//! What a step of the CPU backend makes of its options, beside the twins and beside steps worked out one by one.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use convlab_core::augmentation::Augmentation;
use convlab_core::backend::{Backend, Batch, Loss, Mode, Optimizer};
use convlab_core::cpu::Model;
use convlab_core::dataset::{Dataset, Pixels};
use convlab_core::fit::{EarlyStopping, Fit, FitEvent, FitOptions, Monitor, evaluate};
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::ops::Phase;
use convlab_core::random::{Random, Stream};
use convlab_core::tolerance::Tolerance;
use convlab_core::twins;
use pollster::block_on;

const BATCH: Batch = Batch { first: 0, images: 11 };

/// A network with a penalty on two of its three kernels, of the strengths that FIRST and SECOND stand for.
const PENALTIES: &str = r#"{ "inputShape": [5, 4, 2], "layers": [
    { "type": "Conv2D", "filters": 3, "kernelSize": 2, "activation": "relu", "kernelRegularizer": FIRST },
    { "type": "Flatten" },
    { "type": "Dense", "units": 6, "activation": "relu" },
    { "type": "Dense", "units": 4, "activation": "softmax", "kernelRegularizer": SECOND } ] }"#;

const RANDOM: &str = r#"{ "inputShape": [5, 4, 2], "layers": [
    { "type": "Conv2D", "filters": 3, "kernelSize": 2 },
    { "type": "BatchNormalization" },
    { "type": "Activation", "activation": "relu" },
    { "type": "Flatten" },
    { "type": "Dropout", "rate": 0.4 },
    { "type": "Dense", "units": 4, "activation": "softmax" } ] }"#;

fn network(json: &str) -> Network {
    Network::new(&NetworkSpec::from_json(json).unwrap()).unwrap()
}

fn regularized() -> Network {
    network(&PENALTIES.replace("FIRST", r#"{ "l2": 0.03 }"#).replace("SECOND", r#"{ "l2": 0.2 }"#))
}

fn plain() -> Network {
    network(&PENALTIES.replace("FIRST", "null").replace("SECOND", r#"{ "l2": 0 }"#))
}

/// Seeded images of floats in `[-1, 1)`.
fn images(seed: u64, count: usize) -> Dataset {
    let random = Random::new(seed, Stream::Shuffle(0));
    let pixels = (0..count as u64 * 40).map(|index| 2.0 * random.unit(index) - 1.0).collect();
    let labels = (0..count).map(|image| (image * 7 % 4) as u8).collect();
    Dataset::new(plain().input, Pixels::Floats(pixels), labels).unwrap()
}

fn wide(numbers: &[f32]) -> Vec<f64> {
    numbers.iter().copied().map(f64::from).collect()
}

fn wide_pixels(data: &Dataset) -> Vec<f64> {
    let Pixels::Floats(pixels) = data.pixels() else { unreachable!() };
    wide(pixels)
}

/// One step on all images; its loss, before the update.
fn step(model: &mut Model, data: &Dataset, learning_rate: f32) -> f64 {
    let feed = model.feed(data, BATCH.images).unwrap();
    let mode = Mode::Train { learning_rate, seed: 9 };
    model.submit(&feed, &[BATCH], Loss::Logits, mode).unwrap()[0].mean_loss()
}

fn weights(model: &mut Model) -> Vec<f32> {
    block_on(model.weights()).unwrap()
}

fn gradients(model: &mut Model, data: &Dataset) -> Vec<f32> {
    let feed = model.feed(data, BATCH.images).unwrap();
    block_on(model.gradients(&feed, BATCH, Loss::Logits)).unwrap()
}

#[test]
fn the_gradient_of_a_penalised_loss_is_that_of_central_differences() {
    let (network, data) = (regularized(), images(1, 11));
    let images = wide_pixels(&data);
    let mut weights = wide(&network.initial_weights(2));
    let twin = |weights: &[f64]| {
        twins::gradients(&network, weights, &images, data.labels(), Loss::Logits, Phase::Inference)
    };
    let value = |weights: &[f64]| {
        let losses = twin(weights).0.losses;
        let squares = |parameter: &str| {
            let parameter = network.parameters.iter().find(|each| each.name == parameter).unwrap();
            weights[parameter.range()].iter().map(|weight| weight * weight).sum::<f64>()
        };
        let of_kernels = [(0.03f32, "conv2d/kernel"), (0.2, "dense_1/kernel")];
        let penalty: f64 = of_kernels.map(|(l2, kernel)| f64::from(l2) * squares(kernel)).iter().sum();
        losses.iter().sum::<f64>() / losses.len() as f64 + penalty
    };
    let gradients = twin(&weights).1;
    let step = 1e-6;
    for parameter in &network.parameters {
        let mut differences = Vec::new();
        for index in parameter.range() {
            let middle = weights[index];
            weights[index] = middle + step;
            let above = value(&weights);
            weights[index] = middle - step;
            differences.push((above - value(&weights)) / (2.0 * step));
            weights[index] = middle;
        }
        let close = Tolerance::Each { absolute: 1e-8, relative: 1e-7 };
        close.assert(&parameter.name, &gradients[parameter.range()], &differences);
    }
}

#[test]
fn a_penalty_is_part_of_every_loss_and_gradient() {
    let data = images(1, 11);
    let mut with = Model::new(regularized(), 2);
    let mut without = Model::new(plain(), 2);
    let penalty = twins::penalty(&regularized(), &weights(&mut with));
    assert!(penalty > 0.5 && twins::penalty(&plain(), &weights(&mut without)) == 0.0);
    let close = Tolerance::absolute(1e-6);

    // An evaluation in uneven batches, then the loss before a step.
    let evaluated = |model| block_on(evaluate(model, &data, 4, Loss::DoubleSoftmax)).unwrap().mean_loss();
    close.assert("loss", &[evaluated(&mut with)], &[evaluated(&mut without) + penalty]);
    let gradient = gradients(&mut with, &data);
    let (_, expected) = twins::gradients(
        &regularized(),
        &wide(&weights(&mut with)),
        &wide_pixels(&data),
        data.labels(),
        Loss::Logits,
        Phase::Training { seed: 0, step: 0 },
    );
    close.assert("gradients", &gradient, &expected);
    let losses = [step(&mut with, &data, 0.1), step(&mut without, &data, 0.1) + penalty];
    close.assert("training loss", &losses[..1], &losses[1..]);
}

/// The steps of gradient descent from the gradients that the backend itself gives before each.
#[test]
fn steps_of_gradient_descent_are_those_worked_out_from_the_gradients() {
    let data = images(1, 11);
    for (momentum, nesterov) in [(0.0, false), (0.9, false), (0.9, true)] {
        let mut model = Model::new(regularized(), 2);
        model.set_optimizer(Optimizer::Sgd { momentum, nesterov }).unwrap();
        let mut w = weights(&mut model);
        let mut v = vec![0.0; w.len()];
        for _ in 0..3 {
            let g = gradients(&mut model, &data);
            for ((w, v), g) in w.iter_mut().zip(&mut v).zip(&g) {
                *v = momentum * *v - 0.1 * g;
                *w += if nesterov { momentum * *v - 0.1 * g } else { *v };
            }
            step(&mut model, &data, 0.1);
            assert_eq!(weights(&mut model), w, "momentum {momentum}, nesterov {nesterov}");
        }
    }
}

#[test]
fn another_optimiser_starts_afresh_and_the_same_goes_on() {
    let (data, sgd) = (images(1, 11), Optimizer::Sgd { momentum: 0.9, nesterov: false });
    let run = |model: &mut Model, optimizer| {
        model.set_optimizer(optimizer).unwrap();
        step(model, &data, 0.01);
        weights(model)
    };
    let mut changing = Model::new(plain(), 2);
    for optimizer in
        [Optimizer::Adam, sgd, Optimizer::Adam, Optimizer::Sgd { momentum: 0.5, nesterov: false }]
    {
        let mut fresh = Model::new(plain(), 2);
        fresh.set_weights(&weights(&mut changing)).unwrap();
        assert_eq!(run(&mut changing, optimizer), run(&mut fresh, optimizer), "{optimizer:?} starts afresh");
        let mut later = Model::new(plain(), 2);
        later.set_weights(&weights(&mut changing)).unwrap();
        assert_ne!(run(&mut changing, optimizer), run(&mut later, optimizer), "{optimizer:?} goes on");
    }
}

/// A run on changed images is the plain run on the images that the twin changes, and nothing else sees them changed.
#[test]
fn only_the_steps_of_training_see_changed_images() {
    let (network, data) = (plain(), images(1, 11));
    let augmentation = Augmentation { flip: true, shift: 2 };
    let mut model = Model::new(network.clone(), 2);
    let mut feed = model.feed(&data, 11).unwrap();
    model.set_augmentation(&mut feed, augmentation).unwrap();
    let mut by_hand = Model::new(network.clone(), 2);
    let untouched = gradients(&mut by_hand, &data);
    assert_eq!(block_on(model.gradients(&feed, BATCH, Loss::Logits)).unwrap(), untouched);

    let order: Vec<u32> = (0..11).collect();
    for number in 1..=3 {
        let random = Random::new(9, Stream::Augment { step: number });
        let picture = network.input.picture().unwrap();
        let changed = twins::gather_augmented(data.pixels(), picture, &order, augmentation, &random);
        assert_ne!(&Pixels::Floats(changed.clone()), data.pixels());
        let changed =
            Dataset::new(network.input.clone(), Pixels::Floats(changed), data.labels().to_vec()).unwrap();
        let expected = step(&mut by_hand, &changed, 0.01);
        let mode = Mode::Train { learning_rate: 0.01, seed: 9 };
        let totals = model.submit(&feed, &[BATCH], Loss::Logits, mode).unwrap();
        assert_eq!(totals[0].mean_loss(), expected);
        assert_eq!(weights(&mut model), weights(&mut by_hand));
    }

    let plain_feed = by_hand.feed(&data, 11).unwrap();
    let judged =
        |model: &mut Model, feed| model.submit(feed, &[BATCH], Loss::Logits, Mode::Evaluate).unwrap();
    assert_eq!(judged(&mut model, &feed), judged(&mut by_hand, &plain_feed));
    let seen = |model: &mut Model, feed| block_on(model.predict(feed, Phase::Inference)).unwrap();
    assert_eq!(seen(&mut model, &feed), seen(&mut by_hand, &plain_feed));
}

#[test]
fn a_prediction_in_training_mode_computes_as_a_step_and_changes_nothing() {
    let (network, data) = (network(RANDOM), images(1, 11));
    let mut model = Model::new(network.clone(), 2);
    let before = weights(&mut model);
    let feed = model.feed(&data, 11).unwrap();
    let mut outputs = Vec::new();
    for phase in [
        Phase::Training { seed: 9, step: 1 },
        Phase::Training { seed: 9, step: 2 },
        Phase::Training { seed: 8, step: 1 },
        Phase::Inference,
    ] {
        let output = block_on(model.predict(&feed, phase)).unwrap();
        let mut walk = twins::Walk::new(network.clone(), wide(&before), wide_pixels(&data), phase);
        while walk.forward_step() {}
        Tolerance::absolute(1e-6).assert(&format!("output in {phase:?}"), &output, walk.reached());
        assert!(!outputs.contains(&output));
        outputs.push(output);
    }
    assert_eq!(weights(&mut model), before);

    // The loss of the first step is that of the first output.
    let logs =
        outputs[0].chunks_exact(4).zip(data.labels()).map(|(row, label)| -row[usize::from(*label)].ln());
    let mean = logs.map(f64::from).sum::<f64>() / 11.0;
    Tolerance::absolute(1e-5).assert("loss", &[step(&mut model, &data, 0.1)], &[mean]);
}

/// The weights of the best epoch come back with their moving statistics: those that a run to that epoch ends with.
#[test]
fn the_best_epochs_weights_come_back() {
    let (train, judged) = (images(1, 11), images(2, 11));
    let early = EarlyStopping { monitor: Monitor::ValLoss, patience: 2, restore_best: true };
    let options =
        FitOptions { epochs: 60, batch_size: 4, learning_rate: 0.01, seed: 3, ..FitOptions::default() };
    let run = |options| {
        let mut model = Model::new(network(RANDOM), 2);
        let mut fit = Fit::new(&mut model, &train, Some(&judged), options).unwrap();
        let mut epochs = Vec::new();
        while !fit.is_finished() {
            let events = block_on(fit.advance(&mut model, 5)).unwrap();
            epochs.extend(events.into_iter().filter(|event| matches!(event, FitEvent::Epoch { .. })));
        }
        let loss = block_on(evaluate(&mut model, &judged, 4, Loss::Logits)).unwrap();
        (epochs, weights(&mut model), loss)
    };
    let (epochs, restored, judged_again) = run(FitOptions { early_stopping: Some(early), ..options });
    let Some(FitEvent::Epoch { epoch, best: Some(best), stops: true, .. }) = epochs.last() else {
        unreachable!("the run should end early: {epochs:?}")
    };
    assert!(*best > 0 && *epoch == best + 2, "{best} of {epoch}");
    let FitEvent::Epoch { validation, .. } = epochs[*best] else { unreachable!() };
    assert_eq!(validation, Some(judged_again));
    let (_, expected, _) = run(FitOptions { epochs: best + 1, ..options });
    assert_eq!(restored, expected);
}
