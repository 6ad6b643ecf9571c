//! Looking at a batch on the CPU: one operation a stage, so that every feature map is there, and nothing of the
//! model's own buffers is touched.

use crate::error::Result;
use crate::inspect::{Inspection, Looked, Seen};
use crate::network::Network;
use crate::twins;

use super::graph::Graph;

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
    /// Computes the batch and shows it. The loss is taken of value `end`.
    pub(super) fn inspect(
        self,
        end: usize,
        inspection: Inspection,
        see: &mut dyn FnMut(Seen, &[f32]),
    ) -> Result<Looked> {
        let Self { network, weights, images, labels, steps } = self;
        let mut graph = Graph::new(network, false);
        see(Seen::Images, &images);
        graph.values[0] = images;
        let last = graph.values.len() - 1;
        graph.forward(weights, labels.len(), 1..=last, inspection.phase);
        for (op, value) in graph.values[1..].iter().enumerate() {
            see(Seen::Output(op), value);
        }
        see(Seen::Weights, weights);
        let result = twins::softmax_cross_entropy(&graph.values[end], &labels, network.classes());
        if inspection.backward {
            let mut gradients = vec![0.0; weights.len()];
            graph.backward(weights, &mut gradients, 1..=end, &result.d_logits, |value, gradient| {
                see(Seen::Gradient(value - 1), gradient);
            });
            twins::penalty_gradients(network, weights, &mut gradients);
            see(Seen::Gradients, &gradients);
        }
        let mut totals = twins::batch_metrics(&result.losses, &result.correct);
        twins::add_penalty(&mut totals, &[twins::penalty(network, weights)]);
        Ok(Looked { totals, steps })
    }
}
