//! Softmax and cross-entropy.

use convlab_core::trace;
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::sizes::{indices, product};

/// The softmax of a row: `[largest, sum]`, then the exponentials, then the softmax.
#[wasm_bindgen]
pub fn softmax(logits: &[f32]) -> Result<Vec<f32>, Failure> {
    product("logits", &[logits.len()])?;
    let trace = trace::softmax(logits);
    Ok([&[trace.largest, trace.sum], trace.exps.as_slice(), &trace.y].concat())
}

/// The cross-entropy of a row's softmax: `[loss]`, then the gradient by the logits, then the softmax.
#[wasm_bindgen(js_name = crossEntropy)]
pub fn cross_entropy(logits: &[f32], label: u32) -> Result<Vec<f32>, Failure> {
    product("logits", &[logits.len()])?;
    let [label] = indices(&[label], [logits.len().min(256)])?;
    let trace = trace::softmax_cross_entropy(logits, label as u8);
    Ok([&[trace.loss], trace.d_logits.as_slice(), &trace.softmax.y].concat())
}
