//! One kernel on its own, with numbers in and numbers out: how a kernel is tested, and how it can be tried.

use convlab_core::backend::Batch;

use crate::device::Gpu;
use crate::error::Result;
use crate::feed::write;
use crate::launch::Launch;
use crate::plan::dims_buffer;
use crate::readback::{Readback, staging};
use crate::work::{Dims, Dispatch, Tensor};

/// What a storage buffer holds, as 32-bit words.
#[derive(Clone, Debug)]
pub enum Buffer {
    /// These words, which may be overwritten.
    Words(Vec<u32>),
    /// So many zeros.
    Zeros(usize),
}

impl Buffer {
    /// A buffer of f32 numbers.
    pub fn floats(numbers: &[f32]) -> Self {
        Self::Words(numbers.iter().map(|number| number.to_bits()).collect())
    }

    /// A buffer of bytes, four to a word; the last word is padded with zeros.
    pub fn bytes(bytes: &[u8]) -> Self {
        let word = |chunk: &[u8]| chunk.iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte));
        Self::Words(bytes.chunks(4).map(word).collect())
    }
}

/// What else a kernel may read of a step.
#[derive(Clone, Copy, Debug, Default)]
pub struct Step {
    /// The learning rate; Adam's with both of its bias corrections.
    pub alpha: f32,
    /// The seed of what is random.
    pub seed: u64,
    /// The step's number.
    pub number: u64,
}

/// Launches a kernel once for a batch, and gives what its buffers hold afterwards.
pub async fn run(
    gpu: &Gpu,
    launch: &Launch,
    batch: Batch,
    step: Step,
    buffers: &[Buffer],
) -> Result<Vec<Vec<u32>>> {
    let dims = dims_buffer(gpu);
    let values = Dims::new(batch, 0).training(step.alpha, step.seed, step.number);
    gpu.queue().write_buffer(&dims, 0, bytemuck::bytes_of(&values));
    let tensors: Vec<Tensor> =
        gpu.within_limits(|| Ok(buffers.iter().map(|buffer| tensor(gpu, buffer)).collect()))?;
    let dispatch = Dispatch::new(gpu, &dims, launch, &tensors.iter().collect::<Vec<_>>());
    let mut encoder = gpu.device().create_command_encoder(&Default::default());
    dispatch.record(&mut encoder.begin_compute_pass(&Default::default()), 0, batch.images);
    gpu.queue().submit([encoder.finish()]);

    let mut results = Vec::new();
    for tensor in &tensors {
        let mut encoder = gpu.device().create_command_encoder(&Default::default());
        let buffer = staging(gpu, tensor.bytes());
        encoder.copy_buffer_to_buffer(tensor.buffer(), 0, &buffer, 0, tensor.bytes());
        let readback = Readback::submit(gpu, encoder, buffer);
        results.push(readback.read(gpu, bytemuck::pod_collect_to_vec).await?.0);
    }
    Ok(results)
}

fn tensor(gpu: &Gpu, buffer: &Buffer) -> Tensor {
    match buffer {
        Buffer::Zeros(words) => Tensor::new(gpu, "zeros", *words),
        Buffer::Words(words) => {
            let tensor = Tensor::new(gpu, "words", words.len());
            write(gpu, &tensor, bytemuck::cast_slice(words));
            tensor
        }
    }
}
