//! Adam.

use convlab_core::trace;
use wasm_bindgen::prelude::*;

use crate::failure::Failure;

/// One step for the weight `w` with the gradient `g`: `[m, v, m_hat, v_hat, alpha, change, w]`. Steps are counted
/// from 1.
#[wasm_bindgen]
pub fn adam(w: f32, g: f32, m: f32, v: f32, step: u32, learning_rate: f32) -> Result<Vec<f32>, Failure> {
    if step == 0 {
        return Err(Failure::argument("step must be at least 1.".into()));
    }
    let trace = trace::adam(w, g, [m, v], step.into(), learning_rate);
    Ok(vec![trace.m, trace.v, trace.m_hat, trace.v_hat, trace.alpha, trace.change, trace.w])
}
