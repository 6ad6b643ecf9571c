//! `Add`.

use super::{Input, Stage};
use crate::launch;
use crate::plan::Builder;

/// The sum of two values of `size` numbers an image. Its gradient goes to both as it is; `first` tells of each whether
/// nothing else has come back to it yet.
pub(crate) fn add(builder: &Builder<'_>, size: usize, summands: [Input<'_>; 2], first: [bool; 2]) -> Stage {
    let y = builder.activation("a sum", size);
    let d_y = builder.activation("a sum's gradient", size);
    let [a, b] = summands;
    let forward = vec![builder.dispatch(&launch::add(size), &[a.x, b.x, &y])];
    let mut backward = Vec::new();
    for (summand, first) in summands.iter().zip(first) {
        if let Some(d_x) = summand.d_x {
            backward.push(builder.dispatch(&launch::accumulate(size, first), &[&d_y, d_x]));
        }
    }
    Stage::new(y, d_y, forward, backward)
}
