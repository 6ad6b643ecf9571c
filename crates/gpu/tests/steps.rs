//! Steps, penalties and changed images on the GPU beside the CPU backend.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::time::Duration;

use convlab_core::augmentation::Augmentation;
use convlab_core::backend::{Backend, Batch, Loss, Mode, Optimizer};
use convlab_core::cpu;
use convlab_core::dataset::{Dataset, Pixels};
use convlab_core::fit::{EarlyStopping, Fit, FitEvent, FitOptions, Monitor, Schedule};
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::ops::Phase;
use convlab_core::tolerance::Tolerance;
use convlab_gpu::{KernelSet, Model, Timing};

use common::{labels, numbers};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

const PENALTIES: &str = r#"{ "inputShape": [7, 6, 3], "layers": [
    { "type": "Conv2D", "filters": 5, "kernelSize": 3, "activation": "relu", "kernelRegularizer": { "l2": 0.01 } },
    { "type": "MaxPooling2D" },
    { "type": "Flatten" },
    { "type": "Dense", "units": 70, "activation": "relu", "kernelRegularizer": { "l2": 0.003 } },
    { "type": "Dense", "units": 3 } ] }"#;

const RANDOM: &str = r#"{ "inputShape": [7, 6, 3], "layers": [
    { "type": "Conv2D", "filters": 5, "kernelSize": 3 },
    { "type": "BatchNormalization", "momentum": 0.5 },
    { "type": "Activation", "activation": "relu" },
    { "type": "Flatten" },
    { "type": "Dropout", "rate": 0.4 },
    { "type": "Dense", "units": 3, "activation": "softmax" } ] }"#;

/// Its first dense kernel is large enough to take its own step of Adam, and its last two layers are a head.
const LARGE: &str = r#"{ "inputShape": [7, 6, 3], "layers": [
    { "type": "Conv2D", "filters": 5, "kernelSize": 3, "activation": "relu" },
    { "type": "Flatten" },
    { "type": "Dense", "units": 700, "activation": "relu" },
    { "type": "Dense", "units": 20, "activation": "relu" },
    { "type": "Dense", "units": 3, "activation": "softmax" } ] }"#;

/// A convolution that Winograd's way pays for.
const POOLED: &str = r#"{ "inputShape": [7, 6, 3], "layers": [
    { "type": "Conv2D", "filters": 8, "kernelSize": 3, "padding": "same", "activation": "relu" },
    { "type": "Conv2D", "filters": 9, "kernelSize": 3, "padding": "same", "activation": "relu" },
    { "type": "MaxPooling2D" },
    { "type": "Flatten" },
    { "type": "Dense", "units": 3, "activation": "softmax" } ] }"#;

/// Two layers take the same value, so that the large kernel's layer adds its gradient by it to the other's.
const BRANCHES: &str = r#"{ "inputShape": [7, 6, 3], "layers": [
    { "type": "Conv2D", "filters": 5, "kernelSize": 3, "activation": "relu" },
    { "type": "Flatten", "name": "flat" },
    { "type": "Dense", "name": "one", "units": 700, "activation": "relu", "inputs": ["flat"] },
    { "type": "Dense", "name": "other", "units": 700, "inputs": ["flat"] },
    { "type": "Add", "inputs": ["one", "other"] },
    { "type": "Dense", "units": 3, "activation": "softmax" } ] }"#;

fn network(json: &str) -> Network {
    Network::new(&NetworkSpec::from_json(json).unwrap()).unwrap()
}

/// Seeded images of bytes for networks of 7 x 6 pixels.
fn data(seed: u64, images: usize) -> Dataset {
    let bytes = numbers(seed, images * 126).iter().map(|number| (number.abs() * 255.0) as u8).collect();
    Dataset::new(network(PENALTIES).input, Pixels::Bytes(bytes), labels(seed + 1, images, 3)).unwrap()
}

async fn gradients<B: Backend>(model: &mut B, data: &Dataset, batch: Batch) -> Vec<f32> {
    let feed = model.feed(data, batch.images).unwrap_or_else(|error| panic!("{error}"));
    model.gradients(&feed, batch, Loss::Logits).await.unwrap_or_else(|error| panic!("{error}"))
}

/// A whole run: its epochs as losses and accuracies, and the weights that it leaves.
async fn run<B: Backend>(model: &mut B, options: FitOptions) -> (Vec<[f64; 4]>, Vec<usize>, Vec<f32>) {
    let (train, judged) = (data(1, 45), data(3, 17));
    let mut fit = Fit::new(model, &train, Some(&judged), options).unwrap_or_else(|error| panic!("{error}"));
    let (mut epochs, mut best_epochs) = (Vec::new(), Vec::new());
    while !fit.is_finished() {
        for event in fit.advance(model, 3).await.unwrap_or_else(|error| panic!("{error}")) {
            let FitEvent::Epoch { totals, validation, best, .. } = event else { continue };
            let validation = validation.unwrap();
            let [of_training, of_validation] =
                [totals, validation].map(|totals| [totals.mean_loss(), totals.accuracy()]);
            epochs.push([of_training[0], of_training[1], of_validation[0], of_validation[1]]);
            best_epochs.extend(best);
        }
    }
    let weights = model.weights().await.unwrap_or_else(|error| panic!("{error}"));
    (epochs, best_epochs, weights)
}

gpu_test! {
    /// Every option at once: the losses of three epochs and their validation, then the weights.
    async fn whole_runs_are_those_of_the_cpu(gpu) {
        let sgd = |momentum, nesterov| Optimizer::Sgd { momentum, nesterov };
        for (spec, optimizer) in
            [(PENALTIES, sgd(0.0, false)), (PENALTIES, sgd(0.9, true)), (RANDOM, sgd(0.9, false)), (PENALTIES, Optimizer::Adam)]
        {
            let options = FitOptions {
                epochs: 3,
                batch_size: 8,
                seed: 5 << 32 | 6,
                learning_rate: 3e-3,
                schedule: Schedule::Cosine { minimum: 1e-4 },
                optimizer,
                augmentation: Augmentation { flip: true, shift: 2 },
                ..FitOptions::default()
            };
            let (expected, _, expected_weights) = run(&mut cpu::Model::new(network(spec), 3), options).await;
            let (epochs, _, weights) = run(&mut Model::new(gpu, network(spec), 3).unwrap(), options).await;
            let name = |what| format!("{what} of {spec}, {optimizer:?}");
            Tolerance::absolute(1e-4).assert(&name("figures"), &epochs.concat(), &expected.concat());
            Tolerance::Norm { relative: 1e-3 }.assert(&name("weights"), &weights, &expected_weights);
        }
    }
}

gpu_test! {
    /// In its midst a run changes its kernels, and goes on with the same data, in the same order, changed in the same way.
    async fn a_run_goes_on_with_other_kernels(gpu) {
        let options = FitOptions {
            epochs: 2,
            batch_size: 8,
            seed: 7,
            augmentation: Augmentation { flip: true, shift: 2 },
            ..FitOptions::default()
        };
        let (expected, _, expected_weights) = run(&mut cpu::Model::new(network(LARGE), 3), options).await;
        let mut model = Model::new(gpu, network(LARGE), 3).unwrap();
        let mut fit = Fit::new(&mut model, &data(1, 45), Some(&data(3, 17)), options).unwrap();
        let mut epochs = Vec::new();
        let mut sets = [KernelSet::Plain, KernelSet::Staged, KernelSet::Tiled].into_iter().cycle();
        while !fit.is_finished() {
            for event in fit.advance(&mut model, 2).await.unwrap() {
                let FitEvent::Epoch { totals, validation, .. } = event else { continue };
                let validation = validation.unwrap();
                epochs.extend([totals.mean_loss(), totals.accuracy(), validation.mean_loss(), validation.accuracy()]);
            }
            while fit.is_under_way() {
                assert!(fit.advance(&mut model, 0).await.is_ok());
            }
            model.choose(sets.next().unwrap().into()).unwrap();
            fit.renew(&mut model).unwrap();
            model.settle().await.unwrap();
        }
        Tolerance::absolute(1e-4).assert("figures", &epochs, &expected.concat());
        let weights = model.weights().await.unwrap();
        Tolerance::Norm { relative: 1e-3 }.assert("weights", &weights, &expected_weights);
    }
}

gpu_test! {
    /// Where the kernels for graphics cards take steps and losses together with what comes before them.
    async fn whole_runs_on_staged_kernels_are_those_of_the_cpu(gpu) {
        let staged = |json| Model::with_kernels(gpu, network(json), 3, KernelSet::Staged).unwrap();
        let profile = staged(LARGE).profile(8, Timing::Repeated).await.unwrap();
        let has = |name| profile.kernels.iter().any(|kernel| kernel.kernel == name);
        assert!(has("dense_head") && has("dense_adam"), "{:?}", profile.kernels);
        // They are judged by that step where kernels are measured.
        let tuned = staged(LARGE).tune(vec![KernelSet::Staged], 8, Duration::ZERO).await.unwrap().unwrap();
        assert_eq!((tuned.choice, tuned.refused), (KernelSet::Staged.into(), vec![]));
        let sgd = Optimizer::Sgd { momentum: 0.9, nesterov: false };
        for (json, optimizer) in [(LARGE, Optimizer::Adam), (LARGE, sgd), (BRANCHES, Optimizer::Adam)] {
            let options = FitOptions { epochs: 3, batch_size: 8, seed: 5, optimizer, ..FitOptions::default() };
            let (expected, _, expected_weights) = run(&mut cpu::Model::new(network(json), 3), options).await;
            let (epochs, _, weights) = run(&mut staged(json), options).await;
            let name = |what| format!("{what} of {json}, {optimizer:?}");
            Tolerance::absolute(1e-4).assert(&name("figures"), &epochs.concat(), &expected.concat());
            Tolerance::Norm { relative: 1e-3 }.assert(&name("weights"), &weights, &expected_weights);
        }
    }
}

gpu_test! {
    /// Tiles of 16 bits change what is learned by less than anyone sees.
    async fn whole_runs_in_half_are_nearly_those_of_the_cpu(gpu) {
        if !gpu.has_half() {
            println!("skipped: no numbers of 16 bits on {}", gpu.info().name);
            return;
        }
        let options = FitOptions { epochs: 3, batch_size: 8, seed: 5, ..FitOptions::default() };
        let (expected, _, expected_weights) = run(&mut cpu::Model::new(network(POOLED), 3), options).await;
        let mut half = Model::with_kernels(gpu, network(POOLED), 3, KernelSet::Half).unwrap();
        let (epochs, _, weights) = run(&mut half, options).await;
        Tolerance::absolute(1e-3).assert("figures", &epochs.concat(), &expected.concat());
        Tolerance::Norm { relative: 1e-2 }.assert("weights", &weights, &expected_weights);
    }
}

gpu_test! {
    async fn a_penalty_is_part_of_losses_and_gradients(gpu) {
        let (network, data, batch) = (network(PENALTIES), data(1, 17), Batch { first: 0, images: 17 });
        let mut cpu = cpu::Model::new(network.clone(), 3);
        let mut model = Model::new(gpu, network, 3).unwrap();
        let [expected, actual] = [gradients(&mut cpu, &data, batch).await, gradients(&mut model, &data, batch).await];
        Tolerance::Each { absolute: 2e-6, relative: 1e-5 }.assert("gradients", &actual, &expected);

        let (on_cpu, feed) = (cpu.feed(&data, 17).unwrap(), model.feed(&data, 17).unwrap());
        let batches = [batch, Batch { first: 3, images: 5 }];
        let losses = |totals: &[convlab_core::backend::Totals]| totals.iter().map(|totals| totals.mean_loss()).collect::<Vec<_>>();
        for mode in [Mode::Evaluate, Mode::Train { learning_rate: 1e-2, seed: 0 }] {
            let expected = cpu.submit(&on_cpu, &batches, Loss::Logits, mode).unwrap();
            let pending = model.submit(&feed, &batches, Loss::Logits, mode).unwrap();
            let actual = model.finish(pending).await.unwrap();
            Tolerance::absolute(2e-5).assert(&format!("losses, {mode:?}"), &losses(&actual), &losses(&expected));
        }
    }
}

gpu_test! {
    /// What is drawn is the CPU's; no weight and no statistic moves, and a dropout draws anew in another step.
    async fn a_prediction_in_training_mode_is_that_of_the_cpu(gpu) {
        let (network, data) = (network(RANDOM), data(1, 17));
        let mut cpu = cpu::Model::new(network.clone(), 3);
        let mut model = Model::new(gpu, network, 3).unwrap();
        let before = model.weights().await.unwrap();
        let (on_cpu, feed) = (cpu.feed(&data, 17).unwrap(), model.feed(&data, 17).unwrap());
        let mut outputs: Vec<Vec<f32>> = Vec::new();
        for phase in [Phase::Training { seed: 7 << 32, step: 3 }, Phase::Training { seed: 7 << 32, step: 4 }, Phase::Inference] {
            let expected = cpu.predict(&on_cpu, phase).await.unwrap();
            let actual = model.predict(&feed, phase).await.unwrap();
            Tolerance::absolute(5e-6).assert(&format!("{phase:?}"), &actual, &expected);
            assert!(!outputs.contains(&actual), "{phase:?}");
            outputs.push(actual);
        }
        assert_eq!(model.weights().await.unwrap(), before);
    }
}

gpu_test! {
    /// A run that another device goes on with in the midst of an epoch gives the bits that one run gives.
    async fn a_run_goes_on_to_the_same_bits(gpu) {
        let options = FitOptions {
            epochs: 3, batch_size: 4, seed: 5, learning_rate: 0.01,
            augmentation: Augmentation { flip: true, shift: 1 }, ..FitOptions::default()
        };
        for (json, optimizer) in [(RANDOM, Optimizer::Adam), (PENALTIES, Optimizer::Sgd { momentum: 0.9, nesterov: false })] {
            let options = FitOptions { optimizer, ..options };
            let (train, judged) = (data(1, 45), data(3, 17));
            let mut whole = Model::new(gpu, network(json), 2).unwrap();
            let (epochs, _, weights) = run(&mut whole, options).await;

            let mut first = Model::new(gpu, network(json), 2).unwrap();
            let mut fit = Fit::new(&mut first, &train, Some(&judged), options).unwrap();
            for limit in [12, 12, 1, 2, 0, 0] {
                fit.advance(&mut first, limit).await.unwrap();
            }
            let place = fit.place().expect("nothing is under way");
            assert!(place.batches % 12 > 0, "{place:?} is in the midst of an epoch");
            let kept = (first.weights().await.unwrap(), first.optimizer_state().await.unwrap());

            let mut second = Model::new(gpu, network(json), 7).unwrap();
            second.set_weights(&kept.0).unwrap();
            second.set_optimizer_state(&kept.1).unwrap();
            let mut fit = Fit::going_on(&mut second, &train, Some(&judged), options, Some(place)).unwrap();
            let mut last = None;
            while !fit.is_finished() {
                let events = fit.advance(&mut second, 5).await.unwrap();
                last = events.into_iter().rfind(|event| matches!(event, FitEvent::Epoch { .. })).or(last);
            }
            let Some(FitEvent::Epoch { totals, validation, .. }) = last else { panic!("no epoch ended") };
            let figures = [totals, validation.unwrap()].map(|totals| [totals.mean_loss(), totals.accuracy()]);
            assert_eq!(figures.concat(), epochs[2], "{json}");
            assert_eq!(second.weights().await.unwrap(), weights, "{json}");
        }
    }
}

gpu_test! {
    async fn weights_that_are_no_numbers_are_seen_behind_a_submission(gpu) {
        let mut model = Model::new(gpu, network(RANDOM), 2).unwrap();
        let feed = model.feed(&data(1, 9), 4).unwrap();
        let batches = [Batch { first: 0, images: 4 }, Batch { first: 4, images: 4 }];
        let mode = Mode::Train { learning_rate: 0.001, seed: 1 };
        let pending = model.submit(&feed, &batches, Loss::Logits, mode).unwrap();
        model.finish(pending).await.unwrap();
        assert_eq!(model.not_finite(), None);
        let mut weights = model.weights().await.unwrap();
        let place = model.network().parameters[1].offset;
        weights[place] = f32::INFINITY;
        model.set_weights(&weights).unwrap();
        let pending = model.submit(&feed, &batches, Loss::Logits, mode).unwrap();
        model.finish(pending).await.unwrap();
        let found = model.not_finite().expect("it is seen");
        assert!(found <= place, "{found}");
        assert_eq!(model.not_finite(), None, "it is told once");
        let fresh = model.network().initial_weights(1);
        model.set_weights(&fresh).unwrap();
        let pending = model.submit(&feed, &batches, Loss::Logits, Mode::Evaluate).unwrap();
        model.finish(pending).await.unwrap();
        assert_eq!(model.not_finite(), None, "other weights begin anew");
    }
}

gpu_test! {
    async fn another_optimiser_starts_afresh_and_the_same_goes_on(gpu) {
        let (data, batch) = (data(1, 17), Batch { first: 0, images: 17 });
        let step = async |model: &mut Model, optimizer| {
            model.set_optimizer(optimizer).unwrap();
            let feed = model.feed(&data, 17).unwrap();
            let mode = Mode::Train { learning_rate: 0.01, seed: 0 };
            let pending = model.submit(&feed, &[batch], Loss::Logits, mode).unwrap();
            model.finish(pending).await.unwrap();
            model.weights().await.unwrap()
        };
        let sgd = Optimizer::Sgd { momentum: 0.9, nesterov: false };
        let mut changing = Model::new(gpu, network(PENALTIES), 3).unwrap();
        let mut fresh = Model::new(gpu, network(PENALTIES), 3).unwrap();
        for optimizer in [Optimizer::Adam, sgd, Optimizer::Adam] {
            fresh.set_weights(&changing.weights().await.unwrap()).unwrap();
            assert_eq!(step(&mut changing, optimizer).await, step(&mut fresh, optimizer).await, "{optimizer:?} starts afresh");
            fresh.set_weights(&changing.weights().await.unwrap()).unwrap();
            assert_ne!(step(&mut changing, optimizer).await, step(&mut fresh, optimizer).await, "{optimizer:?} goes on");
        }
    }
}

gpu_test! {
    async fn the_best_epochs_weights_come_back(gpu) {
        let early = EarlyStopping { monitor: Monitor::ValLoss, patience: 2, restore_best: true };
        let options = FitOptions { epochs: 40, batch_size: 16, learning_rate: 0.05, seed: 3, ..FitOptions::default() };
        let model = || Model::new(gpu, network(RANDOM), 2).unwrap();
        let (epochs, best, restored) = run(&mut model(), FitOptions { early_stopping: Some(early), ..options }).await;
        let best = *best.last().unwrap();
        assert!(best > 0 && epochs.len() == best + 3, "{best} of {}", epochs.len());
        let (_, _, expected) = run(&mut model(), FitOptions { epochs: best + 1, ..options }).await;
        assert_eq!(restored, expected);
    }
}
