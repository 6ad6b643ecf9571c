//! Where the time of a training step goes, kernel by kernel, on whatever GPU there is, without a browser:
//! `cargo run --release -p convlab-gpu --example kernels -- --batch 32`
//!
//! `--network` names a file with a network's description in JSON, `--kernels` a set of kernels or one for each step, or `measured`:
//! then the sets are timed first and the fastest are taken. Each kernel is timed within whole steps by the device's own clock,
//! or repeated on its own where it has none. The share is that of the multiply-add peak, or of the copy's bandwidth where that
//! binds, both measured first on the same device.

use std::error::Error;
use std::time::Duration;

use convlab_core::network::{Network, NetworkSpec};
use convlab_gpu::{Ceilings, Choice, Gpu, Model, Timing};

const USAGE: &str = "options: --network FILE --batch 32 --kernels winograd";

/// How long kernels are measured at most before the fastest are taken.
const PATIENCE: Duration = Duration::from_secs(20);

/// What takes the place of a choice where it is to be measured.
const MEASURED: &str = "measured";

fn read() -> Result<(NetworkSpec, usize, String), Box<dyn Error>> {
    let (mut network, mut batch) = (NetworkSpec::tutorial()?, 32);
    let mut kernels = Choice::default().to_string();
    let mut words = std::env::args().skip(1);
    while let Some(option) = words.next() {
        let value = words.next().ok_or(USAGE)?;
        match option.as_str() {
            "--network" => network = NetworkSpec::from_json(&std::fs::read_to_string(value)?)?,
            "--batch" => batch = value.parse()?,
            "--kernels" => kernels = value,
            _ => return Err(USAGE.into()),
        }
    }
    Ok((network, batch, kernels))
}

async fn run() -> Result<(), Box<dyn Error>> {
    let (network, batch, kernels) = read()?;
    let network = Network::new(&network)?;
    let gpu = Gpu::new().await?;
    let Ceilings { operations, bytes } = gpu.ceilings().await?;
    println!(
        "{}: {:.1} GFLOP/s, {:.1} GB/s, batches of {batch}",
        gpu.info().name,
        operations / 1e9,
        bytes / 1e9
    );

    let mut model = Model::new(&gpu, network, 1)?;
    if kernels == MEASURED {
        let tuned = model.tune(batch, PATIENCE).await?;
        for (step, set, seconds) in &tuned.timed {
            println!("from step {step}: {} {:.3} ms", Choice::from(*set), seconds * 1e3);
        }
        for set in &tuned.refused {
            println!("not usable: {}", Choice::from(*set));
        }
        model.choose(tuned.choice)?;
    } else {
        model.choose(kernels.parse()?)?;
    }
    let profile = model.profile(batch, Timing::Timestamps).await?;
    println!("kernels: {}, timed by {:?}", model.choice(), profile.timing);

    println!("{:32} {:>9} {:>9} {:>8} {:>7}", "kernel", "ms", "GFLOP/s", "GB/s", "share");
    for kernel in &profile.kernels {
        let floor = (kernel.operations / operations).max(kernel.bytes / bytes);
        println!(
            "{:32} {:9.3} {:9.2} {:8.2} {:6.0}%",
            kernel.kernel,
            kernel.seconds * 1e3,
            kernel.operations / kernel.seconds / 1e9,
            kernel.bytes / kernel.seconds / 1e9,
            100.0 * floor / kernel.seconds,
        );
    }
    let sum: f64 = profile.kernels.iter().map(|kernel| kernel.seconds).sum();
    println!("{} dispatches, one by one {:.2} ms", profile.kernels.len(), sum * 1e3);
    println!("a step {:.2} ms: {:.1} images/s", profile.step * 1e3, batch as f64 / profile.step);
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    pollster::block_on(run())
}
