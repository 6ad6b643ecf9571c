//! Whole networks of every layer on the GPU beside the CPU backend: what the tutorial's model does not contain.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use convlab_core::backend::{Backend, Batch, Loss, Mode, Totals};
use convlab_core::cpu;
use convlab_core::dataset::{Dataset, Pixels};
use convlab_core::inspect::{Inspection, Seen, inspect};
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::ops::Phase;
use convlab_core::shape::Shape;
use convlab_core::tolerance::Tolerance;
use convlab_gpu::{KernelSet, Model, Timing};

use common::{labels, numbers};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Strides, valid padding, no bias, a large kernel, activations as layers, a softmax in the middle, an overlapping pool, an odd picture;
/// branches that meet again, some before others, and a layer that is added to itself.
const NETWORKS: [&str; 10] = [
    r#"{ "inputShape": [9, 7, 2], "layers": [
        { "type": "Conv2D", "filters": 5, "kernelSize": [3, 2], "strides": [2, 1], "useBias": false },
        { "type": "Activation", "activation": "relu" },
        { "type": "MaxPooling2D", "poolSize": 3, "strides": 1, "padding": "same" },
        { "type": "Flatten" },
        { "type": "Dense", "units": 4 } ] }"#,
    r#"{ "inputShape": [7, 9, 3], "layers": [
        { "type": "Activation", "activation": "relu" },
        { "type": "Conv2D", "filters": 6, "kernelSize": 3, "padding": "same", "activation": "relu" },
        { "type": "MaxPooling2D" },
        { "type": "Conv2D", "filters": 9, "kernelSize": 2, "activation": "relu" },
        { "type": "Flatten" },
        { "type": "Dense", "units": 11, "activation": "softmax" },
        { "type": "Dense", "units": 3, "activation": "softmax", "useBias": false } ] }"#,
    r#"{ "inputShape": [6, 6, 1], "layers": [
        { "type": "Conv2D", "filters": 4, "kernelSize": 3, "padding": "same" },
        { "type": "MaxPooling2D" },
        { "type": "Activation", "activation": "softmax" },
        { "type": "Flatten" },
        { "type": "Dense", "units": 5, "activation": "relu" },
        { "type": "Dense", "units": 3 },
        { "type": "Activation", "activation": "softmax" } ] }"#,
    r#"{ "inputShape": [13], "layers": [ { "type": "Dense", "units": 3 } ] }"#,
    r#"{ "inputShape": [7, 6, 3], "layers": [
        { "type": "BatchNormalization", "center": false },
        { "type": "Conv2D", "filters": 5, "kernelSize": 3 },
        { "type": "BatchNormalization" },
        { "type": "Activation", "activation": "relu" },
        { "type": "Dropout", "rate": 0.25 },
        { "type": "MaxPooling2D" },
        { "type": "Flatten" },
        { "type": "Dense", "units": 6 },
        { "type": "BatchNormalization", "scale": false, "momentum": 0.5, "epsilon": 0.01 },
        { "type": "Dense", "units": 3, "activation": "softmax" } ] }"#,
    r#"{ "inputShape": [11], "layers": [
        { "type": "Dropout", "rate": 0.3 },
        { "type": "Dense", "units": 9, "activation": "relu" },
        { "type": "Dropout", "rate": 0.5 },
        { "type": "Dense", "units": 3 } ] }"#,
    r#"{ "inputShape": [9, 8, 3], "layers": [
        { "type": "Conv2D", "filters": 4, "kernelSize": 3, "padding": "same" },
        { "type": "Activation", "activation": "relu", "name": "a" },
        { "type": "SeparableConv2D", "filters": 4, "kernelSize": 3, "padding": "same", "depthMultiplier": 2,
          "activation": "relu" },
        { "type": "BatchNormalization", "name": "b" },
        { "type": "Add", "name": "sum", "inputs": ["b", "a"] },
        { "type": "DepthwiseConv2D", "kernelSize": [2, 3], "strides": 2, "activation": "relu", "name": "c" },
        { "type": "AveragePooling2D", "poolSize": 2, "padding": "same", "inputs": ["sum"] },
        { "type": "Conv2D", "filters": 4, "kernelSize": [2, 3], "name": "d" },
        { "type": "Activation", "activation": "relu", "inputs": ["c"], "name": "e" },
        { "type": "AveragePooling2D", "poolSize": [2, 1], "strides": 1, "inputs": ["e"], "name": "f" },
        { "type": "MaxPooling2D", "poolSize": [2, 1], "strides": 1, "inputs": ["c"], "name": "g" },
        { "type": "Add", "inputs": ["f", "g", "f"], "name": "h" },
        { "type": "GlobalAveragePooling2D" },
        { "type": "GlobalAveragePooling2D", "inputs": ["d"], "name": "i" },
        { "type": "Add", "inputs": ["global_average_pooling2d", "i"] },
        { "type": "Dense", "units": 3, "activation": "softmax" } ] }"#,
    r#"{ "inputShape": [7, 6, 2], "layers": [
        { "type": "Conv2D", "filters": 2, "kernelSize": 3, "padding": "same", "activation": "relu", "inputs": ["images"] },
        { "type": "MaxPooling2D", "poolSize": 2 },
        { "type": "AveragePooling2D", "poolSize": 2, "inputs": ["conv2d"] },
        { "type": "Add", "inputs": ["max_pooling2d", "average_pooling2d"] },
        { "type": "AveragePooling2D", "poolSize": 2, "inputs": ["images"] },
        { "type": "Add", "inputs": ["add", "average_pooling2d_1"] },
        { "type": "Add", "inputs": ["add_1", "add_1"] },
        { "type": "DepthwiseConv2D", "kernelSize": 3, "padding": "same", "depthMultiplier": 3, "useBias": false },
        { "type": "Dropout", "rate": 0.25 },
        { "type": "Flatten" },
        { "type": "Dense", "units": 4, "useBias": false } ] }"#,
    r#"{ "inputShape": [13, 11, 2], "layers": [
        { "type": "Conv2D", "filters": 9, "kernelSize": 3, "activation": "relu" },
        { "type": "Conv2D", "filters": 10, "kernelSize": 3, "padding": "same", "activation": "relu" },
        { "type": "MaxPooling2D" },
        { "type": "Conv2D", "filters": 8, "kernelSize": 3, "activation": "relu", "useBias": false },
        { "type": "MaxPooling2D" },
        { "type": "Flatten" },
        { "type": "Dense", "units": 3 } ] }"#,
    r#"{ "inputShape": [15, 14, 2], "layers": [
        { "type": "Conv2D", "filters": 3, "kernelSize": [11, 15], "padding": "same", "activation": "relu" },
        { "type": "MaxPooling2D" },
        { "type": "Flatten" },
        { "type": "Dense", "units": 3 } ] }"#,
];

/// Seeded images for a network, with negative numbers, so that every gate is seen shut.
fn data(network: &Network, images: usize) -> Dataset {
    let pixels = Pixels::Floats(numbers(7, images * network.input.size()));
    Dataset::new(network.input.clone(), pixels, labels(8, images, 3)).unwrap()
}

gpu_test! {
    async fn outputs_and_gradients_are_those_of_the_cpu(gpu) {
        for spec in NETWORKS {
            let network = Network::new(&NetworkSpec::from_json(spec).unwrap()).unwrap();
            let data = data(&network, 17);
            let batch = Batch { first: 0, images: 17 };
            let mut cpu = cpu::Model::new(network.clone(), 3);
            let on_cpu = cpu.feed(&data, 17).unwrap();
            let mut losses = vec![Loss::Logits];
            losses.extend(network.ends_in_softmax().then_some(Loss::DoubleSoftmax));
            for (kernels, _) in KernelSet::ALL {
                // Rounded, another value of a pool's window may win, and a gradient goes another way.
                if kernels == KernelSet::Half || kernels == KernelSet::Subgroups && !gpu.has_subgroups() {
                    continue;
                }
                let mut model = Model::with_kernels(gpu, network.clone(), 3, kernels).unwrap();
                let feed = model.feed(&data, 17).unwrap();
                let name = |what| format!("{what} of {spec} on {kernels:?}");
                let tolerance = Tolerance::Each { absolute: 2e-6, relative: 1e-5 };
                let expected = cpu.predict(&on_cpu, Phase::Inference).await.unwrap();
                tolerance.assert(&name("outputs"), &model.predict(&feed, Phase::Inference).await.unwrap(), &expected);
                for &loss in &losses {
                    let expected = cpu.gradients(&on_cpu, batch, loss).await.unwrap();
                    let gradients = model.gradients(&feed, batch, loss).await.unwrap();
                    tolerance.assert(&name("gradients"), &gradients, &expected);
                }
            }
        }
    }
}

gpu_test! {
    /// Full batches and a partial one, some steps in one submission: losses, then weights and moving statistics.
    async fn a_run_is_that_of_the_cpu(gpu) {
        for spec in &NETWORKS[4..] {
            let network = Network::new(&NetworkSpec::from_json(spec).unwrap()).unwrap();
            let data = data(&network, 23);
            let mode = Mode::Train { learning_rate: 1e-3, seed: 5 << 32 | 6 };
            let batches = [(0, 8), (8, 8), (16, 7), (0, 8)].map(|(first, images)| Batch { first, images });
            let mut cpu = cpu::Model::new(network.clone(), 3);
            let on_cpu = cpu.feed(&data, 8).unwrap();
            let expected = cpu.submit(&on_cpu, &batches, Loss::Logits, mode).unwrap();
            let mut model = Model::new(gpu, network, 3).unwrap();
            let feed = model.feed(&data, 8).unwrap();
            let pending = model.submit(&feed, &batches, Loss::Logits, mode).unwrap();
            let losses = |totals: &[Totals]| totals.iter().map(Totals::mean_loss).collect::<Vec<_>>();
            let actual = losses(&model.finish(pending).await.unwrap());
            Tolerance::absolute(1e-4).assert(&format!("losses of {spec}"), &actual, &losses(&expected));
            let (weights, expected) = (model.weights().await.unwrap(), cpu.weights().await.unwrap());
            Tolerance::Norm { relative: 1e-3 }.assert(&format!("weights of {spec}"), &weights, &expected);
        }
    }
}

gpu_test! {
    /// Predictions go batch by batch, in the order of the images, the last batch partial.
    async fn predictions_of_many_batches_keep_their_order(gpu) {
        let network = Network::new(&NetworkSpec::from_json(NETWORKS[3]).unwrap()).unwrap();
        let data = data(&network, 23);
        let mut model = Model::new(gpu, network, 1).unwrap();
        let whole = model.feed(&data, 23).unwrap();
        let at_once = model.predict(&whole, Phase::Inference).await.unwrap();
        drop(whole);
        let split = model.feed(&data, 5).unwrap();
        Tolerance::absolute(1e-6).assert("outputs", &model.predict(&split, Phase::Inference).await.unwrap(), &at_once);
    }
}

gpu_test! {
    /// Winograd's products of so many images are larger than a binding may be: the tiled kernels take their place.
    async fn a_batch_too_large_for_one_way_goes_another(gpu) {
        let json = r#"{ "inputShape": [64, 64, 8], "layers": [
            { "type": "Conv2D", "filters": 64, "kernelSize": 3, "padding": "same", "activation": "relu" },
            { "type": "MaxPooling2D" }, { "type": "GlobalAveragePooling2D" }, { "type": "Dense", "units": 3 } ] }"#;
        let network = Network::new(&NetworkSpec::from_json(json).unwrap()).unwrap();
        let data = data(&network, 58);
        let [mut large, mut tiled] = [KernelSet::Winograd, KernelSet::Tiled]
            .map(|kernels| Model::with_kernels(gpu, network.clone(), 1, kernels).unwrap());
        let feed = large.feed(&data, 58).unwrap();
        let expected = tiled.feed(&data, 58).unwrap();
        let expected = tiled.predict(&expected, Phase::Inference).await.unwrap();
        assert_eq!(large.predict(&feed, Phase::Inference).await.unwrap(), expected);
    }
}

gpu_test! {
    /// A profile tells each kernel of a step once, and what the mathematics asks of it: of a dense layer on the images two
    /// products, since nothing asks for a gradient by them.
    async fn a_profile_counts_what_a_step_computes(gpu) {
        let network = Network::new(&NetworkSpec::from_json(NETWORKS[3]).unwrap()).unwrap();
        let mut model = Model::new(gpu, network.clone(), 1).unwrap();
        let profile = model.profile(5, Timing::Repeated).await.unwrap();
        let operations: f64 = profile.kernels.iter().map(|kernel| kernel.operations).sum();
        assert_eq!(operations, 2.0 * 2.0 * 13.0 * 3.0 * 5.0);
        let adams = profile.kernels.iter().filter(|kernel| kernel.kernel == "adam");
        assert_eq!(adams.map(|adam| adam.bytes).collect::<Vec<_>>(), [4.0 * 4.0 * network.arena_size() as f64]);
        assert!(profile.kernels.iter().all(|kernel| kernel.seconds > 0.0) && profile.step > 0.0);
    }
}

gpu_test! {
    async fn what_is_too_large_for_the_device_is_named(gpu) {
        let json = r#"{ "inputShape": [64, 64, 3], "layers": [
            { "type": "Conv2D", "filters": 64, "kernelSize": 3, "padding": "same" },
            { "type": "Flatten" }, { "type": "Dense", "units": 3 } ] }"#;
        let network = Network::new(&NetworkSpec::from_json(json).unwrap()).unwrap();
        let pixels = Pixels::Bytes(vec![0; 256 * 64 * 64 * 3]);
        let data = Dataset::new(Shape::new([64, 64, 3]), pixels, labels(1, 256, 3)).unwrap();
        let mut model = Model::new(gpu, network, 1).unwrap();
        let Err(error) = model.feed(&data, 256) else { panic!("256 MiB of activations fit no 128 MiB binding") };
        assert_eq!(
            error.to_string(),
            "a feature map at batch size 256 needs 268435456 bytes, but this GPU allows 134217728 \
             (maxStorageBufferBindingSize); a smaller batch, network or data set fits."
        );
        // Nothing of it is in the way of what fits.
        let feed = model.feed(&data, 4).unwrap();
        model.settle().await.unwrap();
        let gradients = model.gradients(&feed, Batch { first: 0, images: 4 }, Loss::Logits).await.unwrap();
        assert!(gradients.iter().any(|number| *number != 0.0));
    }
}

/// The tensors that a backend shows of a batch, in order.
async fn shown<B: Backend>(model: &mut B, data: &Dataset, inspection: Inspection) -> Vec<(Seen, Vec<f32>)>
where
    B::Error: std::fmt::Debug,
{
    let mut shown = Vec::new();
    model.inspect(data, inspection, &mut |seen, tensor| shown.push((seen, tensor.to_vec()))).await.unwrap();
    shown
}

gpu_test! {
    async fn what_an_inspection_shows_is_what_the_cpu_shows(gpu) {
        for spec in NETWORKS {
            let network = Network::new(&NetworkSpec::from_json(spec).unwrap()).unwrap();
            let training = Phase::Training { seed: 5 << 32 | 6, step: 2 };
            let mut cpu = cpu::Model::new(network.clone(), 3);
            let mut model = Model::new(gpu, network.clone(), 3).unwrap();
            let mut losses = vec![Loss::Logits];
            losses.extend(network.ends_in_softmax().then_some(Loss::DoubleSoftmax));
            for loss in losses {
                // The second batch is smaller than the plan that the first has made.
                for (images, phase, backward) in [(17, training, true), (9, training, true), (9, Phase::Inference, false)] {
                    let data = data(&network, images);
                    let inspection = Inspection { loss, phase, backward };
                    let (actual, expected) =
                        (shown(&mut model, &data, inspection).await, shown(&mut cpu, &data, inspection).await);
                    assert_eq!(actual.len(), expected.len(), "{spec}");
                    for ((seen, actual), (expected_seen, expected)) in actual.iter().zip(&expected) {
                        assert_eq!(seen, expected_seen, "{spec}");
                        let name = format!("{seen:?} of {images} images in {spec}");
                        Tolerance::Each { absolute: 4e-6, relative: 1e-5 }.assert(&name, actual, expected);
                    }
                    let on_gpu = inspect(&mut model, &data, inspection, 1).await.unwrap();
                    let on_cpu = inspect(&mut cpu, &data, inspection, 1).await.unwrap();
                    Tolerance::absolute(1e-5).assert("losses", &[on_gpu.loss], &[on_cpu.loss]);
                    assert_eq!(on_gpu.accuracy, on_cpu.accuracy);
                }
            }
        }
    }
}

gpu_test! {
    /// Inspections between submissions whose figures are still on their way.
    async fn a_run_with_inspections_gives_the_same_bits(gpu) {
        let network = Network::new(&NetworkSpec::from_json(NETWORKS[4]).unwrap()).unwrap();
        let (all, few) = (data(&network, 23), data(&network, 6));
        let mut runs = Vec::new();
        for looks in [false, true] {
            let mut model = Model::new(gpu, network.clone(), 3).unwrap();
            let feed = model.feed(&all, 8).unwrap();
            let mut pending = Vec::new();
            for (first, images) in [(0, 8), (8, 8), (16, 7), (0, 8)] {
                let mode = Mode::Train { learning_rate: 1e-3, seed: 4 };
                pending.push(model.submit(&feed, &[Batch { first, images }], Loss::Logits, mode).unwrap());
                if looks {
                    for (phase, backward) in [(Phase::Training { seed: 1, step: 9 }, true), (Phase::Inference, false)] {
                        let inspection = Inspection { loss: Loss::Logits, phase, backward };
                        inspect(&mut model, &few, inspection, 0).await.unwrap();
                    }
                }
            }
            let mut totals = Vec::new();
            for pending in pending {
                totals.extend(model.finish(pending).await.unwrap());
            }
            runs.push((totals, model.weights().await.unwrap()));
        }
        assert_eq!(runs[0], runs[1]);
    }
}
