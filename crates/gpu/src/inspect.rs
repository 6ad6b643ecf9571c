//! Looking at a batch on the device, with a plan of plain kernels: the tiled ones never write the full feature maps.

use std::rc::Rc;

use convlab_core::backend::{Batch, Totals};
use convlab_core::dataset::Dataset;
use convlab_core::inspect::{Inspection, Looked, Seen};
use convlab_core::ops::Phase;

use crate::choice::KernelSet;
use crate::error::Result;
use crate::feed::Feed;
use crate::model::{Model, compute_pass, record};
use crate::plan::Plan;
use crate::readback::{Readback, staging};
use crate::work::{Dims, Tensor};

/// Copies that the CPU will read.
#[derive(Default)]
struct Copies(Vec<(Option<Seen>, wgpu::Buffer)>);

impl Model {
    /// The plan for batches that are looked at, kept from the first on, since looking goes on.
    fn looking_plan(&mut self, images: usize) -> Rc<Plan> {
        let fitting = self.looking.take().filter(|plan| plan.capacity >= images);
        let plan = match fitting {
            Some(plan) => plan,
            None => Rc::new(Plan::new(&self.site(&KernelSet::Plain.into()), images)),
        };
        self.looking = Some(plan.clone());
        plan
    }

    /// Computes a batch and shows it. It writes to the arena of gradients, to the slots of `dims` and of totals, and to
    /// its own plan; a step writes each of them itself before it reads it, and the queue keeps their order.
    pub(crate) async fn look(
        &mut self,
        data: &Dataset,
        inspection: Inspection,
        see: &mut dyn FnMut(Seen, &[f32]),
    ) -> Result<Looked> {
        let batch = Batch { first: 0, images: data.len() };
        let gpu = self.gpu.clone();
        let made = gpu.making("a look at these images", || {
            let plan = self.looking_plan(batch.images);
            Ok((plan.clone(), Feed::new(&gpu, &self.dims, plan, data)?))
        });
        let (plan, feed) = match gpu.settle().await.and(made) {
            Ok(made) => made,
            Err(error) => {
                self.looking = None;
                return Err(error);
            }
        };
        let (loss, through_softmax) = feed.loss(inspection.loss);
        let dims = Dims::new(batch, 0);
        self.write_dims(&[match inspection.phase {
            Phase::Inference => dims,
            Phase::Training { seed, step } => dims.training(0.0, seed, step.into()),
        }]);
        let mut dispatches = vec![feed.gather()];
        dispatches.extend(plan.forward(true, inspection.phase != Phase::Inference));
        dispatches.extend([loss, plan.metrics()]);
        dispatches.extend(&self.penalty.loss);
        let mut encoder = self.encoder();
        let mut copies = Copies::default();
        record(&mut compute_pass(&mut encoder), &dispatches, 0, batch);
        let part = |tensor: &Tensor| tensor.bytes() / plan.capacity as u64 * batch.images as u64;
        copies.add(self, &mut encoder, Some(Seen::Images), &plan.images, part(&plan.images));
        for (op, stage) in plan.stages_to(true).iter().enumerate() {
            copies.add(self, &mut encoder, Some(Seen::Output(op)), &stage.y, part(&stage.y));
        }
        let weights = &self.arenas.weights;
        copies.add(self, &mut encoder, Some(Seen::Weights), weights, weights.bytes());

        if inspection.backward {
            for (op, stage) in plan.stages_to(through_softmax).iter().enumerate().rev() {
                // Copied before the stage goes backward, which gates it in place.
                copies.add(self, &mut encoder, Some(Seen::Gradient(op)), &stage.d_y, part(&stage.d_y));
                record(&mut compute_pass(&mut encoder), &stage.backward.iter().collect::<Vec<_>>(), 0, batch);
            }
            let penalties: Vec<_> = self.penalty.gradients.iter().collect();
            record(&mut compute_pass(&mut encoder), &penalties, 0, batch);
            let gradients = &self.arenas.gradients;
            copies.add(self, &mut encoder, Some(Seen::Gradients), gradients, gradients.bytes());
        }
        copies.add(self, &mut encoder, None, &self.totals, 8);

        let submission = self.gpu.queue().submit([encoder.finish()]);
        let mut readbacks = Vec::new();
        for (seen, buffer) in copies.0 {
            readbacks.push((seen, Readback::ask(buffer, submission.clone())));
        }
        let mut totals = Totals { images: batch.images, ..Totals::default() };
        for (seen, readback) in readbacks {
            let show = |bytes: &[u8]| {
                let numbers: Vec<f32> = bytemuck::pod_collect_to_vec(bytes);
                match (seen, numbers.as_slice()) {
                    (Some(seen), numbers) => see(seen, numbers),
                    (None, [loss, correct]) => {
                        totals.loss = f64::from(*loss);
                        totals.correct = *correct as usize;
                    }
                    (None, _) => {}
                }
            };
            let ((), buffer) = readback.read(&self.gpu, show).await?;
            // At once: a browser would wait for its garbage collector.
            buffer.destroy();
        }
        Ok(Looked { totals, steps: self.stepper.steps })
    }
}

impl Copies {
    /// Records the copy of the first bytes of a tensor.
    fn add(
        &mut self,
        model: &Model,
        encoder: &mut wgpu::CommandEncoder,
        seen: Option<Seen>,
        tensor: &Tensor,
        bytes: u64,
    ) {
        let buffer = staging(&model.gpu, bytes);
        encoder.copy_buffer_to_buffer(tensor.buffer(), 0, &buffer, 0, bytes);
        self.0.push((seen, buffer));
    }
}
