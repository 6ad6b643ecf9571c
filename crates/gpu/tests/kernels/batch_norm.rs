use convlab_core::tolerance::Tolerance;
use convlab_core::twins::{self, Moments};
use convlab_gpu::isolated::Buffer;
use convlab_gpu::launch::{self, Rows};

use crate::common::{FUNCTIONS, SUMS, floats, launch as run, numbers};
use crate::gpu_test;

const EPSILON: f64 = 1e-3;

/// Rows an image, channels, images; and the largest batch, for which the slices are made.
const SIZES: [[usize; 4]; 6] =
    [[1, 10, 1, 1], [1, 3, 17, 32], [1, 200, 32, 32], [35, 5, 17, 17], [256, 7, 9, 40], [12, 1, 5, 5]];

fn rows([rows, channels, ..]: [usize; 4]) -> Rows {
    Rows { rows, channels, epsilon: EPSILON }
}

/// Numbers of a batch whose channels lie about 3 and have a variance of their own.
fn batch([rows, channels, images, _]: [usize; 4]) -> Vec<f32> {
    let numbers = numbers(1, images * rows * channels);
    numbers.iter().enumerate().map(|(index, x)| 3.0 + x * (1 + index % channels) as f32).collect()
}

/// Mean and variance of a batch's channels.
fn moments(size: [usize; 4]) -> [Vec<f32>; 2] {
    let x = batch(size);
    let mean = twins::batch_norm_mean(&x, size[1]);
    let variance = twins::batch_norm_variance(&x, &mean);
    [mean, variance]
}

gpu_test! {
    async fn batch_norm_mean(gpu) {
        for size @ [_, channels, images, capacity] in SIZES {
            let (rows, x) = (rows(size), batch(size));
            let buffers = [Buffer::floats(&x), Buffer::Zeros(rows.slices(capacity) * channels)];
            let launch = launch::batch_norm_mean(&rows, capacity);
            let partial = run(gpu, &launch, images, &buffers).await.swap_remove(1);
            let buffers = [Buffer::Words(partial), Buffer::Zeros(channels)];
            let mean = run(gpu, &launch::mean_slices(&rows, capacity), images, &buffers).await;
            SUMS.assert(&format!("mean of {size:?}"), &floats(&mean[1]), &moments(size)[0]);
        }
    }
}

gpu_test! {
    async fn batch_norm_variance(gpu) {
        for size @ [_, channels, images, capacity] in SIZES {
            let (rows, x, [mean, variance]) = (rows(size), batch(size), moments(size));
            let partial = Buffer::Zeros(rows.slices(capacity) * channels);
            let buffers = [Buffer::floats(&x), Buffer::floats(&mean), partial];
            let launch = launch::batch_norm_variance(&rows, capacity);
            let partial = run(gpu, &launch, images, &buffers).await.swap_remove(2);
            let buffers = [Buffer::Words(partial), Buffer::Zeros(channels)];
            let after = run(gpu, &launch::mean_slices(&rows, capacity), images, &buffers).await;
            SUMS.assert(&format!("variance of {size:?}"), &floats(&after[1]), &variance);
        }
    }
}

gpu_test! {
    async fn batch_norm(gpu) {
        for size @ [_, channels, images, _] in SIZES {
            let (x, [mean, variance]) = (batch(size), moments(size));
            let (gamma, beta) = (numbers(2, channels), numbers(3, channels));
            let buffers = [
                Buffer::floats(&x),
                Buffer::floats(&mean),
                Buffer::floats(&variance),
                Buffer::floats(&gamma),
                Buffer::floats(&beta),
                Buffer::Zeros(x.len()),
            ];
            let after = run(gpu, &launch::batch_norm(&rows(size)), images, &buffers).await;
            let moments = Moments { mean: &mean, variance: &variance, epsilon: EPSILON as f32 };
            let expected = twins::batch_norm(&x, moments, Some(&gamma), Some(&beta));
            FUNCTIONS.assert(&format!("y of {size:?}"), &floats(&after[5]), &expected);
        }
    }
}

gpu_test! {
    async fn moving_average(gpu) {
        let (statistics, mut moving) = (numbers(1, 70), numbers(2, 70));
        let buffers = [Buffer::floats(&statistics), Buffer::floats(&moving)];
        let after = run(gpu, &launch::moving_average(70, 0.99), 1, &buffers).await;
        twins::moving_average(&mut moving, &statistics, 0.99);
        Tolerance::absolute(1e-7).assert("moving", &floats(&after[1]), &moving);
    }
}

gpu_test! {
    async fn batch_norm_backward_gamma(gpu) {
        for size @ [_, channels, images, capacity] in SIZES {
            let (rows, x, [mean, variance]) = (rows(size), batch(size), moments(size));
            let d_y = numbers(2, x.len());
            let slices = rows.slices(capacity);
            let buffers = [
                Buffer::floats(&x),
                Buffer::floats(&d_y),
                Buffer::floats(&mean),
                Buffer::floats(&variance),
                Buffer::Zeros(slices * channels),
            ];
            let launch = launch::batch_norm_backward_gamma(&rows, capacity);
            let partial = run(gpu, &launch, images, &buffers).await.swap_remove(4);
            let sums = [Buffer::Words(partial), Buffer::Zeros(1), Buffer::Zeros(channels)];
            let d_gamma = run(gpu, &launch::sum_gradient(slices, channels), images, &sums).await;
            let moments = Moments { mean: &mean, variance: &variance, epsilon: EPSILON as f32 };
            let expected = twins::batch_norm_backward_gamma(&x, &d_y, moments);
            SUMS.assert(&format!("d_gamma of {size:?}"), &floats(&d_gamma[2]), &expected);
        }
    }
}

gpu_test! {
    async fn batch_norm_backward_input(gpu) {
        for size @ [_, channels, images, _] in SIZES {
            let (x, [mean, variance]) = (batch(size), moments(size));
            let (d_y, gamma) = (numbers(2, x.len()), numbers(3, channels));
            let moments = Moments { mean: &mean, variance: &variance, epsilon: EPSILON as f32 };
            let d_gamma = twins::batch_norm_backward_gamma(&x, &d_y, moments);
            let d_beta = twins::bias_backward(&d_y, channels);
            let buffers = [
                Buffer::floats(&x),
                Buffer::floats(&d_y),
                Buffer::floats(&mean),
                Buffer::floats(&variance),
                Buffer::floats(&gamma),
                Buffer::floats(&d_gamma),
                Buffer::floats(&d_beta),
                Buffer::Zeros(x.len()),
            ];
            let after = run(gpu, &launch::batch_norm_backward_input(&rows(size)), images, &buffers).await;
            let expected =
                twins::batch_norm_backward_input(&x, &d_y, moments, Some(&gamma), [&d_gamma, &d_beta], x.len() / channels);
            SUMS.assert(&format!("d_x of {size:?}"), &floats(&after[7]), &expected);
        }
    }
}
