//! What a device can do at most, and what asking it costs, measured: no kernel is faster.

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

/// What work costs that does next to nothing, in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Overhead {
    /// Of a dispatch among others in a pass.
    pub dispatch: f64,
    /// Of a dispatch with a submission of its own.
    pub submit: f64,
    /// Of such a submission, until its result is read.
    pub readback: f64,
}

/// Words that are copied: more than caches hold.
const COPIED: usize = 16 << 20;

/// Invocations and steps of each that fill a large GPU for a while.
const INVOCATIONS: usize = 1 << 17;
const STEPS: usize = 128;

/// So often a result is waited for.
const READBACKS: u32 = 20;

/// A measurement that is shorter says little.
const TELLING: f64 = 0.1;

impl Gpu {
    /// Measures what the device can do; it takes about a second.
    pub async fn ceilings(&self) -> Result<Ceilings> {
        let launch = launch::multiply_add(INVOCATIONS, STEPS);
        let chains = self.chains(INVOCATIONS, STEPS);
        let multiply_add = self.fastest(|times| {
            self.submit(|encoder| record(encoder, &chains, times));
        });
        let operations = launch.operations as f64 / multiply_add.await?;

        let [from, to] = self.within_limits(|| Ok([(); 2].map(|()| Tensor::new(self, "a copy", COPIED))))?;
        let copy = self.fastest(|times| {
            self.submit(|encoder| {
                for _ in 0..times {
                    encoder.copy_buffer_to_buffer(from.buffer(), 0, to.buffer(), 0, to.bytes());
                }
            });
        });
        let bytes = 2.0 * to.bytes() as f64 / copy.await?;
        Ok(Ceilings { operations, bytes })
    }

    /// Measures what asking the device costs; it takes about a second.
    pub async fn overhead(&self) -> Result<Overhead> {
        let nothing = self.chains(1, 1);
        let once = || self.submit(|encoder| record(encoder, &nothing, 1));
        let dispatch = self.fastest(|times| self.submit(|encoder| record(encoder, &nothing, times))).await?;
        let submit = self.fastest(|times| (0..times).for_each(|_| once())).await?;
        let landing = Tensor::new(self, "a landing", 1);
        let began = Instant::now();
        for _ in 0..READBACKS {
            once();
            self.wait(&landing).await?;
        }
        let readback = began.elapsed().as_secs_f64() / f64::from(READBACKS);
        Ok(Overhead { dispatch, submit, readback })
    }

    /// Chains of multiplications and additions, ready to be recorded.
    fn chains(&self, invocations: usize, steps: usize) -> Dispatch {
        let (dims, sums) = (dims_buffer(self), Tensor::new(self, "sums", invocations));
        Dispatch::new(self, &dims, &launch::multiply_add(invocations, steps), &[&sums])
    }

    fn submit(&self, record: impl FnOnce(&mut wgpu::CommandEncoder)) {
        let mut encoder = self.device().create_command_encoder(&Default::default());
        record(&mut encoder);
        self.queue().submit([encoder.finish()]);
    }

    /// Waits for all that is submitted, by reading behind it.
    async fn wait(&self, landing: &Tensor) -> Result<()> {
        let mut encoder = self.device().create_command_encoder(&Default::default());
        let buffer = staging(self, landing.bytes());
        encoder.copy_buffer_to_buffer(landing.buffer(), 0, &buffer, 0, landing.bytes());
        Readback::submit(self, encoder, buffer).read(self, |_| ()).await?;
        Ok(())
    }

    /// Seconds for one of many repetitions, which `work` submits, the fastest of three runs: whatever else goes on only
    /// slows it down.
    async fn fastest(&self, work: impl Fn(usize)) -> Result<f64> {
        let landing = Tensor::new(self, "a landing", 1);
        let (mut times, mut runs, mut best) = (1, 0, f64::INFINITY);
        while runs < 3 {
            let began = Instant::now();
            work(times);
            self.wait(&landing).await?;
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

/// Dispatches a kernel many times in one pass.
fn record(encoder: &mut wgpu::CommandEncoder, dispatch: &Dispatch, times: usize) {
    let mut pass = encoder.begin_compute_pass(&Default::default());
    (0..times).for_each(|_| dispatch.record(&mut pass, 0, 1));
}
