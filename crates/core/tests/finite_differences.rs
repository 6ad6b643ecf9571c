//! Every backward twin against central differences of its forward twin, in f64, on awkward sizes.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use convlab_core::backend::Loss;
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::ops::{Geometry, Phase};
use convlab_core::random::{Random, Stream};
use convlab_core::shape::{Padding, Window};
use convlab_core::tolerance::Tolerance;
use convlab_core::twins::{self, Moments};

/// Half the distance of a central difference: its own error is near 1e-10 in these sizes.
const STEP: f64 = 1e-6;

const CLOSE: Tolerance = Tolerance::Each { absolute: 1e-8, relative: 1e-7 };

/// Seeded numbers in `[-1, 1)`.
fn numbers(seed: u64, count: usize) -> Vec<f64> {
    let random = Random::new(seed, Stream::Initializer(0));
    (0..count as u64).map(|index| f64::from(random.unit(index)) * 2.0 - 1.0).collect()
}

/// Compares `d_x` with the gradient of `sum of d_y * f(x)`.
fn check(name: &str, f: impl Fn(&[f64]) -> Vec<f64>, x: &[f64], d_y: &[f64], d_x: &[f64]) {
    let value = |x: &[f64]| f(x).iter().zip(d_y).map(|(y, d_y)| y * d_y).sum::<f64>();
    let mut x = x.to_vec();
    let differences: Vec<f64> = (0..x.len())
        .map(|index| {
            let middle = x[index];
            x[index] = middle + STEP;
            let above = value(&x);
            x[index] = middle - STEP;
            let below = value(&x);
            x[index] = middle;
            (above - below) / (2.0 * STEP)
        })
        .collect();
    CLOSE.assert(name, d_x, &differences);
}

/// Windows of every kind: odd and even, one pixel, larger than the picture, overlapping, with gaps between
/// them.
fn geometries() -> Vec<Geometry> {
    let window = |size, strides, padding| Window { size, strides, padding };
    let cases = [
        ([5, 7, 1], window([3, 3], [1, 1], Padding::Same), 1),
        ([5, 4, 3], window([2, 2], [1, 1], Padding::Valid), 2),
        ([4, 5, 2], window([2, 2], [1, 1], Padding::Same), 3),
        ([7, 5, 2], window([3, 3], [2, 2], Padding::Same), 3),
        ([6, 5, 2], window([1, 1], [3, 2], Padding::Valid), 2),
        ([4, 7, 1], window([4, 2], [1, 3], Padding::Same), 5),
        ([3, 3, 2], window([5, 5], [1, 1], Padding::Same), 2),
        ([5, 6, 3], window([2, 2], [2, 2], Padding::Valid), 2),
        ([5, 5, 2], window([3, 2], [1, 2], Padding::Valid), 9),
    ];
    cases.map(|(input, window, filters)| Geometry::new(input, window, filters).unwrap()).into()
}

#[test]
fn conv2d() {
    for g in geometries() {
        for batch in [1, 17] {
            let x = numbers(1, batch * g.input_size());
            let kernel = numbers(2, g.depth() * g.output[2]);
            let bias = numbers(3, g.output[2]);
            let d_y = numbers(4, batch * g.output_size());
            let name = |tensor| format!("{tensor} of {g:?}, batch {batch}");

            let forward = |x: &[f64]| twins::conv2d(&g, x, &kernel, Some(&bias), false);
            check(&name("d_x"), forward, &x, &d_y, &twins::conv2d_backward_input(&g, &d_y, &kernel));
            let forward = |kernel: &[f64]| twins::conv2d(&g, &x, kernel, Some(&bias), false);
            check(&name("d_kernel"), forward, &kernel, &d_y, &twins::conv2d_backward_kernel(&g, &x, &d_y));
            let forward = |bias: &[f64]| twins::conv2d(&g, &x, &kernel, Some(bias), false);
            check(&name("d_bias"), forward, &bias, &d_y, &twins::bias_backward(&d_y, g.output[2]));
        }
    }
}

#[test]
fn a_convolution_with_the_flipped_kernel_is_the_gradient_of_the_input() {
    for g in geometries().into_iter().filter(|g| g.strides == [1, 1]) {
        let kernel = numbers(1, g.depth() * g.output[2]);
        let d_y = numbers(2, 3 * g.output_size());
        let back = Geometry {
            input: g.output,
            output: g.input,
            before: [g.size[0] - 1 - g.before[0], g.size[1] - 1 - g.before[1]],
            ..g
        };
        let flipped = twins::flip_kernel(g.size, g.input[2], g.output[2], &kernel);
        let d_x = twins::conv2d(&back, &d_y, &flipped, None, false);
        CLOSE.assert(&format!("d_x of {g:?}"), &d_x, &twins::conv2d_backward_input(&g, &d_y, &kernel));
    }
}

#[test]
fn max_pool() {
    for g in geometries() {
        let g = Geometry { output: [g.output[0], g.output[1], g.input[2]], ..g };
        for batch in [1, 17] {
            let x = numbers(1, batch * g.input_size());
            let d_y = numbers(2, batch * g.output_size());
            let (_, winners) = twins::max_pool(&g, &x);
            let d_x = twins::max_pool_backward(&g, &winners, &d_y);
            check(&format!("d_x of {g:?}, batch {batch}"), |x| twins::max_pool(&g, x).0, &x, &d_y, &d_x);
        }
    }
}

/// The same windows over channels of their own, each of which becomes two.
fn depthwise(g: Geometry) -> Geometry {
    Geometry { output: [g.output[0], g.output[1], 2 * g.input[2]], ..g }
}

#[test]
fn depthwise_conv2d() {
    for g in geometries().into_iter().map(depthwise) {
        for batch in [1, 17] {
            let x = numbers(1, batch * g.input_size());
            let kernel = numbers(2, g.size[0] * g.size[1] * g.output[2]);
            let bias = numbers(3, g.output[2]);
            let d_y = numbers(4, batch * g.output_size());
            let name = |tensor| format!("{tensor} of {g:?}, batch {batch}");

            let forward = |x: &[f64]| twins::depthwise_conv2d(&g, x, &kernel, Some(&bias), false);
            check(
                &name("d_x"),
                forward,
                &x,
                &d_y,
                &twins::depthwise_conv2d_backward_input(&g, &d_y, &kernel),
            );
            let forward = |kernel: &[f64]| twins::depthwise_conv2d(&g, &x, kernel, Some(&bias), false);
            let d_kernel = twins::depthwise_conv2d_backward_kernel(&g, &x, &d_y);
            check(&name("d_kernel"), forward, &kernel, &d_y, &d_kernel);
            let forward = |bias: &[f64]| twins::depthwise_conv2d(&g, &x, &kernel, Some(bias), false);
            check(&name("d_bias"), forward, &bias, &d_y, &twins::bias_backward(&d_y, g.output[2]));
        }
    }
}

#[test]
fn average_pool() {
    for g in geometries() {
        let g = Geometry { output: [g.output[0], g.output[1], g.input[2]], ..g };
        for batch in [1, 17] {
            let x = numbers(1, batch * g.input_size());
            let d_y = numbers(2, batch * g.output_size());
            let d_x = twins::average_pool_backward(&g, &d_y);
            check(&format!("d_x of {g:?}, batch {batch}"), |x| twins::average_pool(&g, x), &x, &d_y, &d_x);
        }
    }
}

/// A network whose values are taken by several layers: the gradients meet where the branches part.
#[test]
fn a_network_with_branches() {
    let json = r#"{ "inputShape": [5, 4, 2], "layers": [
        { "type": "SeparableConv2D", "filters": 3, "kernelSize": 3, "padding": "same", "depthMultiplier": 2 },
        { "type": "BatchNormalization" },
        { "type": "DepthwiseConv2D", "kernelSize": 3, "padding": "same" },
        { "type": "Add", "inputs": ["depthwise_conv2d", "separable_conv2d", "batch_normalization"] },
        { "type": "AveragePooling2D", "poolSize": 2, "inputs": ["separable_conv2d"] },
        { "type": "AveragePooling2D", "poolSize": 2, "inputs": ["add"] },
        { "type": "Add", "inputs": ["average_pooling2d", "average_pooling2d"] },
        { "type": "Add", "inputs": ["add_1", "average_pooling2d_1"] },
        { "type": "GlobalAveragePooling2D" },
        { "type": "Dense", "units": 3 } ] }"#;
    let network = Network::new(&NetworkSpec::from_json(json).unwrap()).unwrap();
    let (images, labels) = (numbers(1, 4 * network.input.size()), [2, 0, 1, 2]);
    let weights = numbers(2, network.arena_size());
    let phase = Phase::Training { seed: 0, step: 0 };
    let (_, gradients) = twins::gradients(&network, &weights, &images, &labels, Loss::Logits, phase);
    let losses = |w: &[f64]| twins::gradients(&network, w, &images, &labels, Loss::Logits, phase).0.losses;
    check("the gradients", losses, &weights, &[0.25; 4], &gradients);
}

#[test]
fn conv2d_pool() {
    for conv in geometries() {
        let window = Window { size: [2, 2], strides: [2, 2], padding: Padding::Valid };
        let Some(pool) = Geometry::new(conv.output, window, conv.output[2]) else { continue };
        let x = numbers(1, 17 * conv.input_size());
        let kernel = numbers(2, conv.depth() * conv.output[2]);
        let bias = numbers(3, conv.output[2]);
        let d_y = numbers(4, 17 * pool.output_size());
        let (y, winners) = twins::conv2d_pool(&conv, &pool, &x, &kernel, Some(&bias));
        let d_z = twins::conv2d_pool_backward(&pool, &y, &winners, &d_y);
        let name = |tensor| format!("{tensor} of {conv:?}");

        let forward = |x: &[f64]| twins::conv2d_pool(&conv, &pool, x, &kernel, Some(&bias)).0;
        check(&name("d_x"), forward, &x, &d_y, &twins::conv2d_backward_input(&conv, &d_z, &kernel));
        let forward = |kernel: &[f64]| twins::conv2d_pool(&conv, &pool, &x, kernel, Some(&bias)).0;
        check(&name("d_kernel"), forward, &kernel, &d_y, &twins::conv2d_backward_kernel(&conv, &x, &d_z));
    }
}

#[test]
fn dense() {
    for (batch, inputs, units) in [(1, 1, 1), (1, 7, 3), (17, 5, 4), (17, 1, 9)] {
        let x = numbers(1, batch * inputs);
        let kernel = numbers(2, inputs * units);
        let bias = numbers(3, units);
        let d_y = numbers(4, batch * units);
        let name = |tensor| format!("{tensor} of {batch} x {inputs} x {units}");
        let y = twins::dense(inputs, units, &x, &kernel, Some(&bias), true);
        let d_z = twins::relu_backward(&y, &d_y);

        let forward = |x: &[f64]| twins::dense(inputs, units, x, &kernel, Some(&bias), true);
        check(&name("d_x"), forward, &x, &d_y, &twins::dense_backward_input(inputs, units, &d_z, &kernel));
        let forward = |kernel: &[f64]| twins::dense(inputs, units, &x, kernel, Some(&bias), true);
        let d_kernel = twins::dense_backward_kernel(inputs, units, &x, &d_z);
        check(&name("d_kernel"), forward, &kernel, &d_y, &d_kernel);
        let forward = |bias: &[f64]| twins::dense(inputs, units, &x, &kernel, Some(bias), true);
        check(&name("d_bias"), forward, &bias, &d_y, &twins::bias_backward(&d_z, units));
    }
}

#[test]
fn batch_norm() {
    for (rows, channels) in [(2, 1), (17, 5), (9 * 4, 3)] {
        let x = numbers(1, rows * channels);
        let (gamma, beta) = (numbers(2, channels), numbers(3, channels));
        let d_y = numbers(4, rows * channels);
        for gamma in [Some(gamma.as_slice()), None] {
            let forward = |x: &[f64], gamma: Option<&[f64]>, beta: &[f64]| {
                let mean = twins::batch_norm_mean(x, channels);
                let variance = twins::batch_norm_variance(x, &mean);
                let moments = Moments { mean: &mean, variance: &variance, epsilon: 1e-3 };
                twins::batch_norm(x, moments, gamma, Some(beta))
            };
            let mean = twins::batch_norm_mean(&x, channels);
            let variance = twins::batch_norm_variance(&x, &mean);
            let moments = Moments { mean: &mean, variance: &variance, epsilon: 1e-3 };
            let d_gamma = twins::batch_norm_backward_gamma(&x, &d_y, moments);
            let d_beta = twins::bias_backward(&d_y, channels);
            let d_x = twins::batch_norm_backward_input(&x, &d_y, moments, gamma, [&d_gamma, &d_beta], rows);
            let name = |tensor| format!("{tensor} of {rows} x {channels}, gamma {}", gamma.is_some());
            check(&name("d_x"), |x| forward(x, gamma, &beta), &x, &d_y, &d_x);
            check(&name("d_beta"), |beta| forward(&x, gamma, beta), &beta, &d_y, &d_beta);
            if let Some(gamma) = gamma {
                check(&name("d_gamma"), |gamma| forward(&x, Some(gamma), &beta), gamma, &d_y, &d_gamma);
            }
        }
    }
}

#[test]
fn dropout() {
    let random = Random::new(3, Stream::Dropout { layer: 1, step: 2 });
    let (x, d_y) = (numbers(1, 17 * 6), numbers(2, 17 * 6));
    for rate in [0.0, 0.3, 0.9] {
        let d_x = twins::dropout(&d_y, rate, &random);
        check(&format!("d_x at rate {rate}"), |x| twins::dropout(x, rate, &random), &x, &d_y, &d_x);
    }
}

#[test]
fn activations() {
    let (x, d_y) = (numbers(1, 17 * 6), numbers(2, 17 * 6));
    check("relu", twins::relu, &x, &d_y, &twins::relu_backward(&twins::relu(&x), &d_y));
    for classes in [1, 2, 6, 17] {
        let y = twins::softmax(&x, classes);
        let d_x = twins::softmax_backward(&y, &d_y, classes);
        check("softmax", |x| twins::softmax(x, classes), &x, &d_y, &d_x);
    }
}

#[test]
fn softmax_cross_entropy() {
    for (batch, classes) in [(1, 2), (17, 5), (17, 10)] {
        let logits: Vec<f64> = numbers(1, batch * classes).iter().map(|logit| 5.0 * logit).collect();
        let labels: Vec<u8> = (0..batch).map(|image| (image % classes) as u8).collect();
        let losses = |logits: &[f64]| twins::softmax_cross_entropy(logits, &labels, classes).losses;
        let d_logits = twins::softmax_cross_entropy(&logits, &labels, classes).d_logits;
        check("d_logits", losses, &logits, &vec![1.0 / batch as f64; batch], &d_logits);
    }
}
