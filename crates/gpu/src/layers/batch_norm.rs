//! `BatchNormalization`.

use convlab_core::ops::BatchNormOp;

use super::{Input, Stage, bias_backward};
use crate::launch::{self, Rows};
use crate::plan::Builder;
use crate::work::{Dispatch, Tensor};

/// The parameters of a batch normalisation, or what stands for a missing one, and where their gradients go.
pub(crate) struct Scale {
    pub(crate) gamma: Tensor,
    pub(crate) beta: Tensor,
    pub(crate) d_gamma: Tensor,
    pub(crate) d_beta: Tensor,
    /// The moving mean and variance.
    pub(crate) moving: [Tensor; 2],
}

/// Batch normalisation. Backward needs `x` and the batch's mean and variance.
pub(crate) fn batch_norm(builder: &Builder<'_>, op: &BatchNormOp, scale: &Scale, input: Input<'_>) -> Stage {
    let size = op.rows * op.channels;
    let y = builder.activation("a batch normalisation's output", size);
    let d_y = builder.activation("a batch normalisation's gradient", size);
    let rows = Rows { rows: op.rows, channels: op.channels, epsilon: op.epsilon };
    let moments = Moments::new(builder, &rows);
    let d_beta = bias_backward(builder, op.rows, op.channels, &d_y, &scale.d_beta);
    let Moments { mean, variance, .. } = &moments;

    let normalise = |mean: &Tensor, variance: &Tensor| {
        let tensors = [input.x, mean, variance, &scale.gamma, &scale.beta, &y];
        builder.dispatch(&launch::batch_norm(&rows), &tensors)
    };
    let mut forward = moments.measure(builder, &rows, input.x);
    forward.push(normalise(mean, variance));
    let [moving_mean, moving_variance] = &scale.moving;
    let inference = vec![normalise(moving_mean, moving_variance)];
    let average = launch::moving_average(op.channels, op.momentum);
    let update = vec![
        builder.dispatch(&average, &[mean, moving_mean]),
        builder.dispatch(&average, &[variance, moving_variance]),
    ];

    let slices = rows.slices(builder.capacity);
    let sums = launch::batch_norm_backward_gamma(&rows, builder.capacity);
    let sum = launch::sum_gradient(slices, op.channels);
    let mut backward = vec![
        builder.dispatch(&sums, &[input.x, &d_y, mean, variance, &moments.partial]),
        builder.dispatch(&sum, &[&moments.partial, builder.zeros, &scale.d_gamma]),
    ];
    backward.extend(d_beta);
    if let Some(d_x) = input.d_x {
        let Scale { gamma, d_gamma, d_beta, .. } = scale;
        let tensors = [input.x, &d_y, mean, variance, gamma, d_gamma, d_beta, d_x];
        backward.push(builder.dispatch(&launch::batch_norm_backward_input(&rows), &tensors));
    }
    Stage { inference: Some(inference), update, ..Stage::new(y, d_y, forward, backward) }
}

/// A batch's mean and variance, and the partial sums on the way to them and to `d_gamma`.
struct Moments {
    mean: Tensor,
    variance: Tensor,
    partial: Tensor,
}

impl Moments {
    fn new(builder: &Builder<'_>, rows: &Rows) -> Self {
        let slices = rows.slices(builder.capacity);
        let tensor = |what, size| Tensor::new(builder.gpu, what, size);
        Self {
            mean: tensor("a batch's mean", rows.channels),
            variance: tensor("a batch's variance", rows.channels),
            partial: tensor("partial sums of a batch normalisation", slices * rows.channels),
        }
    }

    fn measure(&self, builder: &Builder<'_>, rows: &Rows, x: &Tensor) -> Vec<Dispatch> {
        let Self { mean, variance, partial } = self;
        let divide = launch::mean_slices(rows, builder.capacity);
        vec![
            builder.dispatch(&launch::batch_norm_mean(rows, builder.capacity), &[x, partial]),
            builder.dispatch(&divide, &[partial, mean]),
            builder.dispatch(&launch::batch_norm_variance(rows, builder.capacity), &[x, mean, partial]),
            builder.dispatch(&divide, &[partial, variance]),
        ]
    }
}
