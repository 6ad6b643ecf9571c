use convlab_core::ops::Geometry;
use convlab_core::shape::{Padding, Window};
use convlab_core::twins;
use convlab_gpu::isolated::Buffer;
use convlab_gpu::launch;

use crate::common::{EXACT, SUMS, floats, launch as run, numbers, padded};
use crate::gpu_test;

const BATCHES: [usize; 2] = [1, 17];

fn pools() -> Vec<Geometry> {
    let pool = |input: [usize; 3], size, strides, padding| {
        Geometry::new(input, Window { size, strides, padding }, input[2]).expect("a window fits")
    };
    vec![
        pool([6, 8, 3], [2, 2], [2, 2], Padding::Valid),
        pool([7, 5, 1], [2, 2], [2, 2], Padding::Valid),
        pool([7, 5, 4], [2, 2], [2, 2], Padding::Same),
        pool([9, 8, 2], [3, 3], [2, 2], Padding::Same),
        pool([8, 7, 5], [3, 2], [1, 2], Padding::Valid),
    ]
}

gpu_test! {
    async fn max_pool(gpu) {
        for (g, batch) in pools().iter().flat_map(|g| BATCHES.map(|batch| (g, batch))) {
            // Few distinct values, so that windows have ties: the first must win.
            let x: Vec<f32> = numbers(1, batch * g.input_size()).iter().map(|x| (4.0 * x).round()).collect();
            let size = batch * g.output_size();
            let buffers = [Buffer::floats(&x), Buffer::Zeros(size), Buffer::Zeros(size)];
            let after = run(gpu, &launch::max_pool(g), batch, &buffers).await;
            let (y, winners) = twins::max_pool(g, &x);
            EXACT.assert(&format!("y {g:?}"), &floats(&after[1]), &y);
            assert_eq!(after[2], winners, "{g:?}");
        }
    }
}

gpu_test! {
    async fn max_pool_backward(gpu) {
        for (g, batch) in pools().iter().flat_map(|g| BATCHES.map(|batch| (g, batch))) {
            let (_, winners) = twins::max_pool(g, &numbers(1, batch * g.input_size()));
            let d_y = numbers(2, batch * g.output_size());
            let d_x = Buffer::Zeros(batch * g.input_size());
            let buffers = [Buffer::Words(winners.clone()), Buffer::floats(&d_y), d_x];
            let after = run(gpu, &launch::max_pool_backward(g), batch, &buffers).await;
            let expected = twins::max_pool_backward(g, &winners, &d_y);
            SUMS.assert(&format!("d_x {g:?}"), &floats(&after[2]), &expected);
        }
    }
}

gpu_test! {
    async fn average_pool(gpu) {
        for (g, batch) in pools().iter().flat_map(|g| BATCHES.map(|batch| (g, batch))) {
            let x = numbers(1, batch * g.input_size());
            let buffers = [Buffer::floats(&x), Buffer::Zeros(batch * g.output_size())];
            let after = run(gpu, &launch::average_pool(g), batch, &buffers).await;
            SUMS.assert(&format!("y {g:?}"), &floats(&after[1]), &twins::average_pool(g, &x));
        }
    }
}

gpu_test! {
    async fn average_pool_backward(gpu) {
        for (g, batch) in pools().iter().flat_map(|g| BATCHES.map(|batch| (g, batch))) {
            let d_y = numbers(2, batch * g.output_size());
            let buffers = [Buffer::floats(&d_y), Buffer::Zeros(batch * g.input_size())];
            let after = run(gpu, &launch::average_pool_backward(g), batch, &buffers).await;
            SUMS.assert(&format!("d_x {g:?}"), &floats(&after[1]), &twins::average_pool_backward(g, &d_y));
        }
    }
}

/// Convolutions and the halving pools behind them; odd pictures leave a row or column out.
fn fused() -> Vec<[Geometry; 2]> {
    let pair = |input, size, strides, padding, filters| {
        let conv = Geometry::new(input, Window { size, strides, padding }, filters).expect("a window fits");
        let halving = Window { size: [2, 2], strides: [2, 2], padding: Padding::Valid };
        let pool = Geometry::new(conv.output, halving, filters).expect("a window fits");
        assert!(pool.is_halving());
        [conv, pool]
    };
    vec![
        pair([8, 8, 3], [3, 3], [1, 1], Padding::Same, 8),
        pair([7, 9, 2], [3, 3], [1, 1], Padding::Same, 1),
        pair([9, 8, 5], [2, 4], [1, 1], Padding::Valid, 19),
        pair([13, 11, 1], [3, 3], [2, 2], Padding::Same, 12),
    ]
}

/// Winners as the kernels keep them: 4 where the ReLU was shut.
fn gated(y: &[f32], winners: &[u32]) -> Vec<u32> {
    y.iter().zip(winners).map(|(y, winner)| if *y > 0.0 { *winner } else { 4 }).collect()
}

gpu_test! {
    async fn conv2d_pool(gpu) {
        for ([conv, pool], batch) in fused().iter().flat_map(|pair| BATCHES.map(|batch| (pair, batch))) {
            let x = numbers(1, batch * conv.input_size());
            let kernel = numbers(2, conv.depth() * conv.output[2]);
            let bias = numbers(3, conv.output[2]);
            let buffers = [
                Buffer::floats(&x),
                Buffer::floats(&kernel),
                Buffer::floats(&bias),
                Buffer::Zeros(batch * pool.output_size()),
                Buffer::Zeros(batch * pool.output_size()),
            ];
            let after = run(gpu, &launch::conv2d_pool(conv, pool, batch), batch, &buffers).await;
            let (y, winners) = twins::conv2d_pool(conv, pool, &x, &kernel, Some(&bias));
            SUMS.assert(&format!("y {conv:?} batch {batch}"), &floats(&after[3]), &y);
            assert_eq!(after[4], gated(&y, &winners), "{conv:?} batch {batch}");
        }
    }
}

gpu_test! {
    async fn conv2d_pool_backward(gpu) {
        for ([conv, pool], batch) in fused().iter().flat_map(|pair| BATCHES.map(|batch| (pair, batch))) {
            let x = numbers(1, batch * conv.input_size());
            let kernel = numbers(2, conv.depth() * conv.output[2]);
            let bias = numbers(3, conv.output[2]);
            let (y, winners) = twins::conv2d_pool(conv, pool, &x, &kernel, Some(&bias));
            let d_y = numbers(4, batch * pool.output_size());
            let expected = twins::conv2d_pool_backward(pool, &y, &winners, &d_y);
            let d_z = Buffer::Zeros(batch * conv.output_size());
            let buffers = [Buffer::Words(gated(&y, &winners)), Buffer::floats(&d_y), d_z];
            let after = run(gpu, &launch::conv2d_pool_backward(pool), batch, &buffers).await;
            EXACT.assert(&format!("d_z {conv:?} batch {batch}"), &floats(&after[2]), &expected);
            let passed = twins::relu_backward(&y, &d_y);
            EXACT.assert(&format!("d_y {conv:?} batch {batch}"), &floats(&after[1]), &passed);
        }
    }
}

gpu_test! {
    /// Kernel and bias, straight from the winners.
    async fn conv2d_pool_backward_kernel(gpu) {
        for ([conv, pool], batch) in fused().iter().flat_map(|pair| BATCHES.map(|batch| (pair, batch))) {
            assert!(launch::is_summed_at_winners(conv));
            let x = numbers(1, batch * conv.input_size());
            let kernel = numbers(2, conv.depth() * conv.output[2]);
            let bias = numbers(3, conv.output[2]);
            let (y, winners) = twins::conv2d_pool(conv, pool, &x, &kernel, Some(&bias));
            let d_y = numbers(4, batch * pool.output_size());
            let d_z = twins::conv2d_pool_backward(pool, &y, &winners, &d_y);
            let [d_kernel, d_bias] =
                [twins::conv2d_backward_kernel(conv, &x, &d_z), twins::bias_backward(&d_z, conv.output[2])];
            // Slices for a larger batch than this one: the last ones may have nothing to sum.
            for capacity in [batch, 2 * batch + 1] {
                let (launch, slices) = launch::conv2d_pool_backward_kernel(conv, pool, capacity);
                let partial = Buffer::Zeros(slices * (kernel.len() + bias.len()));
                let winners = Buffer::Words(padded(&gated(&y, &winners), capacity * pool.output_size()));
                let buffers = [
                    Buffer::floats(&padded(&x, capacity * conv.input_size())),
                    winners,
                    Buffer::floats(&padded(&d_y, capacity * pool.output_size())),
                    partial,
                ];
                let partial = run(gpu, &launch, batch, &buffers).await.swap_remove(3);
                let buffers =
                    [Buffer::Words(partial), Buffer::Zeros(kernel.len()), Buffer::Zeros(bias.len())];
                let sum = launch::sum_gradients(slices, kernel.len(), bias.len());
                let sums = run(gpu, &sum, batch, &buffers).await;
                let name = format!("{conv:?} batch {batch} in {slices} slices");
                SUMS.assert(&format!("d_kernel {name}"), &floats(&sums[1]), &d_kernel);
                SUMS.assert(&format!("d_bias {name}"), &floats(&sums[2]), &d_bias);
            }
        }
    }
}
