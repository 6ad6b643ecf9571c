use convlab_core::backend::Batch;
use convlab_core::dataset::Pixels;
use convlab_core::random::{Random, Stream};
use convlab_core::tolerance::Tolerance;
use convlab_core::twins;
use convlab_gpu::isolated::{self, Buffer, Step};
use convlab_gpu::launch;

use crate::common::{EXACT, FUNCTIONS, floats, launch as run, numbers};
use crate::gpu_test;

gpu_test! {
    async fn gather_batch(gpu) {
        // 7 images of 75 bytes and of one: images begin within words. The order's first places belong to an earlier batch.
        let (batch, first) = (5, 2);
        let order = [9, 9, 6, 0, 3, 3, 5];
        for size in [75, 1] {
            let values: Vec<u8> = (0..7 * size).map(|index| (index * 37 % 256) as u8).collect();
            let floats_in = numbers(1, 7 * size);
            for (pixels, words) in [
                (Pixels::Bytes(values.clone()), Buffer::bytes(&values)),
                (Pixels::Floats(floats_in.clone()), Buffer::floats(&floats_in)),
            ] {
                let is_bytes = matches!(pixels, Pixels::Bytes(_));
                let expected = twins::gather_batch(&pixels, size, &order[first..]);
                let Buffer::Words(words) = words else { unreachable!() };
                let per_image = if is_bytes { size } else { 4 * size };
                // All images in the low window, and four of them with the rest in the high one.
                for low_images in [7, 4] {
                    let (low, high) = words.split_at((low_images * per_image).div_ceil(4));
                    let high = if high.is_empty() { low } else { high };
                    let buffers = [
                        Buffer::Words(order.to_vec()),
                        Buffer::Words(low.to_vec()),
                        Buffer::Words(high.to_vec()),
                        Buffer::Zeros(batch * size),
                    ];
                    let launch = launch::gather_batch(size, is_bytes);
                    let after = isolated::run(gpu, &launch, Batch { first, images: batch }, Step::default(), &buffers).await.expect("a run");
                    // A quotient may be off by its last two digits and a half: WGSL asks no more of a division.
                    let tolerance = Tolerance::Each { absolute: 0.0, relative: 2.5 * f64::from(f32::EPSILON) };
                    tolerance.assert("a batch", &floats(&after[3]), &expected);
                }
            }
        }
    }
}

gpu_test! {
    async fn add(gpu) {
        let (a, b) = (numbers(1, 17 * 13), numbers(2, 17 * 13));
        let buffers = [Buffer::floats(&a), Buffer::floats(&b), Buffer::Zeros(a.len())];
        let after = run(gpu, &launch::add(13), 17, &buffers).await;
        EXACT.assert("y", &floats(&after[2]), &twins::add(&a, &b));
    }
}

gpu_test! {
    async fn accumulate(gpu) {
        let (x, before) = (numbers(1, 17 * 13), numbers(2, 17 * 13));
        for first in [true, false] {
            let mut sum = before.clone();
            twins::accumulate(&mut sum, &x, first);
            let buffers = [Buffer::floats(&x), Buffer::floats(&before)];
            let after = run(gpu, &launch::accumulate(13, first), 17, &buffers).await;
            EXACT.assert("sum", &floats(&after[1]), &sum);
        }
    }
}

gpu_test! {
    async fn relu(gpu) {
        let x = numbers(1, 17 * 13);
        let after = run(gpu, &launch::relu(13), 17, &[Buffer::floats(&x), Buffer::Zeros(x.len())]).await;
        EXACT.assert("y", &floats(&after[1]), &twins::relu(&x));
    }
}

gpu_test! {
    async fn relu_backward(gpu) {
        let y = twins::relu(&numbers(1, 17 * 13));
        let d_y = numbers(2, y.len());
        let buffers = [Buffer::floats(&y), Buffer::floats(&d_y)];
        let after = run(gpu, &launch::relu_backward(13), 17, &buffers).await;
        EXACT.assert("d_y", &floats(&after[1]), &twins::relu_backward(&y, &d_y));
    }
}

gpu_test! {
    async fn softmax(gpu) {
        for (rows, classes, batch) in [(1, 10, 17), (4, 3, 5), (1, 256, 1)] {
            let x: Vec<f32> = numbers(1, batch * rows * classes).iter().map(|x| 30.0 * x).collect();
            let buffers = [Buffer::floats(&x), Buffer::Zeros(x.len())];
            let after = run(gpu, &launch::softmax(rows, classes), batch, &buffers).await;
            FUNCTIONS.assert("y", &floats(&after[1]), &twins::softmax(&x, classes));
        }
    }
}

gpu_test! {
    async fn softmax_backward(gpu) {
        for (rows, classes, batch) in [(1, 10, 17), (4, 3, 5)] {
            let y = twins::softmax(&numbers(1, batch * rows * classes), classes);
            let d_y = numbers(2, y.len());
            let buffers = [Buffer::floats(&y), Buffer::floats(&d_y), Buffer::Zeros(y.len())];
            let after = run(gpu, &launch::softmax_backward(rows, classes), batch, &buffers).await;
            FUNCTIONS.assert("d_x", &floats(&after[2]), &twins::softmax_backward(&y, &d_y, classes));
        }
    }
}

gpu_test! {
    /// The same masks as the twin's, to the bit, in every layer and step and with a seed of two words.
    async fn dropout(gpu) {
        for (size, images, rate) in [(13, 17, 0.5), (1, 3, 0.3), (4096, 9, 0.25), (6, 1, 0.0)] {
            let (batch, layer) = (Batch { first: 0, images }, 5);
            let x = numbers(1, images * size);
            let buffers = [Buffer::floats(&x), Buffer::Zeros(x.len())];
            for (seed, number) in [(0, 1), (7 << 32 | 3, 70_000)] {
                let step = Step { alpha: 0.0, seed, number };
                let launch = launch::dropout(size, layer, rate);
                let after = isolated::run(gpu, &launch, batch, step, &buffers).await.expect("a run");
                let stream = Stream::Dropout { layer: layer as u32, step: number as u32 };
                let expected = twins::dropout(&x, rate, &Random::new(seed, stream));
                EXACT.assert(&format!("y at rate {rate}"), &floats(&after[1]), &expected);
            }
        }
    }
}

gpu_test! {
    async fn adam(gpu) {
        let size = 1000;
        let gradients = numbers(1, size);
        let before: [Vec<f32>; 3] = [numbers(2, size), numbers(3, size), numbers(4, size).iter().map(|v| v * v).collect()];
        let alpha = twins::adam_alpha(1e-2, 3);
        for skip in [0..0, 0..7, 100..612, 990..1000] {
            let mut buffers = vec![Buffer::floats(&gradients)];
            buffers.extend(before.iter().map(|numbers| Buffer::floats(numbers)));
            let launch = launch::adam(size, skip.clone());
            let step = Step { alpha, ..Step::default() };
            let after = isolated::run(gpu, &launch, Batch { first: 0, images: 1 }, step, &buffers).await.expect("a run");
            let mut expected = before.clone();
            let [weights, m, v] = &mut expected;
            twins::adam(weights, &gradients, m, v, alpha);
            for ((name, after), (expected, before)) in ["w", "m", "v"].iter().zip(&after[1..]).zip(expected.iter_mut().zip(&before)) {
                expected[skip.clone()].copy_from_slice(&before[skip.clone()]);
                FUNCTIONS.assert(&format!("{name} without {skip:?}"), &floats(after), expected);
            }
        }
    }
}
