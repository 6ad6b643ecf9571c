use convlab_core::ops::Geometry;
use convlab_core::shape::{Padding, Window};
use convlab_core::twins;
use convlab_gpu::isolated::Buffer;
use convlab_gpu::launch;

use crate::common::{EXACT, SUMS, floats, launch as run, numbers};
use crate::gpu_test;

/// Sizes that fill no tile: odd pictures, one channel, even and 1x1 kernels, strides that do not divide.
fn geometries() -> Vec<Geometry> {
    let geometry = |input, size, strides, padding, filters| {
        Geometry::new(input, Window { size, strides, padding }, filters).expect("a window fits")
    };
    vec![
        geometry([8, 8, 3], [3, 3], [1, 1], Padding::Same, 8),
        geometry([7, 5, 1], [3, 3], [1, 1], Padding::Valid, 1),
        geometry([9, 6, 5], [2, 4], [1, 1], Padding::Same, 11),
        geometry([11, 10, 2], [3, 5], [2, 3], Padding::Same, 9),
        geometry([6, 7, 17], [1, 1], [1, 1], Padding::Valid, 3),
        geometry([7, 7, 4], [1, 1], [3, 2], Padding::Same, 20),
    ]
}

const BATCHES: [usize; 2] = [1, 17];

gpu_test! {
    async fn conv2d(gpu) {
        for (g, batch) in geometries().iter().flat_map(|g| BATCHES.map(|batch| (g, batch))) {
            let x = numbers(1, batch * g.input_size());
            let kernel = numbers(2, g.depth() * g.output[2]);
            let bias = numbers(3, g.output[2]);
            for relu in [false, true] {
                let expected = twins::conv2d(g, &x, &kernel, Some(&bias), relu);
                for launch in [launch::conv2d(g, relu), launch::conv2d_tiled(g, relu)] {
                    let y = Buffer::Zeros(batch * g.output_size());
                    let buffers = [Buffer::floats(&x), Buffer::floats(&kernel), Buffer::floats(&bias), y];
                    let y = floats(&run(gpu, &launch, batch, &buffers).await[3]);
                    SUMS.assert(&format!("{} {g:?} batch {batch}", launch.kernel.name), &y, &expected);
                }
            }
        }
    }
}

gpu_test! {
    async fn conv2d_backward_input(gpu) {
        for (g, batch) in geometries().iter().flat_map(|g| BATCHES.map(|batch| (g, batch))) {
            let d_y = numbers(1, batch * g.output_size());
            let kernel = numbers(2, g.depth() * g.output[2]);
            let expected = twins::conv2d_backward_input(g, &d_y, &kernel);
            let launch = launch::conv2d_backward_input(g);
            let d_x = Buffer::Zeros(batch * g.input_size());
            let buffers = [Buffer::floats(&d_y), Buffer::floats(&kernel), d_x];
            let d_x = floats(&run(gpu, &launch, batch, &buffers).await[2]);
            SUMS.assert(&format!("d_x {g:?} batch {batch}"), &d_x, &expected);
        }
    }
}

gpu_test! {
    async fn conv2d_backward_kernel(gpu) {
        for (g, batch) in geometries().iter().flat_map(|g| BATCHES.map(|batch| (g, batch))) {
            let x = numbers(1, batch * g.input_size());
            let d_y = numbers(2, batch * g.output_size());
            let size = g.depth() * g.output[2];
            let expected = twins::conv2d_backward_kernel(g, &x, &d_y);

            let launch = launch::conv2d_backward_kernel(g);
            let buffers = [Buffer::floats(&x), Buffer::floats(&d_y), Buffer::Zeros(size)];
            let plain = floats(&run(gpu, &launch, batch, &buffers).await[2]);
            SUMS.assert(&format!("d_kernel {g:?} batch {batch}"), &plain, &expected);

            // Slices for a larger batch than this one: the last ones may have nothing to sum.
            for capacity in [batch, 2 * batch + 1] {
                let (launch, slices) = launch::conv2d_backward_kernel_tiled(g, capacity);
                let buffers = [Buffer::floats(&x), Buffer::floats(&d_y), Buffer::Zeros(slices * size)];
                let partial = run(gpu, &launch, batch, &buffers).await.swap_remove(2);
                let sums = [Buffer::Words(partial), Buffer::Zeros(1), Buffer::Zeros(size)];
                let tiled = run(gpu, &launch::sum_gradient(slices, size), batch, &sums).await;
                let name = format!("tiled d_kernel {g:?} batch {batch} in {slices} slices");
                SUMS.assert(&name, &floats(&tiled[2]), &expected);
            }
        }
    }
}

gpu_test! {
    async fn flip_kernel(gpu) {
        for (size, c_in, c_out) in [([3, 2], 5, 3), ([1, 1], 7, 4), ([3, 3], 1, 1)] {
            let kernel = numbers(1, size[0] * size[1] * c_in * c_out);
            let buffers = [Buffer::floats(&kernel), Buffer::Zeros(kernel.len())];
            let flipped = run(gpu, &launch::flip_kernel(size, c_in, c_out), 1, &buffers).await;
            let expected = twins::flip_kernel(size, c_in, c_out, &kernel);
            EXACT.assert("flipped", &floats(&flipped[1]), &expected);
        }
    }
}

gpu_test! {
    async fn bias_backward(gpu) {
        for (rows, channels, batch) in [(1, 10, 1), (1, 3, 17), (35, 5, 17), (256, 7, 9)] {
            let d_y = numbers(1, batch * rows * channels);
            let (launch, slices) = launch::bias_backward(rows, channels, batch);
            let buffers = [Buffer::floats(&d_y), Buffer::Zeros(slices * channels)];
            let partial = run(gpu, &launch, batch, &buffers).await.swap_remove(1);
            let sums = [Buffer::Words(partial), Buffer::Zeros(1), Buffer::Zeros(channels)];
            let d_bias = run(gpu, &launch::sum_gradient(slices, channels), batch, &sums).await;
            let expected = twins::bias_backward(&d_y, channels);
            SUMS.assert(&format!("d_bias of {rows} rows"), &floats(&d_bias[2]), &expected);
        }
    }
}

/// The same sizes with channels of their own, each of which becomes `multiplier`.
fn depthwise() -> Vec<Geometry> {
    let geometry = |(g, multiplier): (Geometry, usize)| {
        let [height, width, _] = g.output;
        Geometry { output: [height, width, g.input[2] * multiplier], ..g }
    };
    geometries().into_iter().zip([1, 3, 2, 1, 1, 2]).map(geometry).collect()
}

gpu_test! {
    async fn depthwise_conv2d(gpu) {
        for (g, batch) in depthwise().iter().flat_map(|g| BATCHES.map(|batch| (g, batch))) {
            let x = numbers(1, batch * g.input_size());
            let kernel = numbers(2, g.size[0] * g.size[1] * g.output[2]);
            let bias = numbers(3, g.output[2]);
            for relu in [false, true] {
                let expected = twins::depthwise_conv2d(g, &x, &kernel, Some(&bias), relu);
                let y = Buffer::Zeros(batch * g.output_size());
                let buffers = [Buffer::floats(&x), Buffer::floats(&kernel), Buffer::floats(&bias), y];
                let y = floats(&run(gpu, &launch::depthwise_conv2d(g, relu), batch, &buffers).await[3]);
                SUMS.assert(&format!("y {g:?} batch {batch}"), &y, &expected);
            }
        }
    }
}

gpu_test! {
    async fn depthwise_conv2d_backward_input(gpu) {
        for (g, batch) in depthwise().iter().flat_map(|g| BATCHES.map(|batch| (g, batch))) {
            let d_y = numbers(1, batch * g.output_size());
            let kernel = numbers(2, g.size[0] * g.size[1] * g.output[2]);
            let expected = twins::depthwise_conv2d_backward_input(g, &d_y, &kernel);
            let d_x = Buffer::Zeros(batch * g.input_size());
            let buffers = [Buffer::floats(&d_y), Buffer::floats(&kernel), d_x];
            let launch = launch::depthwise_conv2d_backward_input(g);
            let d_x = floats(&run(gpu, &launch, batch, &buffers).await[2]);
            SUMS.assert(&format!("d_x {g:?} batch {batch}"), &d_x, &expected);
        }
    }
}

gpu_test! {
    /// The partial sums, added up, for batches that fill the slices and for one image of many.
    async fn depthwise_conv2d_backward_kernel(gpu) {
        for (g, batch) in depthwise().iter().flat_map(|g| BATCHES.map(|batch| (g, batch))) {
            let x = numbers(1, batch * g.input_size());
            let d_y = numbers(2, batch * g.output_size());
            let expected = twins::depthwise_conv2d_backward_kernel(g, &x, &d_y);
            let (launch, slices) = launch::depthwise_conv2d_backward_kernel(g, 17);
            let partial = Buffer::Zeros(slices * expected.len());
            let buffers = [Buffer::floats(&x), Buffer::floats(&d_y), partial];
            let partial = floats(&run(gpu, &launch, batch, &buffers).await[2]);
            let mut d_kernel = vec![0.0; expected.len()];
            for slice in partial.chunks_exact(expected.len()) {
                twins::accumulate(&mut d_kernel, slice, false);
            }
            SUMS.assert(&format!("d_kernel {g:?} batch {batch}"), &d_kernel, &expected);
        }
    }
}
