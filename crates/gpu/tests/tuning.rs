//! Kernels chosen step by step, by hand and by measuring.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::time::Duration;

use convlab_core::backend::{Backend, Batch, Loss, Mode};
use convlab_core::cpu;
use convlab_core::dataset::{Dataset, Pixels};
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::tolerance::Tolerance;
use convlab_gpu::{Choice, KernelSet, Model};

use common::{labels, numbers};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Seven steps: a convolution with its pool twice, and three dense layers, of which two gate their gradients.
const NETWORK: &str = r#"{ "inputShape": [12, 10, 8], "layers": [
    { "type": "Conv2D", "filters": 8, "kernelSize": 3, "padding": "same", "activation": "relu" },
    { "type": "MaxPooling2D" },
    { "type": "Conv2D", "filters": 9, "kernelSize": 3, "padding": "same", "activation": "relu" },
    { "type": "MaxPooling2D" },
    { "type": "Flatten" },
    { "type": "Dense", "units": 11, "activation": "relu" },
    { "type": "Dense", "units": 10, "activation": "relu" },
    { "type": "Dense", "units": 3, "activation": "softmax" } ] }"#;

const IMAGES: usize = 17;

fn network() -> Network {
    Network::new(&NetworkSpec::from_json(NETWORK).unwrap()).unwrap()
}

fn data(network: &Network) -> Dataset {
    let pixels = Pixels::Floats(numbers(7, IMAGES * network.input.size()));
    Dataset::new(network.input.clone(), pixels, labels(8, IMAGES, 3)).unwrap()
}

const BATCH: Batch = Batch { first: 0, images: IMAGES };

gpu_test! {
    /// Whatever computes a layer, its neighbours find what they need.
    async fn sets_can_be_mixed(gpu) {
        let network = network();
        let data = data(&network);
        let mut cpu = cpu::Model::new(network.clone(), 3);
        let feed = cpu.feed(&data, IMAGES).unwrap();
        let expected = cpu.gradients(&feed, BATCH, Loss::Logits).await.unwrap();
        for choice in [
            "plain plain tiled tiled plain tiled plain plain",
            "tiled tiled plain plain tiled plain tiled tiled",
            "winograd winograd tiled tiled winograd plain plain winograd",
            "tiled tiled winograd winograd plain plain winograd tiled",
            "staged staged staged staged tiled staged winograd plain",
            "tiled tiled staged staged plain staged tiled staged",
            "plain plain winograd winograd tiled staged staged plain",
        ] {
            let mut model = Model::with_kernels(gpu, network.clone(), 3, choice.parse::<Choice>().unwrap()).unwrap();
            assert_eq!(model.choice().to_string(), choice);
            let feed = model.feed(&data, IMAGES).unwrap();
            let gradients = model.gradients(&feed, BATCH, Loss::Logits).await.unwrap();
            let tolerance = Tolerance::Each { absolute: 2e-6, relative: 1e-4 };
            tolerance.assert(&format!("gradients with {choice}"), &gradients, &expected);
        }
    }
}

gpu_test! {
    /// Measuring finds every set right, times what differs, and changes nothing: a step then gives the bits that it gives where
    /// the choice was forced.
    async fn what_is_measured_can_be_forced(gpu) {
        let network = network();
        let data = data(&network);
        let mut model = Model::new(gpu, network.clone(), 3).unwrap();
        let feed = model.feed(&data, IMAGES).unwrap();
        let mode = Mode::Train { learning_rate: 1e-3, seed: 1 };
        let pending = model.submit(&feed, &[BATCH], Loss::Logits, mode).unwrap();
        model.finish(pending).await.unwrap();
        let before = model.weights().await.unwrap();
        let state = model.optimizer_state().await.unwrap();
        let sets = model.offered();
        let tuned = model.tune(sets.clone(), IMAGES, Duration::from_secs(60)).await.unwrap().unwrap();
        assert_eq!(tuned.refused, []);
        assert!(tuned.timed.iter().all(|(_, _, seconds)| *seconds > 0.0));
        assert!(tuned.timed.iter().any(|(step, set, _)| *step == 0 && *set == KernelSet::Winograd));
        assert_eq!(model.weights().await.unwrap(), before);
        assert_eq!(model.optimizer_state().await.unwrap(), state);
        assert_eq!(*model.choice(), Choice::default());
        // A search that rests lets go of the set that it was at, and tries it later.
        let mut search = model.search(sets.clone(), IMAGES, Duration::from_secs(60)).unwrap();
        while let Some(ready) = search.next(&model) {
            drop(ready);
            search.rest();
            let Some(ready) = search.next(&model) else { break };
            let ready = ready.await;
            search.judge(&model, ready).await.unwrap();
        }
        assert!(search.choice().is_some());
        let hurried = model.tune(sets, IMAGES, Duration::ZERO).await.unwrap().unwrap();
        assert_eq!((hurried.choice, hurried.timed), (Choice::default(), vec![]));

        model.choose(tuned.choice.clone()).unwrap();
        let mut forced = Model::with_kernels(gpu, network, 3, tuned.choice).unwrap();
        forced.set_weights(&before).unwrap();
        forced.set_optimizer_state(&state).unwrap();
        let mut weights = Vec::new();
        for model in [&mut model, &mut forced] {
            let feed = model.feed(&data, IMAGES).unwrap();
            let pending = model.submit(&feed, &[BATCH], Loss::Logits, mode).unwrap();
            model.finish(pending).await.unwrap();
            weights.push(model.weights().await.unwrap());
        }
        assert_ne!(weights[0], before);
        assert_eq!(weights[0], weights[1]);
    }
}

gpu_test! {
    /// They are there where the device has them, and nothing else is taken in their place where it has not.
    async fn kernels_in_half_are_only_for_devices_that_have_it(gpu) {
        let network = network();
        let mut model = Model::new(gpu, network.clone(), 3).unwrap();
        let chosen = model.choose("winograd winograd half half staged half tiled plain".parse().unwrap());
        if !gpu.has_half() {
            let error = "This GPU has no numbers of 16 bits (WebGPU’s shader-f16), which the chosen kernels need: choose others.";
            assert_eq!(chosen.unwrap_err().to_string(), error);
            assert_eq!(*model.choice(), Choice::default());
            return;
        }
        chosen.unwrap();
        let data = data(&network);
        let mut cpu = cpu::Model::new(network, 3);
        let on_cpu = cpu.feed(&data, IMAGES).unwrap();
        let expected = cpu.gradients(&on_cpu, BATCH, Loss::Logits).await.unwrap();
        let feed = model.feed(&data, IMAGES).unwrap();
        let gradients = model.gradients(&feed, BATCH, Loss::Logits).await.unwrap();
        Tolerance::Norm { relative: 1e-3 }.assert("gradients", &gradients, &expected);
        assert_ne!(gradients, expected);
    }
}

gpu_test! {
    async fn kernels_that_do_not_fit_are_named(gpu) {
        let mut model = Model::new(gpu, network(), 3).unwrap();
        let error = model.choose("plain tiled".parse().unwrap()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "There are no kernels “plain tiled” for this network: it takes plain, tiled, staged, half, subgroups or winograd, \
             or one of them for each step, in a row."
        );
        assert_eq!(*model.choice(), Choice::default());
    }
}
