//! The penalties on the size of weights: what they add to losses and to gradients.

use convlab_core::network::Network;

use crate::device::Gpu;
use crate::launch;
use crate::plan::Arenas;
use crate::work::{Dispatch, Tensor};

/// The dispatches of a network's penalties; none where it has none.
pub(crate) struct Penalty {
    /// Add the penalties to a batch's totals, after `batch_metrics`.
    pub(crate) loss: Vec<Dispatch>,
    /// Add their gradients to those of the mean loss.
    pub(crate) gradients: Vec<Dispatch>,
}

impl Penalty {
    pub(crate) fn new(
        gpu: &Gpu,
        dims: &wgpu::Buffer,
        network: &Network,
        arenas: &Arenas,
        totals: &Tensor,
    ) -> Self {
        let (mut loss, mut gradients) = (Vec::new(), Vec::new());
        let count = network.regularized().map(|parameter| launch::reduction_groups(parameter.size())).sum();
        if count > 0 {
            let penalties = Tensor::new(gpu, "the penalties", count);
            let mut first = 0;
            for parameter in network.regularized() {
                let [weights, d_weights] =
                    [&arenas.weights, &arenas.gradients].map(|arena| arena.part(parameter.range()));
                let (size, l2) = (parameter.size(), parameter.l2);
                let part = launch::l2_penalty(size, l2, first);
                loss.push(Dispatch::new(gpu, dims, &part, &[&weights, &penalties]));
                let gradient = launch::l2_gradient(size, l2);
                gradients.push(Dispatch::new(gpu, dims, &gradient, &[&weights, &d_weights]));
                first += launch::reduction_groups(size);
            }
            loss.push(Dispatch::new(gpu, dims, &launch::add_penalty(count), &[&penalties, totals]));
        }
        Self { loss, gradients }
    }
}
