use convlab_core::backend::Batch;
use convlab_core::twins;
use convlab_gpu::isolated::{self, Buffer, Step};
use convlab_gpu::launch;

use crate::common::{SUMS, floats, launch as run, numbers};
use crate::gpu_test;

/// Inputs, units, batch.
const SIZES: [[usize; 3]; 5] = [[1, 1, 1], [7, 10, 17], [300, 13, 5], [64, 40, 8], [33, 200, 1]];

/// Where there are so many outputs, staged kernels take large blocks: forward, by the input, by the kernel.
const MANY: [[usize; 3]; 3] = [[40, 4200, 70], [4200, 40, 70], [530, 1000, 3]];

gpu_test! {
    async fn dense(gpu) {
        for (index, [inputs, units, batch]) in SIZES.into_iter().chain([MANY[0]]).enumerate() {
            // Every other batch is the largest that its kernels are made for.
            let capacity = batch + index % 2 * 9;
            let x = numbers(1, batch * inputs);
            let kernel = numbers(2, inputs * units);
            let bias = numbers(3, units);
            for relu in [false, true] {
                let expected = twins::dense(inputs, units, &x, &kernel, Some(&bias), relu);
                let name = format!("{inputs} to {units}, batch {batch}");

                let y = Buffer::Zeros(batch * units);
                let buffers = [Buffer::floats(&x), Buffer::floats(&kernel), Buffer::floats(&bias), y.clone()];
                let plain = run(gpu, &launch::dense(inputs, units, relu), batch, &buffers).await;
                SUMS.assert(&name, &floats(&plain[3]), &expected);

                for launch in [launch::dense_tiled, launch::dense_staged] {
                    let (launch, slices) = launch(inputs, units, capacity);
                    let partial = Buffer::Zeros(slices * capacity * units);
                    let buffers = [Buffer::floats(&x), Buffer::floats(&kernel), partial];
                    let partial = run(gpu, &launch, batch, &buffers).await.swap_remove(2);
                    let sum = launch::sum_activation(slices, units, capacity, relu);
                    let y = Buffer::Zeros(capacity * units);
                    let buffers = [Buffer::Words(partial), Buffer::floats(&bias), y];
                    let y = floats(&run(gpu, &sum, batch, &buffers).await[2]);
                    SUMS.assert(&format!("{name}, {}", launch.kernel.name), &y[..batch * units], &expected);
                }
            }
        }
    }
}

gpu_test! {
    async fn dense_backward_input(gpu) {
        for [inputs, units, batch] in SIZES.into_iter().chain([MANY[1]]) {
            let d_y = numbers(1, batch * units);
            let kernel = numbers(2, inputs * units);
            let d_x = Buffer::Zeros(batch * inputs);
            let buffers = [Buffer::floats(&d_y), Buffer::floats(&kernel), d_x];
            let after = run(gpu, &launch::dense_backward_input(inputs, units), batch, &buffers).await;
            let expected = twins::dense_backward_input(inputs, units, &d_y, &kernel);
            let name = format!("{inputs} to {units}, batch {batch}");
            SUMS.assert(&name, &floats(&after[2]), &expected);

            let x: Vec<f32> = numbers(3, batch * inputs).iter().map(|x| x.max(0.0)).collect();
            for (gated, expected) in [(false, expected.clone()), (true, twins::relu_backward(&x, &expected))] {
                let capacity = batch + 1;
                let d_x = Buffer::Zeros(capacity * inputs);
                let buffers = [Buffer::floats(&d_y), Buffer::floats(&kernel), Buffer::floats(&x), d_x];
                for launch in [launch::dense_backward_input_tiled, launch::dense_backward_input_staged] {
                    let launch = launch(inputs, units, capacity, gated);
                    let d_x = floats(&run(gpu, &launch, batch, &buffers).await[3]);
                    let name = format!("{name}, {}, gated {gated}", launch.kernel.name);
                    SUMS.assert(&name, &d_x[..batch * inputs], &expected);
                }
            }
        }
    }
}

gpu_test! {
    async fn dense_backward_kernel(gpu) {
        for [inputs, units, batch] in SIZES.into_iter().chain([MANY[2]]) {
            let x = numbers(1, batch * inputs);
            let d_y = numbers(2, batch * units);
            let expected = twins::dense_backward_kernel(inputs, units, &x, &d_y);
            let name = format!("{inputs} to {units}, batch {batch}");
            let d_kernel = Buffer::Zeros(inputs * units);
            let buffers = [Buffer::floats(&x), Buffer::floats(&d_y), d_kernel, Buffer::Zeros(units)];
            let plain = run(gpu, &launch::dense_backward_kernel(inputs, units), batch, &buffers[..3]).await;
            SUMS.assert(&name, &floats(&plain[2]), &expected);
            let d_bias = twins::bias_backward(&d_y, units);
            for launch in [launch::dense_backward_kernel_tiled, launch::dense_backward_kernel_staged] {
                let launch = launch(inputs, units);
                let after = run(gpu, &launch, batch, &buffers).await;
                let name = format!("{name}, {}", launch.kernel.name);
                SUMS.assert(&name, &floats(&after[2]), &expected);
                SUMS.assert(&format!("d_bias {name}"), &floats(&after[3]), &d_bias);
            }
        }
    }
}

gpu_test! {
    /// The step that Adam takes with the gradient, which none of these kernels writes down.
    async fn dense_adam(gpu) {
        for [inputs, units, batch] in SIZES.into_iter().chain([MANY[2]]) {
            let size = inputs * units;
            let [x, d_y] = [numbers(1, batch * inputs), numbers(2, batch * units)];
            let before: [Vec<f32>; 3] = [numbers(3, size), numbers(4, size), numbers(5, size).iter().map(|v| v * v).collect()];
            let alpha = twins::adam_alpha(1e-2, 3);
            let mut expected = before.clone();
            let [weights, m, v] = &mut expected;
            twins::adam(weights, &twins::dense_backward_kernel(inputs, units, &x, &d_y), m, v, alpha);
            let mut buffers = vec![Buffer::floats(&x), Buffer::floats(&d_y)];
            buffers.extend(before.iter().map(|numbers| Buffer::floats(numbers)));
            buffers.push(Buffer::Zeros(units));
            let step = Step { alpha, ..Step::default() };
            let batch_of = Batch { first: 0, images: batch };
            let after = isolated::run(gpu, &launch::dense_adam(inputs, units), batch_of, step, &buffers).await.expect("a run");
            let name = format!("{inputs} to {units}, batch {batch}");
            for ((name_of, after), expected) in ["w", "m", "v"].iter().zip(&after[2..]).zip(&expected) {
                SUMS.assert(&format!("{name_of}, {name}"), &floats(after), expected);
            }
            SUMS.assert(&format!("d_bias, {name}"), &floats(&after[5]), &twins::bias_backward(&d_y, units));
        }
    }
}
