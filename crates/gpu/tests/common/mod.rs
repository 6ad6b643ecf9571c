//! What the GPU tests share: a device, seeded numbers, and a test that runs natively and in a browser.
#![allow(dead_code, reason = "each test crate uses its part")]

use convlab_core::backend::Batch;
use convlab_core::random::{Random, Stream};
use convlab_core::tolerance::Tolerance;
use convlab_gpu::Gpu;
use convlab_gpu::isolated::{self, Buffer, Step};
use convlab_gpu::launch::Launch;

/// Sums of a few hundred products of numbers about 1 in another order.
pub(crate) const SUMS: Tolerance = Tolerance::Each { absolute: 2e-5, relative: 2e-5 };

/// The same operations, element by element.
pub(crate) const EXACT: Tolerance = Tolerance::Each { absolute: 0.0, relative: 0.0 };

/// Exponentials and quotients, whose last digits WGSL leaves open.
pub(crate) const FUNCTIONS: Tolerance = Tolerance::Each { absolute: 1e-6, relative: 1e-5 };

/// Defines a test on the GPU, natively and in a browser.
///
/// Without a GPU it fails in a browser, and natively if `CONVLAB_REQUIRE_GPU=1`; otherwise it says that it is skipped.
#[macro_export]
macro_rules! gpu_test {
    ($(#[doc = $doc:literal])* async fn $name:ident($gpu:ident) $body:block) => {
        $(#[doc = $doc])*
        #[cfg(not(target_arch = "wasm32"))]
        #[test]
        fn $name() {
            pollster::block_on(async {
                if let Some(device) = $crate::common::device(stringify!($name)).await {
                    let $gpu = &device;
                    $body
                }
            });
        }

        $(#[doc = $doc])*
        #[cfg(target_arch = "wasm32")]
        #[wasm_bindgen_test::wasm_bindgen_test]
        async fn $name() {
            let device = convlab_gpu::Gpu::with_default_limits().await.unwrap_or_else(|error| panic!("{error}"));
            let $gpu = &device;
            $body
        }
    };
}

/// A device with WebGPU's default limits, whose name is printed; none if there is no GPU and none is required.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) async fn device(test: &str) -> Option<Gpu> {
    match Gpu::with_default_limits().await {
        Ok(gpu) => {
            println!("{test} on {}", gpu.info().name);
            Some(gpu)
        }
        Err(error) => {
            let required = std::env::var("CONVLAB_REQUIRE_GPU").is_ok_and(|value| value == "1");
            assert!(!required, "{error}");
            println!("{test} skipped: {error}");
            None
        }
    }
}

/// Seeded numbers in `[-1, 1)`.
pub(crate) fn numbers(seed: u64, count: usize) -> Vec<f32> {
    let random = Random::new(seed, Stream::Initializer(0));
    (0..count as u64).map(|index| 2.0 * random.unit(index) - 1.0).collect()
}

/// Seeded labels below `classes`.
pub(crate) fn labels(seed: u64, count: usize, classes: usize) -> Vec<u8> {
    let random = Random::new(seed, Stream::Initializer(1));
    (0..count as u64).map(|index| (random.word(index) as usize % classes) as u8).collect()
}

/// Launches a kernel on a batch; its buffers afterwards, as words.
pub(crate) async fn launch(gpu: &Gpu, launch: &Launch, batch: usize, buffers: &[Buffer]) -> Vec<Vec<u32>> {
    let batch = Batch { first: 0, images: batch };
    isolated::run(gpu, launch, batch, Step::default(), buffers)
        .await
        .unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn floats(words: &[u32]) -> Vec<f32> {
    words.iter().map(|word| f32::from_bits(*word)).collect()
}

/// Numbers with zeros behind them, up to so many: a buffer with room for a larger batch.
pub(crate) fn padded<T: Copy + Default>(numbers: &[T], size: usize) -> Vec<T> {
    let mut padded = numbers.to_vec();
    padded.resize(size, T::default());
    padded
}
