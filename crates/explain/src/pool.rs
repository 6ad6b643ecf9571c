//! Pooling.

use convlab_core::{trace, twins};
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::flat;
use crate::sizes::{check, indices, pool};

/// A pool's output, `[oh, ow, c]`.
#[wasm_bindgen(js_name = maxPool)]
pub fn max_pool(sliding: &[u32], x: &[f32]) -> Result<Vec<f32>, Failure> {
    let g = pool(sliding)?;
    check("x", x, g.input_size())?;
    Ok(twins::max_pool(&g, x).0)
}

/// Which cell of its window each value of the output comes from, row by row within the window.
#[wasm_bindgen(js_name = maxPoolWinners)]
pub fn max_pool_winners(sliding: &[u32], x: &[f32]) -> Result<Vec<u32>, Failure> {
    let g = pool(sliding)?;
    check("x", x, g.input_size())?;
    Ok(twins::max_pool(&g, x).1)
}

/// One value of the output, at `[i, j, c]`: `[winner, y]`, then rows of `[u, v, row, column, inside, x, wins]`.
#[wasm_bindgen(js_name = traceMaxPool)]
pub fn trace_max_pool(sliding: &[u32], x: &[f32], at: &[u32]) -> Result<Vec<f64>, Failure> {
    let g = pool(sliding)?;
    check("x", x, g.input_size())?;
    let trace = trace::max_pool(&g, x, indices(at, g.output)?);
    let rows = trace.terms.iter().enumerate().map(|(index, term)| {
        let [row, column, inside] = term.place.numbers();
        let wins = f64::from(index == trace.winner);
        [term.u as f64, term.v as f64, row, column, inside, term.x.into(), wins]
    });
    Ok(flat(&[trace.winner as f32, trace.y], rows))
}

/// The gradient by the input, `[h, w, c]`.
#[wasm_bindgen(js_name = maxPoolBackward)]
pub fn max_pool_backward(sliding: &[u32], winners: &[u32], d_y: &[f32]) -> Result<Vec<f32>, Failure> {
    let g = pool(sliding)?;
    check("winners", winners, g.output_size())?;
    check("dY", d_y, g.output_size())?;
    Ok(twins::max_pool_backward(&g, winners, d_y))
}

/// One value of the gradient by the input, at `[row, column, c]`: `[sum]`, then rows of `[i, j, dY, wins]`.
#[wasm_bindgen(js_name = traceMaxPoolBackward)]
pub fn trace_max_pool_backward(
    sliding: &[u32],
    winners: &[u32],
    d_y: &[f32],
    at: &[u32],
) -> Result<Vec<f64>, Failure> {
    let g = pool(sliding)?;
    check("winners", winners, g.output_size())?;
    check("dY", d_y, g.output_size())?;
    let trace = trace::max_pool_backward(&g, winners, d_y, indices(at, g.input)?);
    let rows =
        trace.terms.iter().map(|term| [term.i as f64, term.j as f64, term.d_y.into(), term.wins.into()]);
    Ok(flat(&[trace.sum], rows))
}

/// One value of an average pool's output, at `[i, j, c]`: `[count, sum, y]`, then rows of `[u, v, row, column, inside, x]`.
#[wasm_bindgen(js_name = traceAveragePool)]
pub fn trace_average_pool(sliding: &[u32], x: &[f32], at: &[u32]) -> Result<Vec<f64>, Failure> {
    let g = pool(sliding)?;
    check("x", x, g.input_size())?;
    let trace = trace::average_pool(&g, x, indices(at, g.output)?);
    let rows = trace.terms.iter().map(|term| {
        let [row, column, inside] = term.place.numbers();
        [term.u as f64, term.v as f64, row, column, inside, term.x.into()]
    });
    Ok(flat(&[trace.count as f32, trace.sum, trace.y], rows))
}

/// One value of the gradient by an average pool's input, at `[row, column, c]`: `[sum]`, then rows of `[i, j, dY, count,
/// share]`.
#[wasm_bindgen(js_name = traceAveragePoolBackward)]
pub fn trace_average_pool_backward(sliding: &[u32], d_y: &[f32], at: &[u32]) -> Result<Vec<f64>, Failure> {
    let g = pool(sliding)?;
    check("dY", d_y, g.output_size())?;
    let trace = trace::average_pool_backward(&g, d_y, indices(at, g.input)?);
    let rows = trace
        .terms
        .iter()
        .map(|term| [term.i as f64, term.j as f64, term.d_y.into(), term.count as f64, term.share.into()]);
    Ok(flat(&[trace.sum], rows))
}
