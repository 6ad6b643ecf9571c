//! Dropout.

use convlab_core::random::{Random, Stream};
use convlab_core::twins;
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::sizes::product;

/// What dropout makes of values in a step of a run, of which layer and step draw their own part of the seed.
#[wasm_bindgen]
pub fn dropout(x: &[f32], rate: f32, seed: f64, layer: u32, step: u32) -> Result<Vec<f32>, Failure> {
    product("values", &[x.len()])?;
    if !(0.0..1.0).contains(&rate) {
        return Err(Failure::argument("The rate must be from 0 to below 1.".into()));
    }
    if seed.fract() != 0.0 || !(0.0..=9_007_199_254_740_991.0).contains(&seed) {
        return Err(Failure::argument("The seed must be a whole number from 0 to 9007199254740991.".into()));
    }
    Ok(twins::dropout(x, rate, &Random::new(seed as u64, Stream::Dropout { layer, step })))
}
