//! How each layer is computed: its tensors, and its forward and backward passes as lists of dispatches, one file a
//! layer.

mod activation;
mod add;
mod average_pool;
mod batch_norm;
mod conv2d;
mod dense;
mod depthwise_conv2d;
mod dropout;
mod head;
mod max_pool;
mod winograd;

pub(crate) use activation::{relu, softmax};
pub(crate) use add::add;
pub(crate) use average_pool::average_pool;
pub(crate) use batch_norm::{Scale, batch_norm};
pub(crate) use conv2d::{conv2d, conv2d_pool};
pub(crate) use dense::dense;
pub(crate) use depthwise_conv2d::depthwise_conv2d;
pub(crate) use dropout::dropout;
pub(crate) use head::Head;
pub(crate) use max_pool::max_pool;
pub(crate) use winograd::winograd;

use crate::launch;
use crate::plan::Builder;
use crate::work::{Dispatch, Tensor};

/// A layer's place in the plan.
pub(crate) struct Stage {
    /// What comes out.
    pub(crate) y: Tensor,
    /// The gradient of the loss with respect to it.
    pub(crate) d_y: Tensor,
    /// From `x` to `y`, in training.
    pub(crate) forward: Vec<Dispatch>,
    /// The same in inference, where that is something else.
    pub(crate) inference: Option<Vec<Dispatch>>,
    /// From `d_y` to the gradients of the parameters and, where something stands before, of `x`.
    pub(crate) backward: Vec<Dispatch>,
    /// What stands for the last of those in a step of Adam, where a kernel takes its step at once.
    pub(crate) stepping: Option<Dispatch>,
    /// What a step does to weights that have no gradient.
    pub(crate) update: Vec<Dispatch>,
    /// Whether `d_y` is expected to be gated by the layer's ReLU: see [`Relu::GatedLater`].
    pub(crate) is_gated_later: bool,
}

impl Stage {
    /// A stage that does the same in training and in inference.
    fn new(y: Tensor, d_y: Tensor, forward: Vec<Dispatch>, backward: Vec<Dispatch>) -> Self {
        Self {
            y,
            d_y,
            forward,
            inference: None,
            backward,
            stepping: None,
            update: Vec::new(),
            is_gated_later: false,
        }
    }
}

/// What feeds a layer: the activation, and where its gradient goes (nowhere for the images).
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub(crate) x: &'a Tensor,
    pub(crate) d_x: Option<&'a Tensor>,
    /// Whether the activation came out of a ReLU whose gate this layer applies to the gradient, see [`Relu::GatedLater`].
    pub(crate) gated: bool,
}

/// Whether a layer ends in a ReLU, and which dispatch holds back the gradient where it was shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relu {
    /// There is none.
    None,
    /// The layer's own.
    Gated,
    /// The one that writes the gradient, of the only layer behind.
    GatedLater,
}

impl Relu {
    pub(crate) fn new(relu: bool, is_later: bool) -> Self {
        match (relu, is_later) {
            (false, _) => Self::None,
            (true, false) => Self::Gated,
            (true, true) => Self::GatedLater,
        }
    }
}

/// `d_bias`: the sum of `d_y` over `rows` rows an image.
fn bias_backward(
    builder: &Builder<'_>,
    rows: usize,
    channels: usize,
    d_y: &Tensor,
    d_bias: &Tensor,
) -> [Dispatch; 2] {
    let (launch, slices) = launch::bias_backward(rows, channels, builder.capacity);
    let partial = Tensor::new(builder.gpu, "partial sums of a bias", slices * channels);
    [
        builder.dispatch(&launch, &[d_y, &partial]),
        builder.dispatch(&launch::sum_gradient(slices, channels), &[&partial, builder.zeros, d_bias]),
    ]
}
