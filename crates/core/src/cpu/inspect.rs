//! Looking at a batch on the CPU: one operation a stage, so that every feature map is there, and nothing of the
//! model's own buffers is touched.

use crate::error::Result;
use crate::inspect::{Inspection, Looked, Seen};
use crate::network::Network;
use crate::twins;

use super::stage::{Backward, stages_by_op};

/// A batch that is looked at.
pub(super) struct Looking<'a> {
    pub(super) network: &'a Network,
    pub(super) weights: &'a [f32],
    pub(super) images: Vec<f32>,
    pub(super) labels: Vec<u8>,
    /// The optimiser's steps so far.
    pub(super) steps: u64,
}

impl Looking<'_> {
    /// Computes the batch and shows it. The loss is taken behind the first `end` operations.
    pub(super) fn inspect(
        self,
        end: usize,
        inspection: Inspection,
        see: &mut dyn FnMut(Seen, &[f32]),
    ) -> Result<Looked> {
        let Self { network, weights, images, labels, steps } = self;
        let mut stages = stages_by_op(network);
        see(Seen::Images, &images);
        let mut activations = vec![images];
        for (index, stage) in stages.iter_mut().enumerate() {
            let mut y = vec![0.0; labels.len() * stage.output_size()];
            stage.forward(weights, &activations[index], &mut y, inspection.phase);
            see(Seen::Output(index), &y);
            activations.push(y);
        }
        see(Seen::Weights, weights);
        let result = twins::softmax_cross_entropy(&activations[end], &labels, network.classes());
        if inspection.backward {
            let mut gradients = vec![0.0; weights.len()];
            let mut d_y = result.d_logits;
            for (index, stage) in stages[..end].iter_mut().enumerate().rev() {
                see(Seen::Gradient(index), &d_y);
                let (x, y) = (&activations[index], &activations[index + 1]);
                let mut d_x = vec![0.0; x.len()];
                stage.backward(Backward {
                    weights,
                    x,
                    y,
                    d_y: &mut d_y,
                    d_x: (index > 0).then_some(&mut d_x),
                    gradients: &mut gradients,
                });
                d_y = d_x;
            }
            twins::penalty_gradients(network, weights, &mut gradients);
            see(Seen::Gradients, &gradients);
        }
        let mut totals = twins::batch_metrics(&result.losses, &result.correct);
        twins::add_penalty(&mut totals, &[twins::penalty(network, weights)]);
        Ok(Looked { totals, steps })
    }
}
