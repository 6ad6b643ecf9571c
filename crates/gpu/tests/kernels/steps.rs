use convlab_core::augmentation::Augmentation;
use convlab_core::backend::{Batch, Totals};
use convlab_core::dataset::Pixels;
use convlab_core::random::{Random, Stream};
use convlab_core::tolerance::Tolerance;
use convlab_core::twins;
use convlab_gpu::isolated::{self, Buffer, Step};
use convlab_gpu::launch;

use crate::common::{EXACT, FUNCTIONS, SUMS, floats, launch as run, numbers};
use crate::gpu_test;

gpu_test! {
    /// Images that begin within words, in both windows, smaller than a shift and larger; every step and seed has its own
    /// changes, the same as the twin's to the bit.
    async fn gather_augmented(gpu) {
        let (batch, first) = (37, 2);
        let order: Vec<u32> = (0..batch as u32 + 2).map(|place| place * 5 % 7).collect();
        for picture in [[5, 7, 3], [3, 2, 1], [1, 1, 2], [8, 9, 1]] {
            let size: usize = picture.iter().product();
            let values: Vec<u8> = (0..7 * size).map(|index| (index * 37 % 255 + 1) as u8).collect();
            let floats_in = numbers(1, 7 * size);
            for (flip, shift, seed, number) in
                [(true, 0, 1, 1), (false, 1, 1, 2), (true, 4, 7 << 32 | 3, 70_000), (false, 4, 7 << 32, 70_000)]
            {
                let augmentation = Augmentation { flip, shift };
                let random = Random::new(seed, Stream::Augment { step: number as u32 });
                let step = Step { alpha: 0.0, seed, number };
                for (pixels, words, low_images) in [
                    (Pixels::Bytes(values.clone()), Buffer::bytes(&values), 4),
                    (Pixels::Floats(floats_in.clone()), Buffer::floats(&floats_in), 7),
                ] {
                    let is_bytes = matches!(pixels, Pixels::Bytes(_));
                    let expected = twins::gather_augmented(&pixels, picture, &order[first..], augmentation, &random);
                    let Buffer::Words(words) = words else { unreachable!() };
                    let per_image = if is_bytes { size } else { 4 * size };
                    let (low, high) = words.split_at((low_images * per_image).div_ceil(4));
                    let high = if high.is_empty() { low } else { high };
                    let buffers = [
                        Buffer::Words(order.clone()),
                        Buffer::Words(low.to_vec()),
                        Buffer::Words(high.to_vec()),
                        Buffer::floats(&vec![9.0; batch * size]),
                    ];
                    let launch = launch::gather_augmented(picture, is_bytes, augmentation);
                    let after = isolated::run(gpu, &launch, Batch { first, images: batch }, step, &buffers).await.expect("a run");
                    // A quotient may be off by its last two digits and a half, as in gather_batch; a 0 is a 0.
                    let of_bytes = Tolerance::Each { absolute: 0.0, relative: 2.5 * f64::from(f32::EPSILON) };
                    let tolerance = if is_bytes { of_bytes } else { EXACT };
                    tolerance.assert(&format!("{picture:?}, {augmentation:?}"), &floats(&after[3]), &expected);
                }
            }
        }
    }
}

gpu_test! {
    async fn sgd(gpu) {
        let size = 1000;
        let gradients = numbers(1, size);
        for (momentum, nesterov) in [(0.0, false), (0.9, false), (0.9, true), (1.0, true)] {
            let (mut weights, mut v) = (numbers(2, size), numbers(3, size));
            let buffers = [Buffer::floats(&gradients), Buffer::floats(&weights), Buffer::floats(&v)];
            let step = Step { alpha: 0.01, ..Step::default() };
            let launch = launch::sgd(size, momentum, nesterov);
            let after = isolated::run(gpu, &launch, Batch { first: 0, images: 1 }, step, &buffers).await.expect("a run");
            twins::sgd(&mut weights, &gradients, &mut v, 0.01, momentum, nesterov);
            FUNCTIONS.assert(&format!("w at {momentum}"), &floats(&after[1]), &weights);
            FUNCTIONS.assert(&format!("v at {momentum}"), &floats(&after[2]), &v);
        }
    }
}

gpu_test! {
    /// A part, some parts, and more numbers than all parts' invocations; the parts before are left alone.
    async fn l2_penalty(gpu) {
        for size in [1, 63, 257, 1000, 70_001] {
            let (weights, first) = (numbers(1, size), 3);
            let groups = launch::reduction_groups(size);
            let buffers = [Buffer::floats(&weights), Buffer::floats(&vec![9.0; first + groups])];
            let after = run(gpu, &launch::l2_penalty(size, 0.01, first), 1, &buffers).await;
            let penalties = floats(&after[1]);
            assert_eq!(penalties[..first], [9.0; 3]);
            let sum: f64 = penalties[first..].iter().copied().map(f64::from).sum();
            SUMS.assert(&format!("the penalty of {size}"), &[sum], &[twins::l2_penalty(&weights, 0.01)]);
        }
    }
}

gpu_test! {
    /// Nothing, the last place, the first of two, and numbers that only look odd; more numbers than invocations.
    async fn find_not_finite(gpu) {
        for size in [1, 63, 1000, 70_001] {
            let ordinary: Vec<f32> = (0..size).map(|e| [1.0, -0.0, f32::MAX, f32::from_bits(1)][e % 4]).collect();
            for places in [vec![], vec![size - 1], vec![size / 2, size - 1], vec![0]] {
                for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::from_bits(0xff80_0001)] {
                    let mut weights = ordinary.clone();
                    places.iter().for_each(|place| weights[*place] = value);
                    let buffers = [Buffer::floats(&weights), Buffer::Words(vec![0])];
                    let after = run(gpu, &launch::find_not_finite(size), 1, &buffers).await;
                    let found = size.checked_sub(after[1][0] as usize).filter(|place| *place < size);
                    assert_eq!(found, twins::find_not_finite(&weights), "{places:?} of {size}");
                }
            }
        }
    }
}

gpu_test! {
    async fn l2_gradient(gpu) {
        let (weights, mut expected) = (numbers(1, 1000), numbers(2, 1000));
        let buffers = [Buffer::floats(&weights), Buffer::floats(&expected)];
        let after = run(gpu, &launch::l2_gradient(999, 0.01), 1, &buffers).await;
        twins::l2_gradient(&weights[..999], &mut expected[..999], 0.01);
        FUNCTIONS.assert("d_w", &floats(&after[1]), &expected);
    }
}

gpu_test! {
    async fn add_penalty(gpu) {
        let penalties: Vec<f32> = numbers(1, 131).iter().map(|penalty| penalty.abs()).collect();
        let buffers = [Buffer::floats(&penalties), Buffer::floats(&[40.0, 5.0])];
        let after = run(gpu, &launch::add_penalty(131), 17, &buffers).await;
        let mut expected = Totals { images: 17, loss: 40.0, correct: 5 };
        twins::add_penalty(&mut expected, &penalties);
        FUNCTIONS.assert("totals", &floats(&after[1]), &[expected.loss, 5.0]);
    }
}
