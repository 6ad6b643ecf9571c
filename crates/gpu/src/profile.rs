//! How long each kernel of a step takes, with the plan's own buffers.

use std::time::Duration;

use convlab_core::backend::{Backend, Batch, Loss};
use web_time::Instant;

use crate::error::Result;
use crate::model::{Model, compute_pass, record};
use crate::work::{Dims, Dispatch};

/// What a kernel of a step takes.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The kernel's name.
    pub kernel: &'static str,
    /// Its sizes: the constants of its launch.
    pub constants: Vec<(&'static str, f64)>,
    /// Seconds for one launch.
    pub seconds: f64,
    /// Multiplications and additions that the mathematics asks for; 0 where a kernel only moves numbers.
    pub operations: f64,
    /// Bytes of its buffers, each read or written once: the least that has to move.
    pub bytes: f64,
}

/// How kernels are timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// Within whole steps, by the device's own clock at the beginning and the end of each kernel.
    Timestamps,
    /// Each over and over on its own, on the wall clock. So it finds in caches what it left there itself.
    Repeated,
}

/// What a step records and what it takes as a whole.
#[derive(Clone, Debug)]
pub struct Profile {
    /// How the kernels were timed.
    pub timing: Timing,
    /// The kernels in the order of the step.
    pub kernels: Vec<Measured>,
    /// Seconds for a step, many of them in one submission.
    pub step: f64,
}

/// A measurement that is shorter says little.
const TELLING: Duration = Duration::from_millis(100);

impl Model {
    /// Measures each kernel of a training step on a batch of `images` images. Where timestamps are asked for and the device
    /// offers none, or this is a browser, kernels are repeated. The weights mean nothing afterwards.
    pub async fn profile(&mut self, images: usize, timing: Timing) -> Result<Profile> {
        let feed = self.feed(&self.any_images(images)?, images)?;
        self.settle().await?;
        let batch = Batch { first: 0, images };
        self.write_dims(&[Dims::new(batch, 0).training(1e-6, 0, 1)]);
        let dispatches = self.step(&feed, Loss::Logits);
        // The first time compiles.
        self.seconds(&dispatches, batch, Duration::ZERO).await?;
        let (timing, seconds) = self.seconds_of_each(&dispatches, batch, timing).await?;
        let measured = |(dispatch, seconds): (&&Dispatch, f64)| Measured {
            kernel: dispatch.name(),
            constants: dispatch.constants().to_vec(),
            seconds,
            operations: dispatch.operations(images),
            bytes: dispatch.bytes() as f64,
        };
        let kernels = dispatches.iter().zip(seconds).map(measured).collect();
        let step = self.seconds(&dispatches, batch, TELLING).await?;
        Ok(Profile { timing, kernels, step })
    }

    /// Seconds for each dispatch of a step, and how they were taken.
    async fn seconds_of_each(
        &self,
        dispatches: &[&Dispatch],
        batch: Batch,
        #[cfg_attr(
            target_arch = "wasm32",
            expect(unused_variables, reason = "there they are always repeated")
        )]
        timing: Timing,
    ) -> Result<(Timing, Vec<f64>)> {
        #[cfg(not(target_arch = "wasm32"))]
        if timing == Timing::Timestamps && crate::timestamps::are_offered(&self.gpu, dispatches.len()) {
            return Ok((timing, self.seconds_by_timestamps(dispatches, batch).await?));
        }
        let mut seconds = Vec::with_capacity(dispatches.len());
        for dispatch in dispatches {
            seconds.push(self.seconds(std::slice::from_ref(dispatch), batch, TELLING).await?);
        }
        Ok((Timing::Repeated, seconds))
    }

    /// Seconds for one of so many repetitions that all of them take at least `telling`, with the `dims` of slot 0.
    pub(crate) async fn seconds(
        &self,
        dispatches: &[&Dispatch],
        batch: Batch,
        telling: Duration,
    ) -> Result<f64> {
        let mut times = 1;
        loop {
            let began = Instant::now();
            let mut encoder = self.encoder();
            let mut pass = compute_pass(&mut encoder);
            for _ in 0..times {
                record(&mut pass, dispatches, 0, batch);
            }
            drop(pass);
            self.read_behind(encoder, &self.totals).await?;
            let taken = began.elapsed();
            if taken >= telling {
                return Ok(taken.as_secs_f64() / f64::from(times));
            }
            times *= 2;
        }
    }
}
