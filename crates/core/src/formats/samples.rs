//! Models that tests send through every format and back.

use crate::backend::{Optimizer, OptimizerState};
use crate::saved::{Saved, Training};

/// Every layer, every argument that is not a default, names of one's own, branches, penalties.
pub(crate) const DESIGNS: [&str; 4] = [
    r#"{ "inputShape": [6, 5, 2], "layers": [
        { "type": "Conv2D", "filters": 4, "kernelSize": 3, "padding": "same", "activation": "relu" },
        { "type": "MaxPooling2D" },
        { "type": "Flatten" },
        { "type": "Dense", "units": 7, "activation": "relu", "kernelRegularizer": { "l2": 0.0001 } },
        { "type": "Dropout", "rate": 0.3 },
        { "type": "Dense", "units": 3, "activation": "softmax" } ] }"#,
    r#"{ "inputShape": [9, 7, 2], "layers": [
        { "type": "Conv2D", "filters": 5, "kernelSize": [3, 2], "strides": [2, 1], "useBias": false, "name": "eyes" },
        { "type": "BatchNormalization", "momentum": 0.9, "epsilon": 0.01, "scale": false },
        { "type": "Activation", "activation": "relu" },
        { "type": "MaxPooling2D", "poolSize": 3, "strides": 1, "padding": "same" },
        { "type": "AveragePooling2D", "poolSize": [2, 1] },
        { "type": "Flatten" },
        { "type": "BatchNormalization", "center": false },
        { "type": "Dense", "units": 4, "name": "first head" },
        { "type": "Dense", "units": 3 } ] }"#,
    r#"{ "inputShape": [8, 8, 3], "layers": [
        { "type": "Conv2D", "filters": 4, "kernelSize": 3, "padding": "same", "kernelRegularizer": { "l2": 0.01 } },
        { "type": "SeparableConv2D", "filters": 4, "kernelSize": 3, "padding": "same", "depthMultiplier": 2,
          "activation": "relu", "pointwiseRegularizer": { "l2": 0.02 } },
        { "type": "BatchNormalization" },
        { "type": "Add", "inputs": ["batch_normalization", "conv2d"] },
        { "type": "DepthwiseConv2D", "kernelSize": 3, "strides": 2, "padding": "same", "depthMultiplier": 2,
          "depthwiseRegularizer": { "l2": 0.03 } },
        { "type": "Conv2D", "filters": 8, "kernelSize": 1, "strides": 2, "inputs": ["conv2d"], "name": "shortcut" },
        { "type": "Add", "inputs": ["depthwise_conv2d", "shortcut"] },
        { "type": "GlobalAveragePooling2D" },
        { "type": "Dense", "units": 3, "activation": "softmax" } ] }"#,
    r#"{ "inputShape": [5], "layers": [ { "type": "Dense", "units": 3, "activation": "softmax" } ] }"#,
];

/// A model of a design with weights, moving statistics, and, of an optimiser, memory that are all different numbers.
pub(crate) fn sample(design: &str, optimizer: Option<Optimizer>) -> Saved {
    let mut saved = Saved::without_weights(design).unwrap();
    let network = &saved.network;
    let numbers = |begin: f32| {
        let mut arena = vec![0.0; network.arena_size()];
        for parameter in &network.parameters {
            for (index, number) in arena[parameter.range()].iter_mut().enumerate() {
                *number = begin + (parameter.offset + index) as f32 * 0.001;
            }
        }
        arena
    };
    let moment = |begin| numbers(begin)[..network.trainable_size()].to_vec();
    saved.weights = numbers(0.25);
    saved.training = optimizer.map(|optimizer| {
        let second = match optimizer {
            Optimizer::Adam => moment(2.0),
            Optimizer::Sgd { .. } => vec![0.0; network.trainable_size()],
        };
        let first = match optimizer {
            Optimizer::Sgd { momentum: 0.0, .. } => vec![0.0; network.trainable_size()],
            _ => moment(-1.0),
        };
        let state = OptimizerState { optimizer, steps: 321, moments: [first, second] };
        Training { state, learning_rate: 0.003 }
    });
    saved.classes = vec!["a \"cat\"".to_owned(), "Käfer".to_owned(), "c".to_owned()];
    saved.notes = r#"{"run":[1,2.5]}"#.to_owned();
    saved
}

/// Whether two models are the same; the texts of their descriptions may differ.
pub(crate) fn assert_same(read: &Saved, written: &Saved) {
    assert_eq!(read.network, written.network);
    assert_eq!(read.weights, written.weights);
    assert_eq!(read.training, written.training);
    assert_eq!(read.classes, written.classes);
    assert_eq!(read.notes, written.notes);
}
