//! How long each kernel of a step takes.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use convlab_core::network::{Network, NetworkSpec};
use convlab_gpu::{Ceilings, KernelSet, Model, Overhead, Timing};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

const NETWORK: &str = r#"{ "inputShape": [8, 6, 3], "layers": [
    { "type": "Conv2D", "filters": 4, "kernelSize": 3, "kernelRegularizer": { "l2": 1e-3 } },
    { "type": "BatchNormalization" },
    { "type": "Flatten" },
    { "type": "Dense", "units": 3, "activation": "softmax" } ] }"#;

/// Kernels of a step on the way there, on the way back, and at its end.
const SOME: [&str; 9] = [
    "gather_batch",
    "conv2d",
    "softmax_cross_entropy",
    "dense_backward_kernel",
    "conv2d_backward_kernel",
    "l2_penalty",
    "l2_gradient",
    "adam",
    "moving_average",
];

gpu_test! {
    /// Natively by the device's own clock; in a browser, which rounds it, each is repeated whatever is asked for.
    async fn every_kernel_of_a_step_is_timed(gpu) {
        let network = Network::new(&NetworkSpec::from_json(NETWORK).unwrap()).unwrap();
        let mut model = Model::with_kernels(gpu, network, 1, KernelSet::Plain).unwrap();
        let clock = if cfg!(target_arch = "wasm32") { Timing::Repeated } else { Timing::Timestamps };
        let mut names = Vec::new();
        for (asked, expected) in [(Timing::Timestamps, clock), (Timing::Repeated, Timing::Repeated)] {
            let profile = model.profile(5, asked).await.unwrap();
            assert_eq!(profile.timing, expected);
            assert!(profile.step > 0.0);
            for kernel in &profile.kernels {
                assert!(kernel.seconds >= 0.0 && kernel.seconds.is_finite(), "{kernel:?}");
                assert!(kernel.bytes > 0.0, "{kernel:?}");
            }
            assert!(profile.kernels.iter().map(|kernel| kernel.seconds).sum::<f64>() > 0.0);
            names.push(profile.kernels.iter().map(|kernel| kernel.kernel).collect::<Vec<_>>());
        }
        assert_eq!(names[0], names[1]);
        let places = SOME.map(|name| names[0].iter().position(|other| *other == name));
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{:?}: {places:?}", names[0]);
    }
}

gpu_test! {
    /// What the device can do, and what asking it costs.
    async fn ceilings_and_overhead_are_measured(gpu) {
        let Ceilings { operations, bytes } = gpu.ceilings().await.unwrap();
        let Overhead { dispatch, submit, readback } = gpu.overhead().await.unwrap();
        for figure in [operations, bytes, dispatch, submit, readback] {
            assert!(figure > 0.0 && figure.is_finite(), "{figure}");
        }
        assert!(readback < 10.0, "{readback} s for one number");
    }
}
