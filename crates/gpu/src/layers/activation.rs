//! Activations as layers of their own.

use super::{Input, Stage};
use crate::launch;
use crate::plan::Builder;

/// ReLU. Backward needs `y`; the gradient is written where the layer before wants it, and gated there.
pub(crate) fn relu(builder: &Builder<'_>, size: usize, input: Input<'_>) -> Stage {
    let y = builder.activation("a ReLU's output", size);
    // The images before a first layer want no gradient; then nothing has to be gated.
    let d_y = match input.d_x {
        Some(d_x) => d_x.clone(),
        None => builder.activation("a ReLU's gradient", size),
    };
    let forward = vec![builder.dispatch(&launch::relu(size), &[input.x, &y])];
    let backward = input.d_x.map(|d_x| builder.dispatch(&launch::relu_backward(size), &[&y, d_x]));
    Stage::new(y, d_y, forward, backward.into_iter().collect())
}

/// Softmax over `classes` in each of `rows` rows an image. Backward needs `y`.
pub(crate) fn softmax(builder: &Builder<'_>, rows: usize, classes: usize, input: Input<'_>) -> Stage {
    let y = builder.activation("probabilities", rows * classes);
    let d_y = builder.activation("the probabilities' gradient", rows * classes);
    let forward = vec![builder.dispatch(&launch::softmax(rows, classes), &[input.x, &y])];
    let launch = launch::softmax_backward(rows, classes);
    let backward = input.d_x.map(|d_x| builder.dispatch(&launch, &[&y, &d_y, d_x]));
    Stage::new(y, d_y, forward, backward.into_iter().collect())
}
