//! `AveragePooling2D` and `GlobalAveragePooling2D`.

use convlab_core::ops::Geometry;

use super::{Input, Stage};
use crate::launch;
use crate::plan::Builder;

/// Average pooling of any size and stride.
pub(crate) fn average_pool(builder: &Builder<'_>, geometry: &Geometry, input: Input<'_>) -> Stage {
    let y = builder.activation("a pooled feature map", geometry.output_size());
    let d_y = builder.activation("a pooled feature map's gradient", geometry.output_size());
    let forward = vec![builder.dispatch(&launch::average_pool(geometry), &[input.x, &y])];
    let launch = launch::average_pool_backward(geometry);
    let backward = input.d_x.map(|d_x| builder.dispatch(&launch, &[&d_y, d_x]));
    Stage::new(y, d_y, forward, backward.into_iter().collect())
}
