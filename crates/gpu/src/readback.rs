//! Reading buffers back: staging buffers that are used in turn, and a wait that suits browser and desktop.

use futures_channel::oneshot;

use crate::device::Gpu;
use crate::error::{Error, Result};

/// Staging buffers of one size that have come back and can be used again.
pub(crate) struct Ring {
    bytes: u64,
    free: Vec<wgpu::Buffer>,
}

/// A copy on its way to the CPU.
pub(crate) struct Readback {
    buffer: wgpu::Buffer,
    mapped: oneshot::Receiver<std::result::Result<(), wgpu::BufferAsyncError>>,
    #[cfg_attr(target_arch = "wasm32", expect(dead_code, reason = "the browser tells when it is done"))]
    submission: wgpu::SubmissionIndex,
}

impl Ring {
    pub(crate) fn new(bytes: u64) -> Self {
        Self { bytes, free: Vec::new() }
    }

    /// A staging buffer to copy into.
    pub(crate) fn take(&mut self, gpu: &Gpu) -> wgpu::Buffer {
        self.free.pop().unwrap_or_else(|| staging(gpu, self.bytes))
    }

    /// Waits for a copy, passes its bytes on, and takes the buffer back.
    pub(crate) async fn finish<T>(
        &mut self,
        gpu: &Gpu,
        readback: Readback,
        read: impl FnOnce(&[u8]) -> T,
    ) -> Result<T> {
        let (value, buffer) = readback.read(gpu, read).await?;
        self.free.push(buffer);
        Ok(value)
    }
}

/// A buffer that the CPU can read.
pub(crate) fn staging(gpu: &Gpu, bytes: u64) -> wgpu::Buffer {
    gpu.device().create_buffer(&wgpu::BufferDescriptor {
        label: Some("staging"),
        size: bytes,
        usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    })
}

impl Readback {
    /// Submits what fills `buffer` and asks for it.
    pub(crate) fn submit(gpu: &Gpu, encoder: wgpu::CommandEncoder, buffer: wgpu::Buffer) -> Self {
        let submission = gpu.queue().submit([encoder.finish()]);
        Self::ask(buffer, submission)
    }

    /// Asks for what a submission filled.
    pub(crate) fn ask(buffer: wgpu::Buffer, submission: wgpu::SubmissionIndex) -> Self {
        let (sender, mapped) = oneshot::channel();
        buffer.map_async(wgpu::MapMode::Read, .., move |result| {
            // Nobody waits any more if the run was dropped.
            let _ = sender.send(result);
        });
        Self { buffer, mapped, submission }
    }

    /// Waits, passes the bytes on, and gives the buffer back, unmapped.
    pub(crate) async fn read<T>(self, gpu: &Gpu, read: impl FnOnce(&[u8]) -> T) -> Result<(T, wgpu::Buffer)> {
        #[cfg(not(target_arch = "wasm32"))]
        gpu.device()
            .poll(wgpu::PollType::Wait { submission_index: Some(self.submission), timeout: None })
            .map_err(|error| Error::Lost { reason: error.to_string() })?;
        let mapped = self.mapped.await.is_ok_and(|result| result.is_ok());
        gpu.check()?;
        let refused = |reason: &str| Error::Lost { reason: reason.to_owned() };
        if !mapped {
            return Err(refused("its results could not be read"));
        }
        let range = self.buffer.get_mapped_range(..).map_err(|error| refused(&error.to_string()))?;
        let value = read(&range);
        drop(range);
        self.buffer.unmap();
        Ok((value, self.buffer))
    }
}
