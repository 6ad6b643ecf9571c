//! Numbers and options from JavaScript, checked.

use convlab_core::Error;
use convlab_core::backend::Loss;
use wasm_bindgen::prelude::*;

/// The largest whole number below which JavaScript's numbers have no gaps.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

#[wasm_bindgen]
extern "C" {
    /// The options of a run: an object with all of these fields.
    pub type FitOptions;
    #[wasm_bindgen(method, getter)]
    fn epochs(this: &FitOptions) -> f64;
    #[wasm_bindgen(method, getter, js_name = batchSize)]
    fn batch_size(this: &FitOptions) -> f64;
    #[wasm_bindgen(method, getter)]
    fn shuffle(this: &FitOptions) -> bool;
    #[wasm_bindgen(method, getter)]
    fn seed(this: &FitOptions) -> f64;
    #[wasm_bindgen(method, getter, js_name = learningRate)]
    fn learning_rate(this: &FitOptions) -> f64;
    #[wasm_bindgen(method, getter)]
    fn loss(this: &FitOptions) -> String;
}

impl FitOptions {
    /// The same for the core, which checks their ranges.
    pub(crate) fn read(&self) -> Result<convlab_core::fit::FitOptions, Error> {
        Ok(convlab_core::fit::FitOptions {
            epochs: count("epochs", self.epochs())?,
            batch_size: count("batchSize", self.batch_size())?,
            shuffle: self.shuffle(),
            seed: seed(self.seed())?,
            learning_rate: self.learning_rate() as f32,
            loss: loss(&self.loss())?,
        })
    }
}

/// A whole number of at least 1.
pub(crate) fn count(name: &'static str, value: f64) -> Result<usize, Error> {
    if value.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(&value) {
        Ok(value as usize)
    } else {
        Err(Error::Option { name, expected: "a whole number of at least 1" })
    }
}

/// A seed: a whole number that JavaScript holds exactly.
pub(crate) fn seed(value: f64) -> Result<u64, Error> {
    if value.fract() == 0.0 && (0.0..=MAX_SAFE_INTEGER).contains(&value) {
        Ok(value as u64)
    } else {
        Err(Error::Option { name: "seed", expected: "a whole number from 0 to 9007199254740991" })
    }
}

/// A loss by its name in the interface.
pub(crate) fn loss(name: &str) -> Result<Loss, Error> {
    match name {
        "logits" => Ok(Loss::Logits),
        "double-softmax" => Ok(Loss::DoubleSoftmax),
        _ => Err(Error::Option { name: "loss", expected: "'logits' or 'double-softmax'" }),
    }
}
