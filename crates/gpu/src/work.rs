//! The pieces that a plan is made of: tensors, pipelines, and dispatches ready to be recorded.

use std::sync::Arc;

use convlab_core::backend::Batch;

use crate::device::Gpu;
use crate::kernel::{Access, Kernel, fold};
use crate::launch::{Extent, Launch};

/// Bytes between the slots of the uniform `dims`: WebGPU's default alignment of dynamic offsets.
pub(crate) const DIMS_STRIDE: u64 = 256;

/// Batches that one submission can hold: each has its own slot of `dims` and of `totals`.
pub(crate) const SLOTS: usize = 64;

/// What changes from batch to batch; the struct of `shaders/shared/dims.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct Dims {
    pub(crate) batch: u32,
    pub(crate) first: u32,
    pub(crate) slot: u32,
    pub(crate) alpha: f32,
    /// The low word first.
    pub(crate) seed: [u32; 2],
    pub(crate) step: u32,
    /// A uniform's size is a multiple of its alignment, which `vec2u` makes 8.
    pub(crate) rest: u32,
}

impl Dims {
    /// A batch in a slot, outside of training.
    pub(crate) fn new(batch: Batch, slot: usize) -> Self {
        let [images, first] = [batch.images, batch.first].map(|number| number as u32);
        Self { batch: images, first, slot: slot as u32, ..bytemuck::Zeroable::zeroed() }
    }

    /// The same in a step of training.
    pub(crate) fn training(self, alpha: f32, seed: u64, step: u64) -> Self {
        Self { alpha, seed: [seed as u32, (seed >> 32) as u32], step: step as u32, ..self }
    }
}

/// A range of a buffer that a kernel can bind.
#[derive(Clone)]
pub(crate) struct Tensor {
    buffer: wgpu::Buffer,
    offset: u64,
    bytes: u64,
}

impl Tensor {
    /// A new buffer of zeros for `words` 32-bit words, which can be copied from and to. Where the device's limits do not admit it,
    /// there is none behind the tensor, and [`Gpu::within_limits`] tells.
    pub(crate) fn new(gpu: &Gpu, what: &str, words: usize) -> Self {
        let bytes = words.max(1) as u64 * 4;
        let buffer = gpu.device().create_buffer(&wgpu::BufferDescriptor {
            label: Some(what),
            size: if gpu.admits(what, bytes) { bytes } else { 4 },
            usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        Self { buffer, offset: 0, bytes }
    }

    /// A part of this tensor, in words. The start must be aligned as the arena's parameters are.
    pub(crate) fn part(&self, words: std::ops::Range<usize>) -> Self {
        Self {
            buffer: self.buffer.clone(),
            offset: self.offset + (words.start * 4) as u64,
            bytes: (words.len() * 4) as u64,
        }
    }

    pub(crate) fn buffer(&self) -> &wgpu::Buffer {
        &self.buffer
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    fn binding(&self) -> wgpu::BindingResource<'_> {
        wgpu::BindingResource::Buffer(wgpu::BufferBinding {
            buffer: &self.buffer,
            offset: self.offset,
            size: wgpu::BufferSize::new(self.bytes),
        })
    }
}

/// A compiled kernel.
pub(crate) struct Pipeline {
    pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
    workgroup: usize,
    name: &'static str,
    constants: Vec<(&'static str, f64)>,
}

impl Pipeline {
    pub(crate) fn new(
        device: &wgpu::Device,
        kernel: &'static Kernel,
        constants: &[(&'static str, f64)],
    ) -> Self {
        let label = Some(kernel.name);
        let entry = |binding, ty, has_dynamic_offset| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty: wgpu::BindingType::Buffer { ty, has_dynamic_offset, min_binding_size: None },
            count: None,
        };
        let mut entries = vec![entry(0, wgpu::BufferBindingType::Uniform, true)];
        for (binding, access) in (1..).zip(kernel.bindings) {
            let read_only = *access == Access::Read;
            entries.push(entry(binding, wgpu::BufferBindingType::Storage { read_only }, false));
        }
        let layout =
            device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label, entries: &entries });
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label,
            bind_group_layouts: &[Some(&layout)],
            immediate_size: 0,
        });
        let (text, left) = kernel.shader(constants);
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label,
            source: wgpu::ShaderSource::Wgsl(text.into()),
        });
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label,
            layout: Some(&pipeline_layout),
            module: &module,
            entry_point: Some("main"),
            compilation_options: wgpu::PipelineCompilationOptions { constants: &left, ..Default::default() },
            cache: None,
        });
        Self {
            pipeline,
            layout,
            workgroup: kernel.workgroup(),
            name: kernel.name,
            constants: constants.to_vec(),
        }
    }

    /// Whether this is the pipeline of a kernel with these constants.
    pub(crate) fn is(&self, kernel: &Kernel, constants: &[(&'static str, f64)]) -> bool {
        self.name == kernel.name && self.constants == constants
    }
}

/// A kernel with its buffers, ready to be recorded for any batch.
#[derive(Clone)]
pub(crate) struct Dispatch {
    pipeline: Arc<Pipeline>,
    bind_group: wgpu::BindGroup,
    extent: Extent,
    operations: usize,
    bytes: u64,
}

impl Dispatch {
    pub(crate) fn new(gpu: &Gpu, dims: &wgpu::Buffer, launch: &Launch, tensors: &[&Tensor]) -> Self {
        let pipeline = gpu.pipeline(launch.kernel, &launch.constants);
        let uniform = wgpu::BindingResource::Buffer(wgpu::BufferBinding {
            buffer: dims,
            offset: 0,
            size: wgpu::BufferSize::new(size_of::<Dims>() as u64),
        });
        let mut entries = vec![wgpu::BindGroupEntry { binding: 0, resource: uniform }];
        let mut bytes = 0;
        for (binding, tensor) in (1..).zip(tensors) {
            entries.push(wgpu::BindGroupEntry { binding, resource: tensor.binding() });
            bytes += tensor.bytes();
        }
        let bind_group = gpu.device().create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some(pipeline.name),
            layout: &pipeline.layout,
            entries: &entries,
        });
        let bytes = bytes - launch.untouched as u64 * 4;
        Self { pipeline, bind_group, extent: launch.extent, operations: launch.operations, bytes }
    }

    /// The kernel's name.
    pub(crate) fn name(&self) -> &'static str {
        self.pipeline.name
    }

    /// Its kernel, compiled for its sizes: the same for all dispatches with the same.
    pub(crate) fn pipeline(&self) -> &Arc<Pipeline> {
        &self.pipeline
    }

    /// The override constants of its pipeline.
    pub(crate) fn constants(&self) -> &[(&'static str, f64)] {
        &self.pipeline.constants
    }

    /// Multiplications and additions for a batch, as the mathematics asks for them.
    pub(crate) fn operations(&self, batch: usize) -> f64 {
        (self.operations * batch) as f64
    }

    /// Bytes of its buffers, as far as it touches them.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Records the dispatch for a batch whose `dims` stand in `slot`.
    pub(crate) fn record(&self, pass: &mut wgpu::ComputePass<'_>, slot: usize, batch: usize) {
        let workgroups = self.extent.invocations(batch).div_ceil(self.pipeline.workgroup);
        let [x, y] = fold(workgroups);
        pass.set_pipeline(&self.pipeline.pipeline);
        pass.set_bind_group(0, &self.bind_group, &[(slot as u64 * DIMS_STRIDE) as u32]);
        pass.dispatch_workgroups(x, y, 1);
    }
}
