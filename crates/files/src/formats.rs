//! Models in the formats of others, each made of the engine's own file or turned into it.

use convlab_core::formats::{keras, onnx, safetensors, tfjs};
use convlab_core::saved::Saved;
use wasm_bindgen::prelude::*;

use crate::{Result, sentence};

/// A saved model.
#[wasm_bindgen]
pub struct Model(Saved);

/// A model of TensorFlow.js: two files.
#[wasm_bindgen]
pub struct Layers {
    model: String,
    weights: Vec<u8>,
}

#[wasm_bindgen]
impl Layers {
    /// `model.json`.
    #[wasm_bindgen(getter)]
    pub fn model(&self) -> String {
        self.model.clone()
    }

    /// What it names as its file of weights.
    #[wasm_bindgen(getter)]
    pub fn weights(&self) -> Vec<u8> {
        self.weights.clone()
    }
}

#[wasm_bindgen]
impl Model {
    /// Of a file of the engine's own.
    #[wasm_bindgen(js_name = ofOwn)]
    pub fn of_own(file: &[u8]) -> Result<Self> {
        sentence(safetensors::read(file)).map(Self)
    }

    /// Of `.keras`.
    #[wasm_bindgen(js_name = ofKeras)]
    pub fn of_keras(file: &[u8]) -> Result<Self> {
        sentence(keras::read(file)).map(Self)
    }

    /// Of ONNX that was written here.
    #[wasm_bindgen(js_name = ofOnnx)]
    pub fn of_onnx(file: &[u8]) -> Result<Self> {
        sentence(onnx::read(file)).map(Self)
    }

    /// Of `model.json` of TensorFlow.js and the bytes of its files of weights.
    #[wasm_bindgen(js_name = ofLayers)]
    pub fn of_layers(model: &[u8], weights: &[u8]) -> Result<Self> {
        sentence(tfjs::read(model, weights)).map(Self)
    }

    /// Notes the names of the classes, and a JSON object for whoever opens the file here again.
    pub fn note(&mut self, classes: Vec<String>, notes: String) {
        self.0.classes = classes;
        self.0.notes = notes;
    }

    /// As a file of the engine's own.
    #[wasm_bindgen(js_name = toOwn)]
    pub fn to_own(&self) -> Vec<u8> {
        safetensors::write(&self.0)
    }

    /// As `.keras`; `date` is when it was saved, as `2026-01-31@23:59:59`.
    #[wasm_bindgen(js_name = toKeras)]
    pub fn to_keras(&self, date: &str) -> Vec<u8> {
        keras::write(&self.0, date)
    }

    /// As ONNX.
    #[wasm_bindgen(js_name = toOnnx)]
    pub fn to_onnx(&self) -> Result<Vec<u8>> {
        sentence(onnx::write(&self.0))
    }

    /// For TensorFlow.js.
    #[wasm_bindgen(js_name = toLayers)]
    pub fn to_layers(&self) -> Layers {
        let (model, weights) = tfjs::write(&self.0);
        Layers { model, weights }
    }
}
