//! Dense layers, and ReLU.

use convlab_core::{trace, twins};
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::flat;
use crate::sizes::{check, check_bias, indices, product};

/// A dense layer's output, `[units]`.
#[wasm_bindgen]
pub fn dense(
    x: &[f32],
    kernel: &[f32],
    bias: Option<Vec<f32>>,
    units: usize,
    relu: bool,
) -> Result<Vec<f32>, Failure> {
    check("kernel", kernel, product("kernel", &[x.len(), units])?)?;
    check_bias(bias.as_deref(), units)?;
    Ok(twins::dense(x.len(), units, x, kernel, bias.as_deref(), relu))
}

/// The output of one unit: `[bias, sum, y]`, then rows of `[i, x, weight, product]`.
#[wasm_bindgen(js_name = traceDense)]
pub fn trace_dense(
    x: &[f32],
    kernel: &[f32],
    bias: Option<Vec<f32>>,
    units: usize,
    relu: bool,
    unit: u32,
) -> Result<Vec<f64>, Failure> {
    check("kernel", kernel, product("kernel", &[x.len(), units])?)?;
    check_bias(bias.as_deref(), units)?;
    let [unit] = indices(&[unit], [units])?;
    let trace = trace::dense(units, x, kernel, bias.as_deref(), relu, unit);
    let rows = trace
        .terms
        .iter()
        .map(|term| [term.i as f64, term.x.into(), term.weight.into(), term.product.into()]);
    Ok(flat(&[trace.bias, trace.sum, trace.y], rows))
}

/// One value of the gradient by the input: `[sum]`, then rows of `[o, dY, weight, product]`.
#[wasm_bindgen(js_name = traceDenseBackwardInput)]
pub fn trace_dense_backward_input(
    d_y: &[f32],
    kernel: &[f32],
    units: usize,
    i: u32,
) -> Result<Vec<f64>, Failure> {
    product("dY", &[units])?;
    check("dY", d_y, units)?;
    let inputs = kernel.len() / units;
    check("kernel", kernel, inputs * units)?;
    let [i] = indices(&[i], [inputs])?;
    let trace = trace::dense_backward_input(d_y, kernel, i);
    let rows = trace
        .terms
        .iter()
        .map(|term| [term.o as f64, term.d_y.into(), term.weight.into(), term.product.into()]);
    Ok(flat(&[trace.sum], rows))
}

/// `max(x, 0)`, value by value.
#[wasm_bindgen]
pub fn relu(x: &[f32]) -> Vec<f32> {
    twins::relu(x)
}

/// The gradient behind a ReLU, from its output.
#[wasm_bindgen(js_name = reluBackward)]
pub fn relu_backward(y: &[f32], d_y: &[f32]) -> Result<Vec<f32>, Failure> {
    check("dY", d_y, y.len())?;
    Ok(twins::relu_backward(y, d_y))
}
