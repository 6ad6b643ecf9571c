use convlab_core::ops::Geometry;
use convlab_core::shape::{Padding, Window};
use convlab_core::tolerance::Tolerance;
use convlab_core::twins;
use convlab_gpu::Gpu;
use convlab_gpu::isolated::Buffer;
use convlab_gpu::launch::Winograd;

use crate::common::{SUMS, floats, launch as run, numbers, padded};
use crate::gpu_test;

/// The largest batch of each kernel; smaller ones leave room in its buffers.
const CAPACITY: usize = 17;
const BATCHES: [usize; 2] = [1, CAPACITY];

/// 3x3 convolutions and halving pools; odd pictures leave a row or column out, and channels fill no tile.
fn sizes() -> Vec<[Geometry; 2]> {
    let pair = |input, padding, filters| {
        let window = |size, strides, padding| Window { size: [size; 2], strides: [strides; 2], padding };
        let conv = Geometry::new(input, window(3, 1, padding), filters).expect("a window fits");
        let pool = Geometry::new(conv.output, window(2, 2, Padding::Valid), filters).expect("a window fits");
        [conv, pool]
    };
    vec![
        pair([8, 8, 3], Padding::Same, 8),
        pair([7, 9, 9], Padding::Same, 1),
        pair([7, 10, 1], Padding::Valid, 11),
        pair([8, 5, 17], Padding::Valid, 5),
        pair([12, 9, 37], Padding::Same, 70),
        // Of these four invocations load together, where there are subgroups.
        pair([6, 7, 29], Padding::Same, 59),
    ]
}

/// The first buffer that a kernel writes, the last of its bindings, of so many numbers.
async fn numbers_of(
    gpu: &Gpu,
    launch: &convlab_gpu::launch::Launch,
    batch: usize,
    inputs: &[&[f32]],
    size: usize,
) -> Vec<f32> {
    let mut buffers: Vec<Buffer> = inputs.iter().map(|input| Buffer::floats(input)).collect();
    buffers.push(Buffer::Zeros(size));
    floats(&run(gpu, launch, batch, &buffers).await[inputs.len()])
}

gpu_test! {
    /// The whole way forward is the convolution with its pool.
    async fn winograd_forward(gpu) {
        for ([conv, pool], batch) in sizes().iter().flat_map(|pair| BATCHES.map(|batch| (pair, batch))) {
            let sizes = Winograd::new(conv, pool, CAPACITY).expect("a 3x3 kernel and a halving pool");
            let room = |size| CAPACITY * size;
            let pictures = numbers(1, room(conv.input_size()));
            let x = &pictures[..batch * conv.input_size()];
            let kernel = numbers(2, conv.depth() * conv.output[2]);
            let bias = numbers(3, conv.output[2]);
            let space = Buffer::Zeros(sizes.kernel_size());
            let transforms = run(gpu, &sizes.kernel(), 1, &[Buffer::floats(&kernel), space.clone(), space]).await;
            let v = numbers_of(gpu, &sizes.input(), batch, &[&pictures], room(sizes.input_size())).await;
            let u = floats(&transforms[1]);
            let m = numbers_of(gpu, &sizes.product(false), batch, &[&v, &u], room(sizes.output_size())).await;
            let staged = numbers_of(gpu, &sizes.product_staged(), batch, &[&v, &u], room(sizes.output_size())).await;
            SUMS.assert(&format!("m staged {conv:?} batch {batch}"), &staged, &m);
            if gpu.has_subgroups() {
                let launch = sizes.product(true);
                let together = numbers_of(gpu, &launch, batch, &[&v, &u], room(sizes.output_size())).await;
                SUMS.assert(&format!("m by {} {conv:?} batch {batch}", launch.kernel.name), &together, &m);
            }
            let space = Buffer::Zeros(room(pool.output_size()));
            let buffers = [Buffer::floats(&m), Buffer::floats(&bias), space.clone(), space];
            let after = run(gpu, &sizes.pool(), batch, &buffers).await;

            let name = format!("{conv:?} batch {batch}");
            let (y, _) = twins::conv2d_pool(conv, pool, x, &kernel, Some(&bias));
            SUMS.assert(&format!("y {name}"), &floats(&after[2])[..y.len()], &y);
            // Of values that are equal but for rounding either may win: what won has to be the largest.
            let z = twins::conv2d(conv, x, &kernel, Some(&bias), true);
            let [height, width, channels] = pool.output;
            let winner = |(index, code): (usize, &u32)| {
                let (o, j) = (index % channels, index / channels % width);
                let (i, n) = (index / channels / width % height, index / channels / width / height);
                let (row, column) = (2 * i + *code as usize / 2, 2 * j + *code as usize % 2);
                if *code == 4 { 0.0 } else { z[((n * conv.output[0] + row) * conv.output[1] + column) * channels + o] }
            };
            let winners: Vec<f32> = after[3][..y.len()].iter().enumerate().map(winner).collect();
            SUMS.assert(&format!("winners {name}"), &winners, &y);
        }
    }
}

gpu_test! {
    /// The whole way back gives the gradients of kernel, bias and input.
    async fn winograd_backward(gpu) {
        for ([conv, pool], batch) in sizes().iter().flat_map(|pair| BATCHES.map(|batch| (pair, batch))) {
            let sizes = Winograd::new(conv, pool, CAPACITY).expect("a 3x3 kernel and a halving pool");
            let room = |size| CAPACITY * size;
            let pictures = numbers(1, room(conv.input_size()));
            let x = &pictures[..batch * conv.input_size()];
            let kernel = numbers(2, conv.depth() * conv.output[2]);
            let bias = numbers(3, conv.output[2]);
            let (y, winners) = twins::conv2d_pool(conv, pool, x, &kernel, Some(&bias));
            let d_pooled = numbers(4, room(pool.output_size()));
            let d_y = &d_pooled[..batch * pool.output_size()];
            let codes: Vec<u32> = y.iter().zip(&winners).map(|(y, winner)| if *y > 0.0 { *winner } else { 4 }).collect();
            let codes = Buffer::Words(padded(&codes, d_pooled.len()));
            let space = Buffer::Zeros(room(sizes.output_size()));
            let after = run(gpu, &sizes.gradient(), batch, &[codes.clone(), Buffer::floats(&d_pooled), space]).await;
            let d_m = floats(&after[2]);
            let name = format!("{conv:?} batch {batch}");

            let d_z = twins::conv2d_pool_backward(pool, &y, &winners, d_y);
            let v = numbers_of(gpu, &sizes.input(), batch, &[&pictures], room(sizes.input_size())).await;
            // There are slices for the largest batch: of a smaller one the last ones have nothing to sum.
            let mut products = vec![sizes.kernel_product(false), sizes.kernel_product_staged()];
            products.extend(gpu.has_subgroups().then(|| sizes.kernel_product(true)));
            for (product, slices) in products {
                let name = format!("{name}, {}", product.kernel.name);
                let buffers = [
                    Buffer::floats(&v),
                    Buffer::floats(&d_m),
                    codes.clone(),
                    Buffer::floats(&d_pooled),
                    Buffer::Zeros(slices * sizes.slice_size()),
                ];
                let partial = run(gpu, &product, batch, &buffers).await.swap_remove(4);
                let buffers =
                    [Buffer::Words(partial), Buffer::Zeros(kernel.len()), Buffer::Zeros(bias.len())];
                let sums = run(gpu, &sizes.backward_kernel(slices), 1, &buffers).await;
                let expected = twins::conv2d_backward_kernel(conv, x, &d_z);
                let tolerance = if sizes.is_large() { LARGE } else { SUMS };
                tolerance.assert(&format!("d_kernel {name} in {slices} slices"), &floats(&sums[1]), &expected);
                let expected = twins::bias_backward(&d_z, conv.output[2]);
                SUMS.assert(&format!("d_bias {name} in {slices} slices"), &floats(&sums[2]), &expected);
            }

            let space = Buffer::Zeros(sizes.kernel_size());
            let transforms = run(gpu, &sizes.kernel(), 1, &[Buffer::floats(&kernel), space.clone(), space]).await;
            let transposed = floats(&transforms[2]);
            let d_v = numbers_of(gpu, &sizes.backward_product(false), batch, &[&d_m, &transposed], room(sizes.input_size())).await;
            let expected = twins::conv2d_backward_input(conv, &d_z, &kernel);
            let d_x = numbers_of(gpu, &sizes.backward_input(), batch, &[&d_v], room(conv.input_size())).await;
            SUMS.assert(&format!("d_x {name}"), &d_x[..expected.len()], &expected);
            let launch = sizes.backward_product_staged();
            let staged = numbers_of(gpu, &launch, batch, &[&d_m, &transposed], room(sizes.input_size())).await;
            SUMS.assert(&format!("d_v staged {name}"), &staged, &d_v);
            if gpu.has_subgroups() {
                let launch = sizes.backward_product(true);
                let together = numbers_of(gpu, &launch, batch, &[&d_m, &transposed], room(sizes.input_size())).await;
                SUMS.assert(&format!("d_v by {} {name}", launch.kernel.name), &together, &d_v);
            }
        }
    }
}

/// Large tiles round more, by a share of the many products that are summed, not of what is left of them: 1e-6 was seen.
const LARGE: Tolerance = Tolerance::Norm { relative: 2e-6 };

/// Numbers rounded to 16 bits on the way are up to 5e-4 of themselves off.
const HALF: Tolerance = Tolerance::Norm { relative: 1e-3 };

gpu_test! {
    /// The whole way there and back with tiles of 16 bits, also where gradients are smaller than 16 bits can tell.
    async fn winograd_in_half(gpu) {
        if !gpu.has_half() {
            println!("skipped: no numbers of 16 bits on {}", gpu.info().name);
            return;
        }
        for ([conv, pool], batch) in sizes().iter().flat_map(|pair| BATCHES.map(|batch| (pair, batch))) {
            let sizes = Winograd::new(conv, pool, CAPACITY).expect("a 3x3 kernel and a halving pool").in_half(true);
            let name = format!("{conv:?} batch {batch}");
            let [pictures, kernel] = [numbers(1, CAPACITY * conv.input_size()), numbers(2, conv.depth() * conv.output[2])];
            let (x, bias) = (&pictures[..batch * conv.input_size()], numbers(3, conv.output[2]));
            let space = |size: usize| Buffer::Zeros(size);
            let tiles = |size: usize| Buffer::Zeros(sizes.words(CAPACITY * size));

            let buffers = [Buffer::floats(&kernel), space(sizes.kernel_size()), space(sizes.kernel_size())];
            let transforms = run(gpu, &sizes.kernel(), 1, &buffers).await;
            let buffers = [Buffer::floats(&pictures), tiles(sizes.input_size())];
            let v = Buffer::Words(run(gpu, &sizes.input(), batch, &buffers).await.swap_remove(1));
            let buffers = [v.clone(), Buffer::Words(transforms[1].clone()), tiles(sizes.output_size())];
            let m = Buffer::Words(run(gpu, &sizes.product_staged(), batch, &buffers).await.swap_remove(2));
            let room = CAPACITY * pool.output_size();
            let after = run(gpu, &sizes.pool(), batch, &[m, Buffer::floats(&bias), space(room), space(room)]).await;
            let (y, winners) = twins::conv2d_pool(conv, pool, x, &kernel, Some(&bias));
            HALF.assert(&format!("y {name}"), &floats(&after[2])[..y.len()], &y);

            let d_pooled: Vec<f32> = numbers(4, room).iter().map(|number| number * 1e-6).collect();
            let d_z = twins::conv2d_pool_backward(pool, &y, &winners, &d_pooled[..y.len()]);
            let codes: Vec<u32> = y.iter().zip(&winners).map(|(y, winner)| if *y > 0.0 { *winner } else { 4 }).collect();
            let [codes, d_pooled] = [Buffer::Words(padded(&codes, room)), Buffer::floats(&d_pooled)];
            let buffers = [codes.clone(), d_pooled.clone(), tiles(sizes.output_size())];
            let d_m = Buffer::Words(run(gpu, &sizes.gradient(), batch, &buffers).await.swap_remove(2));
            let (product, slices) = sizes.kernel_product_staged();
            let buffers = [v, d_m.clone(), codes, d_pooled, space(slices * sizes.slice_size())];
            let partial = Buffer::Words(run(gpu, &product, batch, &buffers).await.swap_remove(4));
            let sums = run(gpu, &sizes.backward_kernel(slices), 1, &[partial, space(kernel.len()), space(bias.len())]).await;
            let expected = twins::conv2d_backward_kernel(conv, x, &d_z);
            HALF.assert(&format!("d_kernel {name}"), &floats(&sums[1]), &expected);
            HALF.assert(&format!("d_bias {name}"), &floats(&sums[2]), &twins::bias_backward(&d_z, conv.output[2]));

            let buffers = [d_m, Buffer::Words(transforms[2].clone()), tiles(sizes.input_size())];
            let d_v = Buffer::Words(run(gpu, &sizes.backward_product_staged(), batch, &buffers).await.swap_remove(2));
            let buffers = [d_v, space(CAPACITY * conv.input_size())];
            let d_x = floats(&run(gpu, &sizes.backward_input(), batch, &buffers).await[1]);
            let expected = twins::conv2d_backward_input(conv, &d_z, &kernel);
            HALF.assert(&format!("d_x {name}"), &d_x[..expected.len()], &expected);
        }
    }
}
