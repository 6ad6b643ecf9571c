//! Convolution.

use convlab_core::{trace, twins};
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::flat;
use crate::sizes::{check, check_bias, convolution, indices};

/// A convolution's output, `[oh, ow, filters]`.
#[wasm_bindgen]
pub fn conv2d(
    sliding: &[u32],
    x: &[f32],
    kernel: &[f32],
    bias: Option<Vec<f32>>,
    relu: bool,
) -> Result<Vec<f32>, Failure> {
    let g = convolution(sliding)?;
    check("x", x, g.input_size())?;
    check("kernel", kernel, g.depth() * g.output[2])?;
    check_bias(bias.as_deref(), g.output[2])?;
    Ok(twins::conv2d(&g, x, kernel, bias.as_deref(), relu))
}

/// One value of the output, at `[i, j, o]`: `[bias, sum, y]`, then rows of `[u, v, c, row, column, inside, x, weight,
/// product]`.
#[wasm_bindgen(js_name = traceConv2d)]
pub fn trace_conv2d(
    sliding: &[u32],
    x: &[f32],
    kernel: &[f32],
    bias: Option<Vec<f32>>,
    relu: bool,
    at: &[u32],
) -> Result<Vec<f64>, Failure> {
    let g = convolution(sliding)?;
    check("x", x, g.input_size())?;
    check("kernel", kernel, g.depth() * g.output[2])?;
    check_bias(bias.as_deref(), g.output[2])?;
    let trace = trace::conv2d(&g, x, kernel, bias.as_deref(), relu, indices(at, g.output)?);
    let rows = trace.terms.iter().map(|term| {
        let [row, column, inside] = term.place.numbers();
        let [u, v, c] = [term.u, term.v, term.c].map(|index| index as f64);
        [u, v, c, row, column, inside, term.x.into(), term.weight.into(), term.product.into()]
    });
    Ok(flat(&[trace.bias, trace.sum, trace.y], rows))
}

/// The gradient by the kernel, `[kh, kw, c, filters]`.
#[wasm_bindgen(js_name = convBackwardKernel)]
pub fn conv2d_backward_kernel(sliding: &[u32], x: &[f32], d_y: &[f32]) -> Result<Vec<f32>, Failure> {
    let g = convolution(sliding)?;
    check("x", x, g.input_size())?;
    check("dY", d_y, g.output_size())?;
    Ok(twins::conv2d_backward_kernel(&g, x, d_y))
}

/// One value of the gradient by the kernel, at `[u, v, c, o]`: `[sum]`, then rows of `[i, j, row, column, inside, x, dY,
/// product]`.
#[wasm_bindgen(js_name = traceConvBackwardKernel)]
pub fn trace_conv2d_backward_kernel(
    sliding: &[u32],
    x: &[f32],
    d_y: &[f32],
    at: &[u32],
) -> Result<Vec<f64>, Failure> {
    let g = convolution(sliding)?;
    check("x", x, g.input_size())?;
    check("dY", d_y, g.output_size())?;
    let at = indices(at, [g.size[0], g.size[1], g.input[2], g.output[2]])?;
    let trace = trace::conv2d_backward_kernel(&g, x, d_y, at);
    let rows = trace.terms.iter().map(|term| {
        let [row, column, inside] = term.place.numbers();
        let [i, j] = [term.i, term.j].map(|index| index as f64);
        [i, j, row, column, inside, term.x.into(), term.d_y.into(), term.product.into()]
    });
    Ok(flat(&[trace.sum], rows))
}

/// The gradient by the input, `[h, w, c]`.
#[wasm_bindgen(js_name = convBackwardInput)]
pub fn conv2d_backward_input(sliding: &[u32], d_y: &[f32], kernel: &[f32]) -> Result<Vec<f32>, Failure> {
    let g = convolution(sliding)?;
    check("dY", d_y, g.output_size())?;
    check("kernel", kernel, g.depth() * g.output[2])?;
    Ok(twins::conv2d_backward_input(&g, d_y, kernel))
}

/// One value of the gradient by the input, at `[row, column, c]`: `[sum]`, then rows of `[u, v, i, j, o, dY, weight,
/// product]`.
#[wasm_bindgen(js_name = traceConvBackwardInput)]
pub fn trace_conv2d_backward_input(
    sliding: &[u32],
    d_y: &[f32],
    kernel: &[f32],
    at: &[u32],
) -> Result<Vec<f64>, Failure> {
    let g = convolution(sliding)?;
    check("dY", d_y, g.output_size())?;
    check("kernel", kernel, g.depth() * g.output[2])?;
    let trace = trace::conv2d_backward_input(&g, d_y, kernel, indices(at, g.input)?);
    let rows = trace.terms.iter().map(|term| {
        let [u, v, i, j, o] = [term.u, term.v, term.i, term.j, term.o].map(|index| index as f64);
        [u, v, i, j, o, term.d_y.into(), term.weight.into(), term.product.into()]
    });
    Ok(flat(&[trace.sum], rows))
}
