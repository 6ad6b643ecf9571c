//! The CPU backend beside the chain of twins in f64, on networks of every shape.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use convlab_core::Error;
use convlab_core::backend::{Backend, Batch, Loss, Mode};
use convlab_core::cpu::Model;
use convlab_core::dataset::{Dataset, Pixels};
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::ops::Phase;
use convlab_core::random::{Random, Stream};
use convlab_core::tolerance::Tolerance;
use convlab_core::twins;
use pollster::block_on;

/// What f32 sums of a few hundred products may lose.
const CLOSE: Tolerance = Tolerance::Norm { relative: 2e-6 };

/// Networks that end in four classes: the input's shape and the layers before.
const NETWORKS: [(&str, &str); 12] = [
    ("[3]", r#"{"type":"Dense","units":7,"activation":"relu"},{"type":"Dense","units":5,"useBias":false},"#),
    (
        "[9,7,1]",
        r#"{"type":"Conv2D","filters":9,"kernelSize":3,"padding":"same","activation":"relu"},
           {"type":"MaxPooling2D"},
           {"type":"Conv2D","filters":3,"kernelSize":[2,3],"activation":"relu","useBias":false},
           {"type":"MaxPooling2D","poolSize":[2,1],"strides":1},{"type":"Flatten"},"#,
    ),
    (
        "[7,8,3]",
        r#"{"type":"Conv2D","filters":5,"kernelSize":3,"strides":2,"padding":"same"},{"type":"MaxPooling2D"},
           {"type":"Activation","activation":"relu"},
           {"type":"Conv2D","filters":33,"kernelSize":1,"activation":"relu"},{"type":"Flatten"},"#,
    ),
    (
        "[6,6,2]",
        r#"{"type":"Conv2D","filters":17,"kernelSize":4,"padding":"same","activation":"relu"},
           {"type":"MaxPooling2D","poolSize":3,"strides":2,"padding":"same"},
           {"type":"Conv2D","filters":8,"kernelSize":2,"strides":[1,2],"activation":"relu"},
           {"type":"Flatten"},"#,
    ),
    (
        "[4,4,2]",
        r#"{"type":"Activation","activation":"softmax"},
           {"type":"Conv2D","filters":2,"kernelSize":7,"padding":"same","activation":"relu"},
           {"type":"MaxPooling2D","padding":"same"},{"type":"Flatten"},
           {"type":"Dense","units":6,"activation":"softmax"},"#,
    ),
    (
        "[11,10,2]",
        r#"{"type":"Conv2D","filters":12,"kernelSize":3,"strides":2,"activation":"relu"},
           {"type":"MaxPooling2D"},
           {"type":"Conv2D","filters":40,"kernelSize":2,"padding":"same","activation":"relu"},
           {"type":"MaxPooling2D"},{"type":"Flatten"},"#,
    ),
    ("[5,5,1]", r#"{"type":"MaxPooling2D","poolSize":2,"strides":3,"padding":"same"},{"type":"Flatten"},"#),
    (
        "[6,5,3]",
        // What a batch normalisation takes off again, as a bias before it, has no gradient that could be compared.
        r#"{"type":"BatchNormalization","center":false},
           {"type":"Conv2D","filters":5,"kernelSize":3,"useBias":false},
           {"type":"BatchNormalization"},{"type":"Activation","activation":"relu"},
           {"type":"Dropout","rate":0.25},{"type":"Flatten"},
           {"type":"Dense","units":6,"useBias":false},
           {"type":"BatchNormalization","scale":false,"epsilon":0.1},"#,
    ),
    (
        "[7]",
        r#"{"type":"Dropout","rate":0.5},{"type":"Dense","units":9,"activation":"relu"},
           {"type":"Dropout","rate":0},{"type":"Dropout","rate":0.3},"#,
    ),
    (
        "[9,8,3]",
        // Branches that meet again, a value that several layers take, and a layer that is added to itself.
        r#"{"type":"Conv2D","filters":4,"kernelSize":3,"padding":"same","activation":"relu"},
           {"type":"SeparableConv2D","filters":4,"kernelSize":3,"padding":"same","depthMultiplier":2,"activation":"relu"},
           {"type":"BatchNormalization"},
           {"type":"Add","inputs":["batch_normalization","conv2d","conv2d"]},
           {"type":"MaxPooling2D","inputs":["conv2d"]},
           {"type":"AveragePooling2D","poolSize":3,"strides":2,"padding":"same","inputs":["add"],"name":"a"},
           {"type":"DepthwiseConv2D","kernelSize":[2,1],"activation":"relu","inputs":["a"],"name":"b"},
           {"type":"Add","inputs":["max_pooling2d","b","b"]},
           {"type":"GlobalAveragePooling2D"},
           {"type":"Add","inputs":["global_average_pooling2d","global_average_pooling2d"]},"#,
    ),
    (
        "[6,5,2]",
        r#"{"type":"DepthwiseConv2D","kernelSize":3,"strides":2,"padding":"same","depthMultiplier":3,"useBias":false},
           {"type":"Activation","activation":"relu"},{"type":"Dropout","rate":0.25},
           {"type":"Conv2D","filters":2,"kernelSize":1,"padding":"same","inputs":["dropout"]},
           {"type":"AveragePooling2D","poolSize":3,"strides":3,"padding":"same","inputs":["images"]},
           {"type":"MaxPooling2D","poolSize":2,"padding":"same","inputs":["conv2d"]},
           {"type":"Add","inputs":["average_pooling2d","max_pooling2d"]},{"type":"Flatten"},"#,
    ),
    (
        "[5,9,2]",
        r#"{"type":"Conv2D","filters":3,"kernelSize":1,"strides":3,"activation":"relu"},{"type":"Flatten"},"#,
    ),
];

fn network(index: usize) -> Network {
    let (shape, layers) = NETWORKS[index];
    let last = r#"{"type":"Dense","units":4,"activation":"softmax"}"#;
    let json = format!(r#"{{ "inputShape": {shape}, "layers": [{layers}{last}] }}"#);
    Network::new(&NetworkSpec::from_json(&json).unwrap()).unwrap()
}

/// Seeded images of floats in `[-1, 1)`.
fn images(network: &Network, count: usize) -> Dataset {
    let random = Random::new(5, Stream::Shuffle(0));
    let size = count * network.input.size();
    let pixels = (0..size as u64).map(|index| 2.0 * random.unit(index) - 1.0).collect();
    let labels = (0..count).map(|image| (image * 7 % 4) as u8).collect();
    Dataset::new(network.input.clone(), Pixels::Floats(pixels), labels).unwrap()
}

/// Weights from a seed; the biases move away from zero too.
fn weights(network: &Network) -> Vec<f32> {
    let random = Random::new(6, Stream::Shuffle(1));
    let mut weights = network.initial_weights(2);
    for parameter in &network.parameters {
        for index in parameter.range() {
            weights[index] += 0.1 * (random.unit(index as u64) - 0.5);
        }
    }
    weights
}

fn wide(numbers: &[f32]) -> Vec<f64> {
    numbers.iter().copied().map(f64::from).collect()
}

#[test]
fn outputs_losses_and_gradients_are_the_twins() {
    for index in 0..NETWORKS.len() {
        for count in [1, 17] {
            let network = network(index);
            let data = images(&network, count);
            let weights = weights(&network);
            let Pixels::Floats(pixels) = data.pixels() else { unreachable!() };
            let (x, w) = (wide(pixels), wide(&weights));
            let name = |tensor: &str| format!("{tensor} of network {index}, batch {count}");

            let mut model = Model::new(network.clone(), 0);
            model.set_weights(&weights).unwrap();
            let feed = model.feed(&data, count).unwrap();
            let output = block_on(model.predict(&feed, Phase::Inference)).unwrap();
            CLOSE.assert(&name("output"), &output, &twins::predict(&network, &w, &x));

            for loss in [Loss::Logits, Loss::DoubleSoftmax] {
                let batch = Batch { first: 0, images: count };
                let twin = |phase| twins::gradients(&network, &w, &x, data.labels(), loss, phase);
                let totals = model.submit(&feed, &[batch], loss, Mode::Evaluate).unwrap()[0];
                let (result, _) = twin(Phase::Inference);
                let golden = twins::batch_metrics(&result.losses, &result.correct);
                CLOSE.assert(&name("loss"), &[totals.loss], &[golden.loss]);
                assert_eq!((totals.images, totals.correct), (golden.images, golden.correct));
                let (_, expected) = twin(Phase::Training { seed: 0, step: 0 });
                let gradients = block_on(model.gradients(&feed, batch, loss)).unwrap();
                for parameter in &network.parameters {
                    let range = parameter.range();
                    CLOSE.assert(&name(&parameter.name), &gradients[range.clone()], &expected[range]);
                }
            }
        }
    }
}

#[test]
fn a_batch_that_needs_too_much_memory_is_refused_before_any_of_it_is_taken() {
    let layers = r#"{"type":"Conv2D","filters":512,"kernelSize":1},{"type":"Conv2D","filters":512,"kernelSize":1},
        {"type":"GlobalAveragePooling2D"},{"type":"Dense","units":4}"#;
    let json = format!(r#"{{ "inputShape": [32, 32, 3], "layers": [{layers}] }}"#);
    let network = Network::new(&NetworkSpec::from_json(&json).unwrap()).unwrap();
    let data = images(&network, 512);
    let error = Model::new(network, 0).feed(&data, 512).err().unwrap();
    assert_eq!(
        error.to_string(),
        "A batch of 512 images needs 4110 MB here, but there are 2048 MB; a smaller batch, fewer filters or an earlier \
         pool makes it smaller."
    );
}

#[test]
fn batches_follow_the_order_and_may_shrink_and_grow() {
    let network = network(1);
    let data = images(&network, 9);
    let mut model = Model::new(network.clone(), 3);
    let mut feed = model.feed(&data, 4).unwrap();
    let all = block_on(model.predict(&feed, Phase::Inference)).unwrap();
    let order: Vec<u32> = vec![8, 0, 3, 1, 2, 7, 6, 5, 4];
    model.set_order(&mut feed, &order).unwrap();
    let shuffled = block_on(model.predict(&feed, Phase::Inference)).unwrap();
    for (row, image) in shuffled.chunks_exact(4).zip(order) {
        assert_eq!(row, &all[image as usize * 4..][..4]);
    }
    let batches = [(0, 4), (4, 1), (0, 9)].map(|(first, images)| Batch { first, images });
    let totals = model.submit(&feed, &batches, Loss::Logits, Mode::Evaluate).unwrap();
    assert_eq!(totals.iter().map(|totals| totals.images).collect::<Vec<_>>(), [4, 1, 9]);
}

#[test]
fn two_runs_give_the_same_bits_and_set_weights_starts_afresh() {
    let network = network(5);
    let data = images(&network, 9);
    let train = |model: &mut Model| {
        let feed = model.feed(&data, 9).unwrap();
        let batches = [Batch { first: 0, images: 9 }; 4];
        model.submit(&feed, &batches, Loss::Logits, Mode::Train { learning_rate: 0.01, seed: 0 }).unwrap();
        block_on(model.weights()).unwrap()
    };
    let mut first = Model::new(network.clone(), 1);
    let mut second = Model::new(network.clone(), 1);
    let trained = train(&mut first);
    assert_eq!(trained, train(&mut second));
    assert_ne!(trained, network.initial_weights(1));
    first.set_weights(&network.initial_weights(1)).unwrap();
    assert_eq!(trained, train(&mut first));
}

#[test]
fn not_a_number_is_not_hidden() {
    let network = network(1);
    let mut model = Model::new(network.clone(), 1);
    let mut weights = network.initial_weights(1);
    weights[0] = f32::NAN;
    model.set_weights(&weights).unwrap();
    let feed = model.feed(&images(&network, 3), 3).unwrap();
    let batch = Batch { first: 0, images: 3 };
    let totals =
        model.submit(&feed, &[batch], Loss::Logits, Mode::Train { learning_rate: 1e-3, seed: 0 }).unwrap();
    assert!(totals[0].loss.is_nan());
}

#[test]
fn what_does_not_fit_is_refused() {
    let mut model = Model::new(network(1), 1);
    assert!(matches!(model.set_weights(&[0.0; 3]), Err(Error::Weights { .. })));
    assert!(matches!(model.feed(&images(&network(2), 2), 2), Err(Error::ImageShape { .. })));
}
