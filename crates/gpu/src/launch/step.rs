//! What a step has besides the layers: its images, its loss, penalties, the optimiser, the search for what is no number.

use std::ops::Range;

use convlab_core::augmentation::Augmentation;

use super::{Extent, Launch, launch};
use crate::table;

/// `gather_batch`
pub fn gather_batch(size: usize, bytes: bool) -> Launch {
    let constants = [("size", size), ("bytes", bytes.into())];
    launch(table::GATHER_BATCH, &constants, Extent::PerImage(size))
}

/// `gather_augmented` of pictures `[height, width, channels]`, otherwise as `gather_batch`.
pub fn gather_augmented(picture: [usize; 3], bytes: bool, augmentation: Augmentation) -> Launch {
    let [height, width, channels] = picture;
    let constants = [
        ("height", height),
        ("width", width),
        ("channels", channels),
        ("bytes", bytes.into()),
        ("flip", augmentation.flip.into()),
        ("shift", augmentation.shift as usize),
    ];
    launch(table::GATHER_AUGMENTED, &constants, Extent::PerImage(height * width))
}

/// `softmax_cross_entropy`
pub fn softmax_cross_entropy(classes: usize) -> Launch {
    launch(table::SOFTMAX_CROSS_ENTROPY, &[("classes", classes)], Extent::PerImage(1))
}

/// `batch_metrics`
pub fn batch_metrics() -> Launch {
    launch(table::BATCH_METRICS, &[], Extent::Fixed(1))
}

/// `adam` over an arena of `size` numbers but these.
pub fn adam(size: usize, skip: Range<usize>) -> Launch {
    let constants = [("size", size), ("skip", skip.start), ("skipped", skip.len())];
    let launch = launch(table::ADAM, &constants, Extent::Fixed(size - skip.len()));
    Launch { untouched: 4 * skip.len(), ..launch.with_adam() }
}

/// `sgd` over an arena of `size` numbers.
pub fn sgd(size: usize, momentum: f32, nesterov: bool) -> Launch {
    let nesterov = if nesterov { 1.0 } else { 0.0 };
    let constants = vec![("size", size as f64), ("momentum", momentum.into()), ("nesterov", nesterov)];
    Launch::new(table::SGD, constants, Extent::Fixed(size))
}

/// In how many parts `size` numbers are reduced: enough to keep the GPU busy, few to put together.
pub fn reduction_groups(size: usize) -> usize {
    size.div_ceil(256).clamp(1, 128)
}

/// `l2_penalty` of a parameter of `size` numbers, in [`reduction_groups`] parts from `first` on.
pub fn l2_penalty(size: usize, l2: f32, first: usize) -> Launch {
    let groups = reduction_groups(size);
    let constants =
        vec![("size", size as f64), ("l2", l2.into()), ("first", first as f64), ("groups", groups as f64)];
    let extent = Extent::Fixed(groups * table::L2_PENALTY.workgroup());
    Launch::new(table::L2_PENALTY, constants, extent)
}

/// `find_not_finite` among `size` numbers, 64 or fewer an invocation.
pub fn find_not_finite(size: usize) -> Launch {
    let step = size.div_ceil(64);
    launch(table::FIND_NOT_FINITE, &[("size", size), ("step", step)], Extent::Fixed(step))
}

/// `l2_gradient` of a parameter of `size` numbers.
pub fn l2_gradient(size: usize, l2: f32) -> Launch {
    let constants = vec![("size", size as f64), ("l2", l2.into())];
    Launch::new(table::L2_GRADIENT, constants, Extent::Fixed(size))
}

/// `multiply_add` of so many invocations, each of so many steps.
pub fn multiply_add(invocations: usize, steps: usize) -> Launch {
    let operations = 2 * 8 * 4 * steps * invocations;
    launch(table::MULTIPLY_ADD, &[("steps", steps)], Extent::Fixed(invocations)).counting(operations)
}

/// `add_penalty` of `count` parts.
pub fn add_penalty(count: usize) -> Launch {
    launch(table::ADD_PENALTY, &[("count", count)], Extent::Fixed(1))
}
