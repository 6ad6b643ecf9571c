//! The end of a classifier in one dispatch, and the gradients of its weights.

use super::Input;
use super::dense::kernel_gradient;
use crate::device::Gpu;
use crate::launch;
use crate::plan::{Builder, Weights};
use crate::work::{Dispatch, Tensor};

/// Two dense layers, the loss and the way back to what comes in, in a step of training. The loss belongs to a data set, which
/// makes its dispatches from this.
pub(crate) struct Head {
    sizes: launch::Head,
    x: Tensor,
    d_x: Tensor,
    weights: Tensor,
    between: Tensor,
    d_logits: Tensor,
    /// From the gradients that it leaves to those of its parameters.
    backward: [Dispatch; 2],
}

impl Head {
    /// The head behind something that wants a gradient, with the arena of all weights and the two layers' own.
    pub(crate) fn new(
        builder: &Builder<'_>,
        sizes: launch::Head,
        input: Input<'_>,
        arena: &Tensor,
        [first, second]: [Weights; 2],
    ) -> Option<Self> {
        let d_x = input.d_x?.clone();
        let [inputs, units, classes] = sizes.sizes;
        let size = sizes.capacity * units;
        let between = Tensor::new(builder.gpu, "what is between two dense layers", sizes.gradients() + size);
        let y = between.part(0..size);
        let d_y = between.part(sizes.gradients()..sizes.gradients() + size);
        let d_logits = builder.activation("the logits' gradient", classes);
        let backward = [
            kernel_gradient(builder, [units, classes], &second, [&y, &d_logits]),
            kernel_gradient(builder, [inputs, units], &first, [input.x, &d_y]),
        ];
        let (x, weights) = (input.x.clone(), arena.clone());
        Some(Self { sizes, x, d_x, weights, between, d_logits, backward })
    }

    /// The dispatches for images of this order and labels.
    pub(crate) fn dispatches(
        &self,
        gpu: &Gpu,
        dims: &wgpu::Buffer,
        [order, labels]: [&Tensor; 2],
        outcomes: &Tensor,
    ) -> [Dispatch; 3] {
        let Self { x, weights, between, d_logits, d_x, .. } = self;
        let tensors = [x, weights, order, labels, between, d_logits, d_x, outcomes];
        let dispatch = Dispatch::new(gpu, dims, &launch::dense_head(&self.sizes), &tensors);
        let [second, first] = self.backward.clone();
        [dispatch, second, first]
    }
}
