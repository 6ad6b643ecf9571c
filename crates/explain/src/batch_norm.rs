//! Batch normalisation of `[rows, channels]`.

use convlab_core::trace;
use convlab_core::twins::{self, Moments};
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::sizes::{check, product};

/// Mean and biased variance of each channel: the means, then the variances.
#[wasm_bindgen]
pub fn moments(x: &[f32], channels: usize) -> Result<Vec<f32>, Failure> {
    let mean = rows(x, channels).map(|()| twins::batch_norm_mean(x, channels))?;
    let variance = twins::batch_norm_variance(x, &mean);
    Ok([mean, variance].concat())
}

/// The values with these statistics taken out, scaled by `gamma` and moved by `beta`; a missing one is 1, or 0.
#[wasm_bindgen(js_name = batchNorm)]
pub fn batch_norm(
    x: &[f32],
    mean: &[f32],
    variance: &[f32],
    epsilon: f32,
    gamma: Option<Vec<f32>>,
    beta: Option<Vec<f32>>,
) -> Result<Vec<f32>, Failure> {
    let channels = mean.len();
    rows(x, channels)?;
    check("variance", variance, channels)?;
    for (name, values) in [("gamma", &gamma), ("beta", &beta)] {
        values.as_ref().map_or(Ok(()), |values| check(name, values, channels))?;
    }
    let moments = Moments { mean, variance, epsilon };
    Ok(twins::batch_norm(x, moments, gamma.as_deref(), beta.as_deref()))
}

/// A moving average after one more batch.
#[wasm_bindgen(js_name = movingAverage)]
pub fn moving_average(mut moving: Vec<f32>, batch: &[f32], momentum: f64) -> Result<Vec<f32>, Failure> {
    check("batch", batch, moving.len())?;
    twins::moving_average(&mut moving, batch, momentum);
    Ok(moving)
}

/// One value of the output: `[centred, factor, normal, scaled, y]`. `channel` is `[mean, variance, epsilon, gamma, beta]`.
#[wasm_bindgen(js_name = traceBatchNorm)]
pub fn trace_batch_norm(x: f32, channel: &[f32]) -> Result<Vec<f32>, Failure> {
    let trace = trace::batch_norm(x, channel_of(channel)?);
    Ok(vec![trace.centred, trace.factor, trace.normal, trace.scaled, trace.y])
}

/// One value of the gradient by the input: `[through moments, rest, d_scaled, d_x]`. `sums` are `[d_gamma, d_beta, rows]` in
/// training, and empty in inference.
#[wasm_bindgen(js_name = traceBatchNormBackward)]
pub fn trace_batch_norm_backward(
    x: f32,
    d_y: f32,
    channel: &[f32],
    sums: &[f32],
) -> Result<Vec<f32>, Failure> {
    let sums = match sums {
        [] => None,
        [d_gamma, d_beta, rows] => Some(([*d_gamma, *d_beta], *rows as usize)),
        _ => return Err(Failure::argument("sums has three numbers or none.".into())),
    };
    let trace = trace::batch_norm_backward_input(x, d_y, channel_of(channel)?, sums);
    Ok(vec![trace.through_moments, trace.rest, trace.d_scaled, trace.d_x])
}

fn channel_of(numbers: &[f32]) -> Result<trace::Channel<f32>, Failure> {
    match numbers {
        [mean, variance, epsilon, gamma, beta] => Ok(trace::Channel {
            mean: *mean,
            variance: *variance,
            epsilon: *epsilon,
            gamma: *gamma,
            beta: *beta,
        }),
        _ => Err(Failure::argument("A channel has five numbers.".into())),
    }
}

/// Whether values are whole rows.
fn rows(x: &[f32], channels: usize) -> Result<(), Failure> {
    product("channels", &[channels])?;
    product("values", &[x.len()])?;
    check("values", x, x.len().next_multiple_of(channels))
}
