//! What a device can do at most, measured: no kernel is faster.

use convlab_core::backend::Batch;
use web_time::Instant;

use crate::device::Gpu;
use crate::error::Result;
use crate::launch;
use crate::plan::dims_buffer;
use crate::readback::{Readback, staging};
use crate::work::{Dispatch, Tensor};

/// What a device can do in a second.
#[derive(Clone, Copy, Debug)]
pub struct Ceilings {
    /// Multiplications and additions in registers.
    pub operations: f64,
    /// Bytes that a copy reads and writes.
    pub bytes: f64,
}

/// Words that are copied: more than caches hold.
const COPIED: usize = 16 << 20;

/// Invocations and steps of each that fill a large GPU for a while.
const INVOCATIONS: usize = 1 << 17;
const STEPS: usize = 128;

/// A measurement that is shorter says little.
const TELLING: f64 = 0.1;

impl Gpu {
    /// Measures what the device can do; it takes about a second.
    pub async fn ceilings(&self) -> Result<Ceilings> {
        let dims = dims_buffer(self);
        let sums = Tensor::new(self, "sums", INVOCATIONS)?;
        let launch = launch::multiply_add(INVOCATIONS, STEPS);
        let chains = Dispatch::new(self, &dims, &launch, &[&sums]);
        let batch = Batch { first: 0, images: 1 };
        let multiply_add = self.fastest(|encoder, times| {
            let mut pass = encoder.begin_compute_pass(&Default::default());
            (0..times).for_each(|_| chains.record(&mut pass, 0, batch.images));
        });
        let operations = launch.operations as f64 / multiply_add.await?;

        let [from, to] = [Tensor::new(self, "a copy", COPIED)?, Tensor::new(self, "a copy", COPIED)?];
        let copy = self.fastest(|encoder, times| {
            (0..times)
                .for_each(|_| encoder.copy_buffer_to_buffer(from.buffer(), 0, to.buffer(), 0, to.bytes()));
        });
        let bytes = 2.0 * to.bytes() as f64 / copy.await?;
        Ok(Ceilings { operations, bytes })
    }

    /// Seconds for one of many repetitions, the fastest of three runs: whatever else goes on only slows it down.
    async fn fastest(&self, record: impl Fn(&mut wgpu::CommandEncoder, usize)) -> Result<f64> {
        let landing = Tensor::new(self, "a landing", 1)?;
        let (mut times, mut runs, mut best) = (1, 0, f64::INFINITY);
        while runs < 3 {
            let began = Instant::now();
            let mut encoder = self.device().create_command_encoder(&Default::default());
            record(&mut encoder, times);
            let buffer = staging(self, landing.bytes());
            encoder.copy_buffer_to_buffer(landing.buffer(), 0, &buffer, 0, landing.bytes());
            Readback::submit(self, encoder, buffer).read(self, |_| ()).await?;
            let seconds = began.elapsed().as_secs_f64();
            // The first one compiles.
            if times > 1 && seconds > TELLING {
                best = best.min(seconds / times as f64);
                runs += 1;
            } else {
                times *= 2;
            }
        }
        Ok(best)
    }
}
