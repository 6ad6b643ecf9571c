//! The engine's own files, of what the engine gives and takes: rows of numbers.

use convlab_core::formats::safetensors;
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::saved::{Saved, Training};
use convlab_core::standing::{Numbers, Standing};
use js_sys::{Array, Float32Array, Float64Array};
use wasm_bindgen::prelude::*;

use crate::{Result, sentence};

/// The file of a whole model: of its design in JSON, of where it stands, of the names of the classes, and of notes in JSON. The
/// learning rate is for those that read what the optimiser remembers.
#[wasm_bindgen(js_name = writeModel)]
pub fn write_model(
    description: &str,
    figures: Vec<f64>,
    arenas: Vec<f32>,
    classes: Vec<String>,
    notes: String,
    learning_rate: f64,
) -> Result<Vec<u8>> {
    let network = network(description)?;
    let standing = sentence(Standing::from_numbers(&network, &Numbers { figures, arenas }))?;
    let training = standing.optimizer.map(|state| Training { state, learning_rate });
    let saved = Saved {
        description: description.to_owned(),
        network,
        weights: standing.weights,
        training,
        place: standing.place,
        classes,
        notes,
    };
    Ok(safetensors::write(&saved))
}

/// Where the model of such a file stands, figures and arenas; it must be of this design.
#[wasm_bindgen(js_name = readModel, unchecked_return_type = "[Float64Array, Float32Array]")]
pub fn read_model(description: &str, file: &[u8]) -> Result<Array> {
    let Saved { network: found, weights, training, place, .. } = sentence(safetensors::read(file))?;
    if found != network(description)? {
        let reason = "the file's network is another.".to_owned();
        return sentence(Err(convlab_core::Error::Weights { reason }));
    }
    let optimizer = training.map(|training| training.state);
    let numbers = Standing { weights, optimizer, place }.into_numbers();
    let figures = Float64Array::from(numbers.figures.as_slice());
    Ok(Array::of2(&figures, &Float32Array::from(numbers.arenas.as_slice())))
}

/// What such a file says besides its numbers, as JSON.
#[wasm_bindgen(js_name = describeModel)]
pub fn describe_model(file: &[u8]) -> Result<String> {
    Ok(sentence(safetensors::read(file))?.about())
}

/// The file of an arena of weights alone.
#[wasm_bindgen(js_name = writeWeights)]
pub fn write_weights(description: &str, arena: &[f32]) -> Result<Vec<u8>> {
    Ok(network(description)?.to_safetensors(arena))
}

/// The file of an arena of gradients.
#[wasm_bindgen(js_name = writeGradients)]
pub fn write_gradients(description: &str, arena: &[f32]) -> Result<Vec<u8>> {
    Ok(network(description)?.gradients_to_safetensors(arena))
}

/// The weights of a file, as an arena.
#[wasm_bindgen(js_name = readWeights)]
pub fn read_weights(description: &str, file: &[u8]) -> Result<Vec<f32>> {
    sentence(network(description)?.from_safetensors(file))
}

fn network(description: &str) -> Result<Network> {
    sentence(NetworkSpec::from_json(description).and_then(|spec| Network::new(&spec)))
}
