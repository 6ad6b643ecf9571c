//! What is told of a batch that an engine has looked at.

use convlab_core::backend::Totals;
use convlab_core::inspect::{self, Looked, Packed, Seen};
use convlab_core::network::{Network, NetworkSpec};
use wasm_bindgen::prelude::*;

use crate::{Result, sentence};

/// Takes in the tensors of a batch as an engine shows them.
#[wasm_bindgen]
pub struct Observer(inspect::Observer);

#[wasm_bindgen]
impl Observer {
    /// An observer of so many images on the network of a description; `image` is the one whose maps are told.
    #[wasm_bindgen(constructor)]
    pub fn new(description: &str, images: usize, image: usize) -> Result<Self> {
        let network = sentence(NetworkSpec::from_json(description).and_then(|spec| Network::new(&spec)))?;
        Ok(Self(inspect::Observer::new(network, images, image)))
    }

    /// Takes in a tensor, which its two numbers name.
    pub fn see(&mut self, kind: u32, op: u32, tensor: &[f32]) {
        if let Some(seen) = Seen::of_numbers([kind, op]) {
            self.0.see(seen, tensor);
        }
    }

    /// What was found, with the figures that the engine gives at the end.
    pub fn found(self, images: usize, loss: f64, correct: usize, steps: f64) -> Found {
        let totals = Totals { images, loss, correct };
        Found(self.0.report(Looked { totals, steps: steps as u64 }).pack())
    }
}

/// What was found, as `engine/inspection.js` reads it.
#[wasm_bindgen]
pub struct Found(Packed);

#[wasm_bindgen]
impl Found {
    /// The layers in JSON.
    pub fn header(&self) -> String {
        self.0.header.clone()
    }

    /// Loss, accuracy and steps, then the records of the stats.
    pub fn figures(&self) -> Vec<f64> {
        self.0.figures.clone()
    }

    /// The arrays, one after the other.
    pub fn values(&self) -> Vec<f32> {
        self.0.values.clone()
    }
}
