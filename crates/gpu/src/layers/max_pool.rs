//! `MaxPooling2D` on its own.

use convlab_core::ops::Geometry;

use super::{Input, Stage};
use crate::launch;
use crate::plan::Builder;
use crate::work::Tensor;

/// Max pooling of any size and stride. Backward needs the winners.
pub(crate) fn max_pool(builder: &Builder<'_>, geometry: &Geometry, input: Input<'_>) -> Stage {
    let y = builder.activation("a pooled feature map", geometry.output_size());
    let d_y = builder.activation("a pooled feature map's gradient", geometry.output_size());
    let words = builder.capacity * geometry.output_size();
    let winners = Tensor::new(builder.gpu, "a max pool's winners", words);
    let forward = vec![builder.dispatch(&launch::max_pool(geometry), &[input.x, &y, &winners])];
    let launch = launch::max_pool_backward(geometry);
    let backward = input.d_x.map(|d_x| builder.dispatch(&launch, &[&winners, &d_y, d_x]));
    Stage::new(y, d_y, forward, backward.into_iter().collect())
}
