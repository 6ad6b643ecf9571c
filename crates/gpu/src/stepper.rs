//! The optimiser on the device, and what it remembers.

use convlab_core::backend::Optimizer;
use convlab_core::twins::adam_alpha;

use crate::device::Gpu;
use crate::launch;
use crate::plan::Arenas;
use crate::work::Dispatch;

/// What turns gradients into steps. Its memory are the arenas of the moments.
pub(crate) struct Stepper {
    pub(crate) optimizer: Optimizer,
    /// Of plain gradient descent; Adam's depends on the kernels, and a plan has it.
    pub(crate) descent: Option<Dispatch>,
    /// Steps so far.
    pub(crate) steps: u64,
}

impl Stepper {
    /// An optimiser for the first `size` numbers of the arenas, which starts afresh.
    pub(crate) fn new(
        gpu: &Gpu,
        dims: &wgpu::Buffer,
        arenas: &Arenas,
        size: usize,
        optimizer: Optimizer,
    ) -> Self {
        let descent = match optimizer {
            Optimizer::Adam => None,
            Optimizer::Sgd { momentum, nesterov } => {
                let tensors = [&arenas.gradients, &arenas.weights, &arenas.m];
                Some(Dispatch::new(gpu, dims, &launch::sgd(size, momentum, nesterov), &tensors))
            }
        };
        let mut stepper = Self { optimizer, descent, steps: 0 };
        stepper.start_afresh(gpu, arenas);
        stepper
    }

    /// Forgets all earlier gradients.
    pub(crate) fn start_afresh(&mut self, gpu: &Gpu, arenas: &Arenas) {
        let mut encoder = gpu.device().create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        for moment in [&arenas.m, &arenas.v] {
            encoder.clear_buffer(moment.buffer(), 0, None);
        }
        gpu.queue().submit([encoder.finish()]);
        self.steps = 0;
    }

    /// Counts a step; what it multiplies by.
    pub(crate) fn next(&mut self, learning_rate: f32) -> f32 {
        self.steps += 1;
        match self.optimizer {
            Optimizer::Adam => adam_alpha(learning_rate, self.steps),
            Optimizer::Sgd { .. } => learning_rate,
        }
    }
}
