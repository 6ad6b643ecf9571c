//! Golden values that Keras 3.15.1 on TensorFlow 2.21 made on its CPU for the tutorial's model, and for
//! the same with a dropout or a batch normalisation before its last layer: the same initial weights, the same images,
//! one process in float32 (and a check in float64). Shared by the tests of the backends.
#![allow(dead_code, reason = "each test crate uses its part")]

pub(crate) mod runs;

use convlab_core::backend::Loss;
use convlab_core::dataset::{Dataset, Pixels};
use convlab_core::layers::{Dropout, Layer};
use convlab_core::network::{LayerSpec, Network, NetworkSpec};
use convlab_core::shape::Shape;
use convlab_core::tolerance::Tolerance;
use convlab_core::twins::Real;
use safetensors::SafeTensors;
use serde::Deserialize;

const IMAGES: &[u8] = include_bytes!("images.safetensors");
const INITIAL_WEIGHTS: &[u8] = include_bytes!("A_seed1_init.safetensors");
const FIT: &str = include_str!("fit_A_100images.json");

/// Images a step.
pub(crate) const BATCH_SIZE: usize = 32;

/// A model and what Keras made of it.
pub(crate) struct Golden {
    /// The layer that it has before its last one, beside the tutorial's, in JSON.
    layer: Option<&'static str>,
    /// Losses and accuracies of 20 steps.
    trajectories: &'static str,
    /// What there is with each loss.
    files: &'static [Files],
}

/// Tensors that Keras made with a loss.
struct Files {
    loss: Loss,
    gradients: &'static [u8],
    probabilities: Option<&'static [u8]>,
    batch_norm: Option<&'static [u8]>,
}

/// The tutorial's model.
pub(crate) const TUTORIAL: Golden = Golden {
    layer: None,
    trajectories: include_str!("A_seed1.json"),
    files: &[
        Files {
            loss: Loss::Logits,
            gradients: include_bytes!("A_seed1_logits_grad1.safetensors"),
            probabilities: Some(include_bytes!("A_seed1_logits_inference.safetensors")),
            batch_norm: None,
        },
        Files {
            loss: Loss::DoubleSoftmax,
            gradients: include_bytes!("A_seed1_double_grad1.safetensors"),
            probabilities: Some(include_bytes!("A_seed1_double_inference.safetensors")),
            batch_norm: None,
        },
    ],
};

/// The same with a dropout that drops nothing, whose run no mask decides.
pub(crate) const WITH_DROPOUT: Golden = Golden {
    layer: Some(r#"{ "type": "Dropout", "rate": 0.0 }"#),
    trajectories: include_str!("B_rate0_seed1.json"),
    files: &[Files {
        loss: Loss::Logits,
        gradients: include_bytes!("B_rate0_seed1_logits_grad1.safetensors"),
        probabilities: None,
        batch_norm: None,
    }],
};

/// The same with a batch normalisation.
pub(crate) const WITH_BATCH_NORM: Golden = Golden {
    layer: Some(r#"{ "type": "BatchNormalization" }"#),
    trajectories: include_str!("C_seed1.json"),
    files: &[
        Files {
            loss: Loss::Logits,
            gradients: include_bytes!("C_seed1_logits_grad1.safetensors"),
            probabilities: Some(include_bytes!("C_seed1_logits_inference.safetensors")),
            batch_norm: Some(include_bytes!("C_seed1_logits_bn_after.safetensors")),
        },
        Files {
            loss: Loss::DoubleSoftmax,
            gradients: include_bytes!("C_seed1_double_grad1.safetensors"),
            probabilities: Some(include_bytes!("C_seed1_double_inference.safetensors")),
            batch_norm: Some(include_bytes!("C_seed1_double_bn_after.safetensors")),
        },
    ],
};

impl Golden {
    /// The network.
    pub(crate) fn network(&self) -> Network {
        network_with(self.layer.map(read))
    }

    /// The weights from which every run starts, as an arena: those of one file, and fresh ones of a batch normalisation.
    pub(crate) fn initial_weights(&self) -> Vec<f32> {
        let file = SafeTensors::deserialize(INITIAL_WEIGHTS).unwrap();
        let network = self.network();
        let mut weights = network.initial_weights(0);
        for parameter in &network.parameters {
            if file.tensor(&parameter.name).is_ok() {
                weights[parameter.range()].copy_from_slice(&floats(&file, &parameter.name));
            }
        }
        weights
    }

    /// The losses with which there is a run.
    pub(crate) fn losses(&self) -> impl Iterator<Item = Loss> {
        self.files.iter().map(|files| files.loss)
    }

    fn files(&self, loss: Loss) -> &Files {
        self.files.iter().find(|files| files.loss == loss).unwrap()
    }

    /// The trajectory with a loss.
    pub(crate) fn trajectory(&self, loss: Loss) -> Trajectory {
        section(self.trajectories, loss)
    }

    /// Probabilities of the test images after so many steps of a trajectory (0, 1 or 20).
    pub(crate) fn probabilities(&self, loss: Loss, steps: usize) -> Vec<f32> {
        let file = SafeTensors::deserialize(self.files(loss).probabilities.unwrap()).unwrap();
        floats(&file, &format!("probabilities_after_{steps}"))
    }

    /// Compares an arena of gradients with Keras's at the first step, tensor by tensor.
    pub(crate) fn assert_first_gradients(&self, loss: Loss, gradients: &[f32], tolerance: Tolerance) {
        let file = SafeTensors::deserialize(self.files(loss).gradients).unwrap();
        for parameter in self.network().parameters.iter().filter(|parameter| parameter.trainable) {
            let gradient = &gradients[parameter.range()];
            let name = &parameter.name;
            if file.tensor(name).is_ok() {
                tolerance.assert(name, gradient, &floats(&file, name));
            } else {
                // A large kernel may stand there with every sixteenth of its rows.
                let columns = parameter.shape[1];
                let rows: Vec<f32> = gradient.chunks_exact(columns).step_by(16).flatten().copied().collect();
                let name = format!("{name}[::16]");
                tolerance.assert(&name, &rows, &floats(&file, &name));
            }
        }
    }

    /// Compares what a batch normalisation keeps, in an arena of weights, with Keras's after the first step.
    ///
    /// The unbiased variance would move the moving one by 2.2e-7; Keras's own float32 is 2e-8 away from float64 there,
    /// 1e-7 in the mean, and 1e-5 in beta, where Adam makes a step of a gradient that is next to nothing.
    pub(crate) fn assert_first_statistics<T: Real>(&self, loss: Loss, weights: &[T]) {
        let Some(file) = self.files(loss).batch_norm else { return };
        let file = SafeTensors::deserialize(file).unwrap();
        for (name, relative) in
            [("moving_variance", 1e-7), ("moving_mean", 1e-6), ("gamma", 1e-6), ("beta", 1e-4)]
        {
            let name = format!("batch_normalization/{name}");
            let network = self.network();
            let parameter = network.parameters.iter().find(|parameter| parameter.name == name).unwrap();
            let golden = floats(&file, &format!("after_1/{name}"));
            Tolerance::Norm { relative }.assert(&name, &weights[parameter.range()], &golden);
        }
    }
}

/// The tutorial's model, with a layer before its last one.
pub(crate) fn network_with(layer: Option<Layer>) -> Network {
    let mut spec = NetworkSpec::tutorial().unwrap();
    let last = spec.layers.len() - 1;
    spec.layers.splice(last..last, layer.map(|layer| LayerSpec { layer, inputs: None }));
    Network::new(&spec).unwrap()
}

/// A dropout.
pub(crate) fn dropout(rate: f64) -> Layer {
    Layer::Dropout(Dropout { name: None, rate })
}

/// A layer from its JSON.
fn read(layer: &str) -> Layer {
    let json = format!(r#"{{ "inputShape": [1], "layers": [{layer}] }}"#);
    NetworkSpec::from_json(&json).unwrap().layers.remove(0).layer
}

/// The first 640 official training images.
pub(crate) fn training_images() -> Dataset {
    images("train", 640)
}

/// The first 100 official test images.
pub(crate) fn test_images() -> Dataset {
    images("test", 100)
}

/// The first images of the training set.
pub(crate) fn first_training_images(count: usize) -> Dataset {
    images("train", count)
}

fn images(set: &str, count: usize) -> Dataset {
    let file = SafeTensors::deserialize(IMAGES).unwrap();
    let bytes = |name: &str, length| file.tensor(&format!("{set}_{name}")).unwrap().data()[..length].to_vec();
    let shape = Shape::new([32, 32, 3]);
    Dataset::new(shape.clone(), Pixels::Bytes(bytes("images", count * shape.size())), bytes("labels", count))
        .unwrap()
}

/// Losses and accuracies of 20 steps, step `i` on the images `32 * i..32 * (i + 1)`, each before its update.
#[derive(Deserialize)]
pub(crate) struct Trajectory {
    /// By Keras in float32.
    pub(crate) float32_keras: Steps,
    /// By a separate program in float64, which agrees with Keras in float64 to 1e-15.
    pub(crate) float64_numpy: Steps,
}

/// A value a step.
#[derive(Deserialize)]
pub(crate) struct Steps {
    /// The batch's mean loss.
    pub(crate) loss: Vec<f64>,
    /// The share of the batch that was right.
    pub(crate) accuracy: Vec<f64>,
}

/// What `model.fit` logged for three epochs of 100 images in their order, validated on the 100 test images.
#[derive(Deserialize)]
pub(crate) struct Fit {
    /// By Keras in float32.
    pub(crate) history_float32_keras: History,
}

/// A value an epoch.
#[derive(Deserialize)]
pub(crate) struct History {
    /// The mean loss of the training images.
    pub(crate) loss: Vec<f64>,
    /// The share of them that were right.
    pub(crate) accuracy: Vec<f64>,
    /// The mean loss of the validation images.
    pub(crate) val_loss: Vec<f64>,
    /// The share of them that were right.
    pub(crate) val_accuracy: Vec<f64>,
}

/// The log of a fit with a loss.
pub(crate) fn fit(loss: Loss) -> Fit {
    section(FIT, loss)
}

fn section<T: for<'de> Deserialize<'de>>(json: &str, loss: Loss) -> T {
    let name = match loss {
        Loss::Logits => "logits",
        Loss::DoubleSoftmax => "double",
    };
    let file: serde_json::Value = serde_json::from_str(json).unwrap();
    T::deserialize(&file[name]).unwrap()
}

fn floats(file: &SafeTensors<'_>, name: &str) -> Vec<f32> {
    let data = file.tensor(name).unwrap();
    data.data().chunks_exact(4).map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap())).collect()
}
