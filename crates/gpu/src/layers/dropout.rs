//! `Dropout`.

use super::{Input, Stage};
use crate::launch;
use crate::plan::Builder;

/// Dropout of `size` numbers an image. Backward draws the mask again.
pub(crate) fn dropout(
    builder: &Builder<'_>,
    size: usize,
    layer: usize,
    rate: f32,
    input: Input<'_>,
) -> Stage {
    let y = builder.activation("a dropout's output", size);
    let d_y = builder.activation("a dropout's gradient", size);
    let launch = launch::dropout(size, layer, rate);
    let forward = vec![builder.dispatch(&launch, &[input.x, &y])];
    let inference = vec![builder.dispatch(&launch::dropout(size, layer, 0.0), &[input.x, &y])];
    let backward = input.d_x.map(|d_x| builder.dispatch(&launch, &[&d_y, d_x]));
    let stage = Stage::new(y, d_y, forward, backward.into_iter().collect());
    Stage { inference: Some(inference), ..stage }
}
