//! Kernel by kernel, for the benchmark.

use std::time::Duration;

use convlab_core::network::{Network, NetworkSpec};
use convlab_gpu::{Choice, Gpu, Measured, Model, Profile, Timing};
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::options::count;

/// What each kernel of a training step takes, as JSON:
/// `{ adapter, kernels: [{ name, seconds, operations, bytes }], step, choice }`.
/// `choice` are the kernels' sets, or `measured`.
#[wasm_bindgen]
pub async fn profile(spec: &str, images: f64, choice: &str) -> Result<String, Failure> {
    let images = count("batch", images)?;
    let gpu = Gpu::new().await?;
    let mut model = Model::new(&gpu, Network::new(&NetworkSpec::from_json(spec)?)?, 1)?;
    let choice = if choice == "measured" {
        let tuned = model.tune(model.offered(), images, Duration::from_secs(20)).await?;
        tuned.map_or_else(Choice::default, |tuned| tuned.choice)
    } else {
        choice.parse()?
    };
    model.choose(choice)?;
    let Profile { kernels, step, .. } = model.profile(images, Timing::Repeated).await?;
    let kernel = |Measured { kernel, seconds, operations, bytes, .. }: &Measured| {
        format!(r#"{{"name":"{kernel}","seconds":{seconds},"operations":{operations},"bytes":{bytes}}}"#)
    };
    let adapter = js_sys::JSON::stringify(&gpu.info().name.as_str().into());
    Ok(format!(
        r#"{{"adapter":{},"kernels":[{}],"step":{step},"choice":"{}"}}"#,
        adapter.map_or_else(|_| "null".to_owned(), String::from),
        kernels.iter().map(kernel).collect::<Vec<_>>().join(","),
        model.choice(),
    ))
}
