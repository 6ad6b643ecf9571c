//! Golden values that Keras 3.15.1 on TensorFlow 2.21 made on its CPU for the tutorial's model: the same
//! initial weights, the same images, one process in float32 (and a check in float64). Shared by the tests of
//! the backends.
#![allow(dead_code, reason = "each test crate uses its part")]

pub(crate) mod runs;

use convlab_core::backend::Loss;
use convlab_core::dataset::{Dataset, Pixels};
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::shape::Shape;
use convlab_core::tolerance::Tolerance;
use safetensors::SafeTensors;
use serde::Deserialize;

const IMAGES: &[u8] = include_bytes!("images.safetensors");
const INITIAL_WEIGHTS: &[u8] = include_bytes!("A_seed1_init.safetensors");
const LOGITS_GRADIENTS: &[u8] = include_bytes!("A_seed1_logits_grad1.safetensors");
const DOUBLE_GRADIENTS: &[u8] = include_bytes!("A_seed1_double_grad1.safetensors");
const LOGITS_INFERENCE: &[u8] = include_bytes!("A_seed1_logits_inference.safetensors");
const DOUBLE_INFERENCE: &[u8] = include_bytes!("A_seed1_double_inference.safetensors");
const TRAJECTORIES: &str = include_str!("A_seed1.json");
const FIT: &str = include_str!("fit_A_100images.json");

/// Images a step.
pub(crate) const BATCH_SIZE: usize = 32;

/// Both losses, with the names under which the files know them.
pub(crate) const LOSSES: [Loss; 2] = [Loss::Logits, Loss::DoubleSoftmax];

/// The tutorial's model.
pub(crate) fn network() -> Network {
    Network::new(&NetworkSpec::tutorial().unwrap()).unwrap()
}

/// The weights from which every run starts, as an arena.
pub(crate) fn initial_weights() -> Vec<f32> {
    network().from_safetensors(INITIAL_WEIGHTS).unwrap()
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

/// The trajectory with a loss.
pub(crate) fn trajectory(loss: Loss) -> Trajectory {
    section(TRAJECTORIES, loss)
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

/// Probabilities of the test images after so many steps of a trajectory (0, 1 or 20).
pub(crate) fn probabilities(loss: Loss, steps: usize) -> Vec<f32> {
    let file = match loss {
        Loss::Logits => LOGITS_INFERENCE,
        Loss::DoubleSoftmax => DOUBLE_INFERENCE,
    };
    floats(&SafeTensors::deserialize(file).unwrap(), &format!("probabilities_after_{steps}"))
}

/// Compares an arena of gradients with Keras's at the first step, tensor by tensor.
pub(crate) fn assert_first_gradients(loss: Loss, gradients: &[f32], tolerance: Tolerance) {
    let file = SafeTensors::deserialize(match loss {
        Loss::Logits => LOGITS_GRADIENTS,
        Loss::DoubleSoftmax => DOUBLE_GRADIENTS,
    });
    let file = file.unwrap();
    for parameter in network().parameters {
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

fn floats(file: &SafeTensors<'_>, name: &str) -> Vec<f32> {
    let data = file.tensor(name).unwrap();
    data.data().chunks_exact(4).map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap())).collect()
}
