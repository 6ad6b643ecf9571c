//! A walk through a network: what is there after each step, and that it fits together.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use convlab_core::backend::Loss;
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::ops::{Op, Phase};
use convlab_core::tolerance::Tolerance;
use convlab_core::twins::{self, FromBatch, Walk};

const LAYERS: &str = r#"{ "inputShape": [4, 4, 1], "layers": [
    { "type": "Conv2D", "filters": 2, "kernelSize": 3, "padding": "same", "activation": "relu" },
    { "type": "MaxPooling2D" },
    { "type": "Flatten" },
    { "type": "Dense", "units": 3, "activation": "softmax" }
] }"#;

/// The operations: convolution, pool, dense, softmax.
const OPS: usize = 4;

fn network() -> Network {
    Network::new(&NetworkSpec::from_json(LAYERS).unwrap()).unwrap()
}

fn image() -> Vec<f32> {
    (0..16).map(|pixel| ((pixel * 7) % 16) as f32 / 16.0).collect()
}

fn walk() -> Walk<f32> {
    let network = network();
    let weights = network.initial_weights(1);
    Walk::new(network, weights, image(), Phase::Inference)
}

#[test]
fn each_step_computes_one_operation() {
    let mut walk = walk();
    for op in 0..OPS {
        assert_eq!((walk.input(op).is_some(), walk.output(op)), (true, None));
        assert_eq!(walk.forward_step(), op + 1 < OPS);
        assert_eq!(walk.reached(), walk.output(op).unwrap());
    }
    assert!(!walk.forward_step(), "nothing is left");
    assert_eq!(walk.winners(1).unwrap().len(), 2 * 2 * 2);
    assert_eq!((walk.winners(0), walk.kernel(1), walk.bias(3)), (None, None, None));
    let probabilities = walk.probabilities().unwrap();
    assert_eq!(probabilities, twins::softmax(walk.logits().unwrap(), 3));
    assert_eq!(probabilities, twins::predict(walk.network(), &walk.network().initial_weights(1), &image()));
    walk.start(vec![0.0; 16]);
    assert_eq!((walk.images(), walk.output(0), walk.logits()), ([0.0; 16].as_slice(), None, None));
}

#[test]
fn the_way_back_passes_one_operation_a_step() {
    let mut walk = walk();
    assert!(!walk.backward_step(), "there is no loss yet");
    let result = walk.judge(&[2], Loss::Logits).clone();
    assert_eq!(walk.result(), Some(&result));
    assert_eq!(walk.d_y(3), None, "the loss looks through the softmax");
    assert_eq!(walk.d_y(2), Some(result.d_logits.as_slice()));
    for op in (0..OPS - 1).rev() {
        assert_eq!((walk.d_x(op), walk.d_z(op), walk.d_kernel(op)), (None, None, None));
        assert_eq!(walk.backward_step(), op > 0);
        assert!(walk.d_x(op).is_some());
    }
    let d_z = twins::relu_backward(walk.output(0).unwrap(), walk.d_y(0).unwrap());
    assert_eq!(walk.d_z(0), Some(d_z.as_slice()), "behind the convolution's ReLU");
    assert_eq!(walk.d_bias(0), Some(twins::bias_backward(&d_z, 2).as_slice()));
    assert_eq!(walk.d_z(2), walk.d_y(2), "a dense layer without a ReLU");
    assert_eq!(walk.d_z(1), None, "a pool has no sum");
    let network = network();
    let weights = network.initial_weights(1);
    let (_, gradients) = twins::gradients(&network, &weights, &image(), &[2], Loss::Logits, Phase::Inference);
    assert_eq!(walk.d_kernel(0), Some(&gradients[network.parameters[0].range()]));
    assert_eq!(walk.into_gradients(), gradients);
}

#[test]
fn the_double_softmax_goes_back_through_the_softmax_too() {
    let mut walk = walk();
    let d_y = walk.judge(&[0], Loss::DoubleSoftmax).d_logits.clone();
    assert_eq!(walk.d_y(3), Some(d_y.as_slice()));
    assert!(walk.backward_step());
    let d_logits = twins::softmax_backward(&walk.probabilities().unwrap(), &d_y, 3);
    assert_eq!(walk.d_x(3), Some(d_logits.as_slice()));
}

/// One image on its own: nothing is dropped, and the moving statistics are constants of which the gradient is linear.
#[test]
fn in_inference_a_walk_passes_dropout_and_batch_normalisation_as_they_predict() {
    let json = r#"{ "inputShape": [2, 1, 2], "layers": [
        { "type": "BatchNormalization", "epsilon": 1 }, { "type": "Dropout", "rate": 0.9 }, { "type": "Flatten" },
        { "type": "Dense", "units": 2 } ] }"#;
    let network = Network::new(&NetworkSpec::from_json(json).unwrap()).unwrap();
    let mut weights = network.initial_weights(1);
    for (name, values) in [
        ("batch_normalization/gamma", [2.0, 4.0]),
        ("batch_normalization/beta", [0.5, 0.0]),
        ("batch_normalization/moving_mean", [1.0, 2.0]),
        ("batch_normalization/moving_variance", [3.0, 15.0]),
    ] {
        let parameter = network.parameters.iter().find(|parameter| parameter.name == name).unwrap();
        weights[parameter.range()].copy_from_slice(&values);
    }
    let mut walk = Walk::new(network, weights.clone(), vec![1.0f32, 2.0, 3.0, 6.0], Phase::Inference);
    walk.judge(&[1], Loss::Logits);
    let normalised = [0.5, 0.0, 2.5, 4.0];
    assert_eq!((walk.output(0), walk.output(1)), (Some(normalised.as_slice()), Some(normalised.as_slice())));
    assert_eq!((walk.kernel(0), walk.bias(0), walk.winners(0), walk.kernel(1)), (None, None, None, None));
    while walk.backward_step() {}
    assert_eq!(walk.d_x(1), walk.d_y(1));
    // gamma / sqrt(variance + 1) is 1 in both channels.
    assert_eq!(walk.d_x(0), walk.d_y(0));
    assert_eq!(walk.d_z(0), None);
    let before = weights.clone();
    walk.move_statistics(&mut weights);
    assert_eq!(weights, before, "what it took were the moving statistics");
}

#[test]
fn another_image_forgets_the_way_back() {
    let mut walk = walk();
    walk.judge(&[1], Loss::Logits);
    while walk.backward_step() {}
    walk.start(image());
    assert_eq!((walk.result(), walk.d_x(0), walk.d_kernel(0)), (None, None, None));
}

/// A walk of one image, told what its batch normalisation takes from the batch, gives what the walk of the whole batch gives
/// at it: forward, and back.
#[test]
fn one_image_of_a_batch_is_walked_as_in_it() {
    let layers = r#"{ "inputShape": [4, 4, 2], "layers": [
        { "type": "Conv2D", "filters": 3, "kernelSize": 3 },
        { "type": "BatchNormalization" },
        { "type": "Activation", "activation": "relu" },
        { "type": "Flatten" },
        { "type": "Dropout", "rate": 0.25 },
        { "type": "Dense", "units": 5 },
        { "type": "BatchNormalization" },
        { "type": "Dense", "units": 3, "activation": "softmax" } ] }"#;
    let network = Network::new(&NetworkSpec::from_json(layers).unwrap()).unwrap();
    let weights: Vec<f64> = network.initial_weights(2).into_iter().map(f64::from).collect();
    let size = network.input.size();
    let images: Vec<f64> = (0..6 * size).map(|at| ((at * 7919) % 101) as f64 / 101.0).collect();
    let phase = Phase::Training { seed: 4, step: 2 };
    let mut whole = Walk::new(network.clone(), weights.clone(), images.clone(), phase);
    whole.judge(&[0, 1, 2, 2, 1, 0], Loss::Logits);
    while whole.backward_step() {}
    let gradients = whole.clone().into_gradients();
    let given = whole.program().steps.iter().enumerate().map(|(op, step)| match step.op {
        Op::BatchNorm(norm) => Some(FromBatch {
            moments: whole.moments(op)?.clone(),
            sums: Some(
                [norm.gamma?, norm.beta?].map(|index| gradients[network.parameters[index].range()].to_vec()),
            ),
        }),
        _ => None,
    });
    let given = given.collect();

    let mut one = Walk::new(network, weights, images[..size].to_vec(), phase);
    one.take_from_batch(6, given);
    one.judge(&[0], Loss::Logits);
    while one.backward_step() {}
    for value in 0..=one.program().steps.len() {
        let output = one.value(value).unwrap();
        Tolerance::absolute(1e-12).assert("a value", output, &whole.value(value).unwrap()[..output.len()]);
        let (Some(gradient), Some(expected)) = (one.d_value(value), whole.d_value(value)) else { continue };
        Tolerance::absolute(1e-12).assert("a gradient", gradient, &expected[..gradient.len()]);
    }
    assert!(one.d_value(0).is_some(), "it comes back to the image");
}
