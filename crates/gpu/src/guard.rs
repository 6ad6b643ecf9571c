//! The guard: it looks whether weights are still numbers, on the device, behind every submission.

use crate::device::Gpu;
use crate::error::Result;
use crate::feed::write;
use crate::launch;
use crate::work::{Dispatch, Tensor};

/// A search for weights that are not finite, and what it found.
pub(crate) struct Guard {
    dispatch: Dispatch,
    /// One more than the first place of each part, or 0.
    parts: Tensor,
    /// The first place that was found and not told yet.
    pub(crate) found: Option<usize>,
}

impl Guard {
    pub(crate) fn new(gpu: &Gpu, dims: &wgpu::Buffer, weights: &Tensor) -> Result<Self> {
        let size = weights.bytes() as usize / 4;
        let parts = Tensor::new(gpu, "places that are not finite", launch::reduction_groups(size))?;
        let dispatch = Dispatch::new(gpu, dims, &launch::find_not_finite(size), &[weights, &parts]);
        Ok(Self { dispatch, parts, found: None })
    }

    /// Bytes that come back with each submission.
    pub(crate) fn bytes(&self) -> u64 {
        self.parts.bytes()
    }

    /// Searches behind all batches of a submission.
    pub(crate) fn record(&self, pass: &mut wgpu::ComputePass<'_>) {
        self.dispatch.record(pass, 0, 1);
    }

    /// Copies what was found.
    pub(crate) fn copy(&self, encoder: &mut wgpu::CommandEncoder, to: &wgpu::Buffer, place: u64) {
        encoder.copy_buffer_to_buffer(self.parts.buffer(), 0, to, place, self.bytes());
    }

    /// Takes up what came back.
    pub(crate) fn take(&mut self, bytes: &[u8]) {
        let places: Vec<u32> = bytemuck::pod_collect_to_vec(bytes);
        let first = places.iter().filter(|place| **place > 0).min().map(|place| *place as usize - 1);
        self.found = self.found.or(first);
    }

    /// The weights are others.
    pub(crate) fn forget(&mut self, gpu: &Gpu) {
        write(gpu, &self.parts, &vec![0; self.parts.bytes() as usize]);
        self.found = None;
    }
}
