//! A model on several threads beside the same on one, and beside Keras's own runs.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod reference;

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use convlab_core::augmentation::Augmentation;
use convlab_core::backend::{Backend, Batch, Loss, Mode, Optimizer, Totals};
use convlab_core::cpu::Model;
use convlab_core::cpu::shared::{Alone, Helper, Obstacle, Peers, SharedModel, obstacle};
use convlab_core::dataset::{Dataset, Pixels};
use convlab_core::error::{Error, Result};
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::ops::Phase;
use convlab_core::random::{Random, Stream};
use convlab_core::tolerance::Tolerance;
use pollster::block_on;
use reference::{Golden, TUTORIAL, WITH_BATCH_NORM, WITH_DROPOUT, runs};

/// Channels to every thread and from it; none to itself.
struct Channels {
    number: usize,
    to: Vec<Sender<Vec<u8>>>,
    from: Vec<Receiver<Vec<u8>>>,
}

impl Peers for Channels {
    fn count(&self) -> usize {
        self.to.len()
    }

    fn number(&self) -> usize {
        self.number
    }

    fn send(&mut self, to: usize, bytes: &[u8]) {
        // To a thread that is gone nothing arrives, and receiving from it fails.
        let _ = self.to[to].send(bytes.to_vec());
    }

    async fn receive(&mut self, from: usize, bytes: &mut [u8]) -> Result<()> {
        let message = self.from[from].recv().map_err(|_| Error::ThreadLost)?;
        assert_eq!(message.len(), bytes.len(), "a message of thread {from} to thread {}", self.number);
        bytes.copy_from_slice(&message);
        Ok(())
    }
}

/// A channel from each thread to each.
fn mesh(threads: usize) -> Vec<Channels> {
    let mut peers: Vec<Channels> =
        (0..threads).map(|number| Channels { number, to: Vec::new(), from: Vec::new() }).collect();
    for from in 0..threads {
        for to in 0..threads {
            let (sender, receiver) = channel();
            peers[from].to.push(sender);
            peers[to].from.push(receiver);
        }
    }
    peers
}

/// A model with helpers, which end when it is dropped.
fn shared(network: &Network, seed: u64, threads: usize) -> SharedModel<Channels> {
    let mut peers = mesh(threads).into_iter();
    let own = peers.next().unwrap();
    for peers in peers {
        let network = network.clone();
        thread::spawn(move || block_on(Helper::new(network, seed, peers).unwrap().serve()));
    }
    let model = SharedModel::new(network.clone(), seed, own);
    assert_eq!(model.threads(), threads);
    model
}

fn network(shape: &str, layers: &str) -> Network {
    let json = format!(
        r#"{{ "inputShape": {shape}, "layers": [{layers}{{"type":"Dense","units":4,"activation":"softmax"}}] }}"#
    );
    Network::new(&NetworkSpec::from_json(&json).unwrap()).unwrap()
}

/// Networks that can be shared: the input's shape and the layers before the last.
const NETWORKS: [(&str, &str); 6] = [
    ("[3]", r#"{"type":"Dense","units":7,"activation":"relu"},{"type":"Dense","units":5,"useBias":false},"#),
    (
        "[9,7,1]",
        r#"{"type":"Conv2D","filters":9,"kernelSize":3,"padding":"same","activation":"relu"},
           {"type":"MaxPooling2D"},
           {"type":"Conv2D","filters":3,"kernelSize":[2,3],"activation":"relu","useBias":false},
           {"type":"Flatten"},{"type":"Dropout","rate":0.4},
           {"type":"Dense","units":6,"activation":"relu","kernelRegularizer":{"l2":0.01}},
           {"type":"Dropout","rate":0.25},"#,
    ),
    // The first dense layer is the last one.
    (
        "[7,8,3]",
        r#"{"type":"Conv2D","filters":5,"kernelSize":3,"strides":2,"padding":"same",
            "kernelRegularizer":{"l2":0.01}},
           {"type":"Activation","activation":"relu"},{"type":"Flatten"},"#,
    ),
    // What the dense layers' batch normalisation takes off again, as a bias before it, has a gradient of rounding alone.
    (
        "[6,6,2]",
        r#"{"type":"Conv2D","filters":17,"kernelSize":4,"padding":"same","activation":"relu"},
           {"type":"MaxPooling2D","poolSize":3,"strides":2,"padding":"same"},{"type":"Flatten"},
           {"type":"Dense","units":6,"useBias":false,"activation":"relu"},{"type":"BatchNormalization"},"#,
    ),
    (
        "[9,8,3]",
        r#"{"type":"Conv2D","filters":4,"kernelSize":3,"padding":"same","activation":"relu"},
           {"type":"SeparableConv2D","filters":4,"kernelSize":3,"padding":"same","activation":"relu"},
           {"type":"Dropout","rate":0.3},
           {"type":"Add","inputs":["dropout","conv2d"]},
           {"type":"AveragePooling2D","poolSize":3,"strides":2},
           {"type":"GlobalAveragePooling2D"},"#,
    ),
    ("[5,5,1]", r#"{"type":"MaxPooling2D","poolSize":2,"strides":3,"padding":"same"},{"type":"Flatten"},"#),
];

/// Seeded images of bytes.
fn images(network: &Network, count: usize) -> Dataset {
    let random = Random::new(5, Stream::Shuffle(0));
    let size = count * network.input.size();
    let pixels = (0..size as u64).map(|index| (256.0 * random.unit(index)) as u8).collect();
    let labels = (0..count).map(|image| (image * 7 % 4) as u8).collect();
    Dataset::new(network.input.clone(), Pixels::Bytes(pixels), labels).unwrap()
}

const TRAIN: Mode = Mode::Train { learning_rate: 0.05, seed: 9 };

/// A step of each of these batch sizes, and the figures of an evaluation; the weights are the last.
fn train<B: Backend<Error = Error>>(
    model: &mut B,
    optimizer: Optimizer,
    batches: &[usize],
) -> (Vec<Totals>, Vec<f32>) {
    let most = batches.iter().copied().max().unwrap();
    let data = images(model.network(), most);
    let mut feed = model.feed(&data, most).unwrap();
    if model.network().input.picture().is_some() {
        model.set_augmentation(&mut feed, Augmentation { flip: true, shift: 1 }).unwrap();
    }
    model.set_optimizer(optimizer).unwrap();
    let mut totals = Vec::new();
    for images in batches {
        for mode in [TRAIN, Mode::Evaluate] {
            let batch = Batch { first: most - images, images: *images };
            let pending = model.submit(&feed, &[batch], Loss::Logits, mode).unwrap();
            totals.extend(block_on(model.finish(pending)).unwrap());
        }
    }
    (totals, block_on(model.weights()).unwrap())
}

const DESCENT: Optimizer = Optimizer::Sgd { momentum: 0.5, nesterov: true };

/// What another order of summation makes of a few steps.
const CLOSE: Tolerance = Tolerance::Norm { relative: 2e-5 };

#[test]
fn several_threads_do_what_one_does() {
    for (index, (shape, layers)) in NETWORKS.into_iter().enumerate() {
        let network = network(shape, layers);
        // More images than threads, fewer, and one alone.
        let batches = [17, 2, 1];
        let (expected, weights) = train(&mut Model::new(network.clone(), 1), DESCENT, &batches);
        for threads in [2, 3] {
            let (totals, shared) = train(&mut shared(&network, 1, threads), DESCENT, &batches);
            let name = format!("network {index} on {threads} threads");
            for (step, (totals, expected)) in totals.iter().zip(&expected).enumerate() {
                CLOSE.assert(&format!("loss {step} of {name}"), &[totals.loss], &[expected.loss]);
                let counts = (totals.images, totals.correct);
                assert_eq!(counts, (expected.images, expected.correct), "step {step} of {name}");
            }
            for parameter in &network.parameters {
                let range = parameter.range();
                CLOSE.assert(
                    &format!("{} of {name}", parameter.name),
                    &shared[range.clone()],
                    &weights[range],
                );
            }
        }
    }
}

#[test]
fn the_same_number_of_threads_gives_the_same_bits() {
    let (shape, layers) = NETWORKS[1];
    let network = network(shape, layers);
    for threads in [2, 3] {
        let run = || train(&mut shared(&network, 1, threads), Optimizer::Adam, &[17, 16, 3]);
        let (totals, weights) = run();
        for _ in 0..3 {
            assert_eq!(run(), (totals.clone(), weights.clone()), "{threads} threads");
        }
    }
}

#[test]
fn a_run_that_is_taken_up_goes_on_to_the_same_bits() {
    let (shape, layers) = NETWORKS[1];
    let network = network(shape, layers);
    let mut first = shared(&network, 1, 2);
    train(&mut first, Optimizer::Adam, &[17, 5]);
    let weights = block_on(first.weights()).unwrap();
    let state = block_on(first.optimizer_state()).unwrap();
    assert_eq!(state.steps, 2);

    // A model of another seed, that has gone elsewhere before.
    let mut second = shared(&network, 7, 2);
    train(&mut second, DESCENT, &[4]);
    second.set_weights(&weights).unwrap();
    second.set_optimizer_state(&state).unwrap();
    let [mut one, mut other] = [&mut first, &mut second].map(|model| {
        let figures = train(model, Optimizer::Adam, &[8, 17]);
        (figures, block_on(model.optimizer_state()).unwrap())
    });
    assert_eq!(one, other);
    // Other weights start afresh.
    for model in [&mut first, &mut second] {
        model.set_weights(&weights).unwrap();
    }
    [one, other] = [&mut first, &mut second].map(|model| {
        let figures = train(model, Optimizer::Adam, &[8, 17]);
        (figures, block_on(model.optimizer_state()).unwrap())
    });
    assert_eq!(one, other);
    assert_eq!(one.1.steps, 2);
}

#[test]
fn what_else_is_asked_is_answered_with_the_weights_of_all() {
    let (shape, layers) = NETWORKS[1];
    let network = network(shape, layers);
    let mut model = shared(&network, 1, 3);
    train(&mut model, DESCENT, &[9]);
    let data = images(&network, 9);
    let feed = model.feed(&data, 9).unwrap();
    let mut alone = Model::new(network, 0);
    alone.set_weights(&block_on(model.weights()).unwrap()).unwrap();
    let phase = Phase::Training { seed: 3, step: 1 };
    let output = block_on(model.predict(&feed, phase)).unwrap();
    assert_eq!(output, block_on(alone.predict(&feed, phase)).unwrap());
    let batch = Batch { first: 0, images: 9 };
    assert_eq!(
        block_on(model.gradients(&feed, batch, Loss::Logits)).unwrap(),
        block_on(alone.gradients(&feed, batch, Loss::Logits)).unwrap()
    );
}

#[test]
fn predictions_are_computed_by_all() {
    for (index, (shape, layers)) in NETWORKS.into_iter().enumerate() {
        let network = network(shape, layers);
        let mut model = shared(&network, 1, 3);
        // Weights that the threads hold apart.
        train(&mut model, DESCENT, &[9]);
        // Whole batches, a smaller one, and one with fewer images than threads.
        let data = images(&network, 11);
        let feed = model.feed(&data, 5).unwrap();
        let output = block_on(model.predict(&feed, Phase::Inference)).unwrap();
        let mut alone = Model::new(network, 0);
        alone.set_weights(&block_on(model.weights()).unwrap()).unwrap();
        let expected = block_on(alone.predict(&feed, Phase::Inference)).unwrap();
        CLOSE.assert(&format!("predictions of network {index}"), &output, &expected);
        assert_eq!(output, block_on(model.predict(&feed, Phase::Inference)).unwrap(), "the same bits again");
    }
}

#[test]
fn a_weight_that_is_no_number_is_found_on_whichever_thread() {
    let (shape, layers) = NETWORKS[1];
    let network = network(shape, layers);
    let kernel = network.parameters.iter().find(|each| each.name == "dense/kernel").unwrap().range();
    for place in [0, kernel.start, kernel.end - 1, kernel.end] {
        let mut model = shared(&network, 1, 2);
        let mut weights = network.initial_weights(1);
        weights[place] = f32::INFINITY;
        model.set_weights(&weights).unwrap();
        let data = images(&network, 4);
        let feed = model.feed(&data, 4).unwrap();
        let mode = Mode::Train { learning_rate: 0.0, seed: 0 };
        let pending = model.submit(&feed, &[Batch { first: 0, images: 4 }], Loss::Logits, mode).unwrap();
        block_on(model.finish(pending)).unwrap();
        assert!(model.not_finite().is_some(), "place {place}");
        assert_eq!(model.not_finite(), None);
    }
}

#[test]
fn a_thread_that_is_gone_is_told_and_does_not_block() {
    let (shape, layers) = NETWORKS[1];
    let network = network(shape, layers);
    let mut peers = mesh(2);
    drop(peers.pop());
    let mut model = SharedModel::new(network.clone(), 1, peers.remove(0));
    let data = images(&network, 4);
    let feed = model.feed(&data, 4).unwrap();
    let pending = model.submit(&feed, &[Batch { first: 0, images: 4 }], Loss::Logits, TRAIN).unwrap();
    let error = block_on(model.finish(pending)).unwrap_err();
    assert_eq!(error.code(), "device-lost");
}

#[test]
fn what_cannot_be_shared_stays_on_one_thread() {
    let norm =
        r#"{"type":"Conv2D","filters":4,"kernelSize":3},{"type":"BatchNormalization"},{"type":"Flatten"},"#;
    let past = r#"{"type":"Dense","units":8,"inputs":["images"]},{"type":"Dense","units":8,"name":"b"},
        {"type":"Dense","units":8,"name":"c","inputs":["images"]},{"type":"Add","inputs":["b","c"]},"#;
    let norm = network("[6,6,1]", norm);
    assert_eq!(obstacle(&norm, 2), Some(Obstacle::BatchNorm));
    assert_eq!(obstacle(&network("[4]", past), 2), Some(Obstacle::Branch));
    assert_eq!(obstacle(&network("[4]", ""), 2), Some(Obstacle::Small));
    let none = r#"{ "inputShape": [8, 8, 3], "layers": [{"type":"Conv2D","filters":4,"kernelSize":3},
        {"type":"GlobalAveragePooling2D"},{"type":"Flatten"},{"type":"Activation","activation":"softmax"}] }"#;
    let none = Network::new(&NetworkSpec::from_json(none).unwrap()).unwrap();
    assert_eq!(obstacle(&none, 2), Some(Obstacle::NoDense));
    assert_eq!(obstacle(&TUTORIAL.network(), 2), None);

    for network in [norm, none] {
        let mut alone = SharedModel::new(network.clone(), 1, mesh(2).remove(0));
        assert_eq!(alone.threads(), 1);
        let expected = train(&mut Model::new(network.clone(), 1), DESCENT, &[5, 2]);
        assert_eq!(train(&mut alone, DESCENT, &[5, 2]), expected);
        assert_eq!(train(&mut SharedModel::new(network, 1, Alone), DESCENT, &[5, 2]), expected);
    }
}

fn on_two(golden: &Golden) -> SharedModel<Channels> {
    let mut model = shared(&golden.network(), 0, 2);
    model.set_weights(&golden.initial_weights()).unwrap();
    model
}

#[test]
fn losses_of_the_first_steps() {
    for golden in [TUTORIAL, WITH_DROPOUT, WITH_BATCH_NORM] {
        block_on(runs::losses_of_the_first_steps(&golden, on_two));
    }
}

#[test]
fn gradients_of_the_first_step() {
    for golden in [TUTORIAL, WITH_BATCH_NORM] {
        block_on(runs::gradients_of_the_first_step(&golden, on_two));
    }
}

#[test]
fn probabilities_before_and_after_a_step() {
    for golden in [TUTORIAL, WITH_BATCH_NORM] {
        block_on(runs::probabilities_before_and_after_a_step(&golden, on_two));
    }
}

#[test]
fn a_fit_with_a_partial_batch() {
    block_on(runs::a_fit_with_a_partial_batch(on_two));
}

#[test]
fn one_seed_gives_the_same_bits() {
    block_on(runs::one_seed_gives_the_same_bits(|| on_two(&TUTORIAL)));
}
