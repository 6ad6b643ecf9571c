//! The guard: it looks whether weights are still numbers, on the device, behind every submission.

use crate::device::Gpu;
use crate::feed::write;
use crate::launch;
use crate::work::{Dispatch, Tensor};

/// A search for weights that are not finite, and what it found.
pub(crate) struct Guard {
    dispatch: Dispatch,
    /// How far from the end the first place is, or 0.
    distance: Tensor,
    /// How many weights there are.
    size: usize,
    /// The first place that was found and not told yet.
    pub(crate) found: Option<usize>,
}

impl Guard {
    pub(crate) fn new(gpu: &Gpu, dims: &wgpu::Buffer, weights: &Tensor) -> Self {
        let size = weights.bytes() as usize / 4;
        let distance = Tensor::new(gpu, "what is not finite", 1);
        let dispatch = Dispatch::new(gpu, dims, &launch::find_not_finite(size), &[weights, &distance]);
        Self { dispatch, distance, size, found: None }
    }

    /// Bytes that come back with each submission.
    pub(crate) fn bytes(&self) -> u64 {
        self.distance.bytes()
    }

    /// Searches behind all batches of a submission.
    pub(crate) fn record(&self, pass: &mut wgpu::ComputePass<'_>) {
        self.dispatch.record(pass, 0, 1);
    }

    /// Copies what was found.
    pub(crate) fn copy(&self, encoder: &mut wgpu::CommandEncoder, to: &wgpu::Buffer, place: u64) {
        encoder.copy_buffer_to_buffer(self.distance.buffer(), 0, to, place, self.bytes());
    }

    /// Takes up what came back.
    pub(crate) fn take(&mut self, bytes: &[u8]) {
        let [distance]: [u32; 1] = bytemuck::pod_read_unaligned(bytes);
        let first = (distance > 0).then(|| self.size - distance as usize);
        self.found = self.found.or(first);
    }

    /// The weights are others.
    pub(crate) fn forget(&mut self, gpu: &Gpu) {
        write(gpu, &self.distance, &[0; 4]);
        self.found = None;
    }
}
