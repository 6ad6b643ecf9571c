//! What a model's file says of itself.

use convlab_core::formats::safetensors;
use wasm_bindgen::prelude::*;

use crate::failure::Failure;

/// What a file that [`Model::save`](crate::Model::save) wrote says besides its numbers, as JSON.
#[wasm_bindgen]
pub fn describe(file: &[u8]) -> Result<String, Failure> {
    Ok(safetensors::read(file)?.about())
}
