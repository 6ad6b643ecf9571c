//! Each kernel of a training step beside its floor.

use std::error::Error;
use std::time::Duration;

use convlab_core::network::Network;
use convlab_gpu::{Choice, Gpu, Measured, Model, Profile, Timing};
use pollster::block_on;
use serde::Serialize;

use crate::arguments::Kernels;
use crate::statistics::{NOTHING, percent, short, table};

/// How long kernels are measured at most before the fastest are taken.
const PATIENCE: Duration = Duration::from_secs(20);

const BY_TIMESTAMPS: &str = "timestamps";

/// The kernels of a step, as `npm run bench -- --kernels` writes them, too.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct KernelTimes {
    pub(crate) batch: usize,
    pub(crate) profile: Times,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Times {
    pub(crate) adapter: String,
    pub(crate) kernels: Vec<KernelTime>,
    /// Seconds of a whole step.
    pub(crate) step: f64,
    pub(crate) choice: String,
    /// [`BY_TIMESTAMPS`] or `repeated`.
    pub(crate) timing: &'static str,
    pub(crate) ceilings: Floor,
}

/// Operations and bytes a second that no kernel passes.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Floor {
    pub(crate) operations: f64,
    pub(crate) bytes: f64,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct KernelTime {
    pub(crate) name: &'static str,
    pub(crate) seconds: f64,
    pub(crate) operations: f64,
    pub(crate) bytes: f64,
}

/// Makes a model compute with the kernels that are asked for, at batches of this size.
pub(crate) fn choose(model: &mut Model, kernels: &Kernels, batch: usize) -> Result<(), Box<dyn Error>> {
    let choice = match kernels {
        Kernels::These(choice) => choice.clone(),
        Kernels::Measured => {
            let tuned = block_on(model.tune(model.offered(), batch, PATIENCE))?;
            let tuned = tuned.ok_or("the plain kernels give no figures here")?;
            for (step, set, seconds) in &tuned.timed {
                eprintln!("from step {step}: {} {} ms an image", Choice::from(*set), short(seconds * 1e3));
            }
            for set in &tuned.refused {
                eprintln!("not usable: {}", Choice::from(*set));
            }
            tuned.choice
        }
    };
    Ok(model.choose(choice)?)
}

/// Measures the kernels of a step, and tells which they are.
pub(crate) fn measure(
    gpu: &Gpu,
    network: &Network,
    batch: usize,
    kernels: &Kernels,
    timing: Timing,
) -> Result<(Choice, Profile), Box<dyn Error>> {
    let mut model = Model::new(gpu, network.clone(), 1)?;
    choose(&mut model, kernels, batch)?;
    let profile = block_on(model.profile(batch, timing))?;
    Ok((model.choice().clone(), profile))
}

impl KernelTimes {
    /// What was measured on an adapter with these ceilings.
    pub(crate) fn new(
        adapter: &str,
        batch: usize,
        choice: &Choice,
        profile: Profile,
        ceilings: Floor,
    ) -> Self {
        let Profile { timing, kernels, step } = profile;
        let time = |Measured { kernel, seconds, operations, bytes, .. }| KernelTime {
            name: kernel,
            seconds,
            operations,
            bytes,
        };
        let timing = match timing {
            Timing::Timestamps => BY_TIMESTAMPS,
            Timing::Repeated => "repeated",
        };
        let profile = Times {
            adapter: adapter.to_owned(),
            kernels: kernels.into_iter().map(time).collect(),
            step,
            choice: choice.to_string(),
            timing,
            ceilings,
        };
        Self { batch, profile }
    }

    /// A table: what a kernel takes, what it does in that time, and how near that is to its floor.
    pub(crate) fn markdown(&self) -> String {
        let Self { batch, profile: Times { adapter, kernels, step, choice, timing, ceilings } } = self;
        let head = ["Kernel", "ms", "GFLOP/s", "GB/s", "of its floor"].map(str::to_owned);
        let row = |KernelTime { name, seconds, operations, bytes }: &KernelTime| {
            let floor = (operations / ceilings.operations).max(bytes / ceilings.bytes);
            [
                (*name).to_owned(),
                short(seconds * 1e3),
                if *operations > 0.0 { short(operations / seconds / 1e9) } else { NOTHING.to_owned() },
                short(bytes / seconds / 1e9),
                percent(floor / seconds),
            ]
        };
        let rows: Vec<_> = std::iter::once(head).chain(kernels.iter().map(row)).collect();
        let sum: f64 = kernels.iter().map(|kernel| kernel.seconds).sum();
        let how = match *timing {
            BY_TIMESTAMPS => "by the device's own clock in whole steps",
            _ => "each repeated on its own",
        };
        format!(
            "Batch {batch} on {adapter}, kernels: {choice}, timed {how}. Ceilings: {} GFLOP/s of multiplications and \
             additions in registers, {} GB/s of a copy.\n\n{}\n{} dispatches, together {} ms. A step in one: {} ms, {} \
             images a second. Operations are those of the mathematics, computed densely; bytes are all buffers of a \
             kernel, each once; the floor is the longer of the two at the ceilings.\n",
            short(ceilings.operations / 1e9),
            short(ceilings.bytes / 1e9),
            table(&rows),
            kernels.len(),
            short(sum * 1e3),
            short(step * 1e3),
            short(*batch as f64 / step),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kernel_is_held_against_the_longer_of_its_two_floors() {
        let kernel = |name, seconds, operations, bytes| KernelTime { name, seconds, operations, bytes };
        let profile = Times {
            adapter: "Adapter".to_owned(),
            kernels: vec![kernel("product", 2e-3, 1e9, 1e6), kernel("copy", 4e-3, 0.0, 2e7)],
            step: 5e-3,
            choice: "winograd".to_owned(),
            timing: BY_TIMESTAMPS,
            ceilings: Floor { operations: 1e12, bytes: 1e10 },
        };
        let text = KernelTimes { batch: 32, profile }.markdown();
        assert!(text.contains("| product | 2.00 | 500     | 0.500 | 50.0 %       |"), "{text}");
        assert!(text.contains("| copy    | 4.00 | –       | 5.00  | 50.0 %       |"), "{text}");
        assert!(
            text.contains("2 dispatches, together 6.00 ms. A step in one: 5.00 ms, 6,400 images a second.")
        );
        assert!(text.contains("by the device's own clock"));
    }
}
