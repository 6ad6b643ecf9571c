//! Looking inside a network on the CPU: by hand where numbers are few, beside gradients and predictions where not.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use convlab_core::backend::{Backend, Batch, Loss, Mode};
use convlab_core::cpu::Model;
use convlab_core::dataset::{Dataset, Pixels};
use convlab_core::inspect::{Inspection, Report, Stats, inspect};
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::ops::Phase;
use convlab_core::random::{Random, Stream};
use convlab_core::shape::Shape;
use convlab_core::tolerance::Tolerance;
use pollster::block_on;

const TRAINING: Inspection =
    Inspection { loss: Loss::Logits, phase: Phase::Training { seed: 0, step: 0 }, backward: true };
const INFERENCE: Inspection = Inspection { phase: Phase::Inference, backward: false, ..TRAINING };

fn network(json: &str) -> Network {
    Network::new(&NetworkSpec::from_json(json).unwrap()).unwrap()
}

fn seeded(network: &Network, images: usize) -> Dataset {
    let random = Random::new(7, Stream::Initializer(0));
    let pixels = (0..(images * network.input.size()) as u64).map(|index| 2.0 * random.unit(index) - 1.0);
    let labels = (0..images).map(|image| (image % 3) as u8).collect();
    Dataset::new(network.input.clone(), Pixels::Floats(pixels.collect()), labels).unwrap()
}

fn look(model: &mut Model, data: &Dataset, inspection: Inspection) -> Report {
    block_on(inspect(model, data, inspection, 0)).unwrap()
}

/// Two images of two numbers, three hidden units of which one is dead, two classes.
fn by_hand() -> (Model, Dataset) {
    let network = network(
        r#"{ "inputShape": [2], "layers": [
            { "type": "Dense", "units": 3, "activation": "relu", "useBias": false },
            { "type": "Dense", "units": 2, "activation": "softmax", "useBias": false } ] }"#,
    );
    let mut arena = vec![0.0; network.arena_size()];
    arena[network.parameters[0].range()].copy_from_slice(&[1.0, -1.0, 0.0, 0.0, -1.0, 1.0]);
    arena[network.parameters[1].range()].copy_from_slice(&[1.0, 1.0, 5.0, -5.0, 2.0, 2.0]);
    let mut model = Model::new(network, 0);
    model.set_weights(&arena).unwrap();
    let pixels = Pixels::Floats(vec![1.0, 3.0, 2.0, 0.0]);
    (model, Dataset::new(Shape::new([2]), pixels, vec![0, 1]).unwrap())
}

#[test]
fn a_small_network_is_told_as_worked_out_by_hand() {
    let (mut model, data) = by_hand();
    let report = block_on(inspect(&mut model, &data, TRAINING, 1)).unwrap();
    let [hidden, output] = report.layers.as_slice() else { unreachable!("two layers") };

    // The hidden outputs are [1, 0, 3] and [2, 0, 0]; of equal weights the logits are equal, the probabilities 1/2.
    assert_eq!((hidden.name.as_str(), hidden.class, hidden.shape.as_slice()), ("dense", "Dense", &[3][..]));
    assert_eq!(hidden.map, [2.0, 0.0, 0.0]);
    assert_eq!((hidden.dead, hidden.zeros), (Some([1, 3]), Some([3, 6])));
    assert_eq!(hidden.output, Some(Stats::new(&[1.0, 0.0, 3.0, 2.0, 0.0, 0.0])));
    assert_eq!(output.map, [0.5, 0.5]);
    assert_eq!((output.dead, output.zeros), (None, None));
    assert!((report.loss - 2f64.ln()).abs() < 1e-7, "{}", report.loss);
    // Of equal logits the first is taken, which is right for the first image.
    assert_eq!((report.accuracy, report.steps), (0.5, 0));

    // By the logits: (probability - truth) / 2. By the hidden outputs, behind their gates and before them: the second
    // unit's weights differ, 5 * -1/4 - 5 * 1/4, and its gradient is told though its gate is shut.
    assert_eq!(output.d_output, Some(Stats::new(&[-0.25, 0.25, 0.25, -0.25])));
    assert_eq!(hidden.d_output, Some(Stats::new(&[0.0, -2.5, 0.0, 0.0, 2.5, 0.0])));
    let kernel = &output.parameters[0];
    assert_eq!((kernel.name.as_str(), kernel.shape.as_slice()), ("dense_1/kernel", &[3, 2][..]));
    assert_eq!(kernel.data.as_deref(), Some(&[1.0, 1.0, 5.0, -5.0, 2.0, 2.0][..]));
    assert_eq!(kernel.values, Stats::new(&[1.0, 1.0, 5.0, -5.0, 2.0, 2.0]));
    // x^T d: [1, 2] . [-1/4, 1/4], nothing of the dead unit, 3 * -1/4.
    assert_eq!(kernel.gradient, Some(Stats::new(&[0.25, -0.25, 0.0, 0.0, -0.75, 0.75])));
}

#[test]
fn a_loss_behind_the_softmax_has_the_gradient_by_the_probabilities() {
    let (mut model, data) = by_hand();
    let report = look(&mut model, &data, Inspection { loss: Loss::DoubleSoftmax, ..TRAINING });
    // The softmax of two equal probabilities is 1/2 each.
    assert_eq!(report.layers[1].d_output, Some(Stats::new(&[-0.25, 0.25, 0.25, -0.25])));
    let gradient = report.layers[1].parameters[0].gradient.as_ref().unwrap();
    // The softmax's own gradient halves them.
    assert_eq!(gradient, &Stats::new(&[0.125, -0.125, 0.0, 0.0, -0.375, 0.375]));
}

const EVERYTHING: &str = r#"{ "inputShape": [7, 6, 3], "layers": [
    { "type": "BatchNormalization", "center": false },
    { "type": "Conv2D", "filters": 5, "kernelSize": 3, "activation": "relu" },
    { "type": "MaxPooling2D" },
    { "type": "Activation", "activation": "linear" },
    { "type": "BatchNormalization" },
    { "type": "Activation", "activation": "relu" },
    { "type": "Dropout", "rate": 0.25 },
    { "type": "Flatten" },
    { "type": "Dense", "units": 6, "kernelRegularizer": { "l2": 0.01 } },
    { "type": "Dense", "units": 3, "activation": "softmax" } ] }"#;

#[test]
fn layers_that_compute_nothing_tell_of_what_they_pass_on() {
    let network = network(EVERYTHING);
    let data = seeded(&network, 4);
    let report = look(&mut Model::new(network, 1), &data, TRAINING);
    let [.., pool, linear, _, _, dropout, flatten, _, _] = report.layers.as_slice() else { unreachable!() };
    assert_eq!((&linear.map, &linear.output, &linear.d_output), (&pool.map, &pool.output, &pool.d_output));
    assert_eq!((&flatten.map, &flatten.output), (&dropout.map, &dropout.output));
    assert_eq!(flatten.d_output, dropout.d_output);
    assert_eq!(flatten.shape, [2 * 2 * 5]);
}

#[test]
fn a_report_agrees_with_gradients_predictions_and_statistics() {
    let network = network(EVERYTHING);
    let data = seeded(&network, 11);
    let mut model = Model::new(network.clone(), 1);
    let feed = model.feed(&data, 11).unwrap();
    let batch = Batch { first: 0, images: 11 };
    let mode = Mode::Train { learning_rate: 0.01, seed: 3 };
    model.submit(&feed, &[batch], Loss::Logits, mode).unwrap();

    let gradients = block_on(model.gradients(&feed, batch, Loss::Logits)).unwrap();
    let report = look(&mut model, &data, TRAINING);
    assert_eq!(report.steps, 1);
    for (layer, node) in report.layers.iter().zip(&network.nodes) {
        for (told, index) in layer.parameters.iter().zip(&node.parameters) {
            let parameter = &network.parameters[*index];
            let expected = parameter.trainable.then(|| Stats::new(&gradients[parameter.range()]));
            // A step sums in another order, since it fuses the convolution with its pool.
            let figures = |stats: &Option<Stats>| -> Vec<f64> {
                stats.iter().flat_map(|stats| stats.numbers().take(4)).collect()
            };
            let (told, name) = (figures(&told.gradient), &told.name);
            Tolerance::Each { absolute: 1e-7, relative: 1e-5 }.assert(name, &told, &figures(&expected));
        }
    }
    // The statistics of the images are those by which the first normalisation moves.
    let weights = block_on(model.weights()).unwrap();
    let [mean, variance, moving_mean, _, d_gamma, d_beta] = report.layers[0].batch_norm.clone().unwrap();
    let moved: Vec<f32> = mean.iter().map(|mean| mean * 0.01).collect();
    for (moving, moved) in moving_mean.iter().zip(&moved) {
        assert!((moving - moved).abs() < 1e-8, "{moving_mean:?} {moved:?}");
    }
    assert_eq!(moving_mean, weights[network.parameters[2 - 1].range()]);
    assert!(variance.iter().all(|variance| (0.2..0.5).contains(variance)), "{variance:?}");
    for (name, told) in [("gamma", &d_gamma), ("beta", &d_beta)] {
        let name = format!("batch_normalization/{name}");
        let parameter = network.parameters.iter().find(|parameter| parameter.name == name);
        let expected = parameter.map_or(&[][..], |parameter| &gradients[parameter.range()]);
        Tolerance::Each { absolute: 1e-7, relative: 1e-5 }.assert(&name, told, expected);
    }

    let report = look(&mut model, &data, INFERENCE);
    let told = report.layers.last().unwrap();
    let predicted = block_on(model.predict(&feed, Phase::Inference)).unwrap();
    assert_eq!(told.output, Some(Stats::new(&predicted)));
    assert_eq!(told.map, predicted[..3]);
    assert!(report.layers.iter().all(|layer| layer.d_output.is_none()));
    // The batch's own statistics in any mode.
    assert_eq!(report.layers[0].batch_norm.as_ref().unwrap()[0], mean);
}

#[test]
fn a_run_with_inspections_gives_the_same_bits() {
    let network = network(EVERYTHING);
    let data = seeded(&network, 23);
    let few = seeded(&network, 6);
    let run = |looks: bool| {
        let mut model = Model::new(network.clone(), 1);
        let feed = model.feed(&data, 8).unwrap();
        let mut losses = Vec::new();
        for (first, images) in [(0, 8), (8, 8), (16, 7), (0, 8)] {
            let mode = Mode::Train { learning_rate: 0.01, seed: 3 };
            losses.extend(model.submit(&feed, &[Batch { first, images }], Loss::Logits, mode).unwrap());
            if looks {
                look(&mut model, &few, TRAINING);
                look(&mut model, &few, INFERENCE);
            }
        }
        (losses, block_on(model.weights()).unwrap())
    };
    assert_eq!(run(true), run(false));
}

#[test]
fn what_cannot_be_looked_at_is_refused_with_a_sentence() {
    let network = network(EVERYTHING);
    let mut model = Model::new(network.clone(), 1);
    let mut refused = |images, inspection, image| {
        block_on(inspect(&mut model, &seeded(&network, images), inspection, image)).unwrap_err().to_string()
    };
    assert_eq!(refused(65, TRAINING, 0), "images must be at most 64, which are one batch.");
    assert_eq!(refused(3, TRAINING, 3), "image must be the place of one of the images, from 0.");
    let backward = Inspection { backward: true, ..INFERENCE };
    assert_eq!(refused(3, backward, 0), "backward must be false where training is false.");
}

#[test]
fn a_report_goes_over_as_a_header_and_numbers() {
    let (mut model, data) = by_hand();
    let packed = look(&mut model, &data, TRAINING).pack();
    let header: serde_json::Value = serde_json::from_str(&packed.header).unwrap();
    let [hidden, output] = header.as_array().unwrap().as_slice() else { unreachable!("two layers") };
    assert_eq!(
        hidden,
        &serde_json::json!({
            "name": "dense", "type": "Dense", "outputShape": [3], "output": 0, "dOutput": 1, "map": [0, 3],
            "dead": { "units": 1, "of": 3 }, "zeros": [3, 6], "batchNorm": null,
            "parameters": [{ "name": "dense/kernel", "shape": [2, 3], "values": 2, "gradient": 3, "data": [3, 6] }]
        })
    );
    assert_eq!(output["map"], serde_json::json!([9, 2]));
    assert_eq!(packed.figures.len(), 3 + 8 * Stats::LENGTH);
    assert_eq!(packed.values[..3], [1.0, 0.0, 3.0]);
    // The largest gradient by the hidden outputs.
    assert_eq!(packed.figures[3 + Stats::LENGTH + 1], 2.5);
}
