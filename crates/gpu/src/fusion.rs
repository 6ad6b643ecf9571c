//! What is computed together across a network's layers: its end, and Adam's step for the largest kernel.

use convlab_core::ops::{Op, Program, Step};

use crate::launch;
use crate::layers::{Head, Input};
use crate::plan::{Builder, Site, weights};

/// The head that begins with step `at`, if that and the next are dense layers, the network's last, for which it is chosen, and no
/// later step takes its input, too.
pub(crate) fn head_of(
    builder: &Builder<'_>,
    site: &Site<'_>,
    program: &Program,
    at: usize,
    input: Input<'_>,
) -> Option<Head> {
    let [first, second, rest @ ..] = program.steps.get(at..)? else { return None };
    let Op::Dense { inputs, units, kernel, bias: Some(bias), relu } = first.op else { return None };
    let Op::Dense { units: classes, kernel: kernel_2, bias: Some(bias_2), relu: false, .. } = second.op
    else {
        return None;
    };
    let is_last = matches!(rest, [] | [Step { op: Op::Softmax { .. }, .. }]);
    let is_chosen = builder.kernels.is_staged() && site.choice.at(at + 1).is_staged();
    if !is_last || !is_chosen || !program.is_followed(at) {
        return None;
    }
    let offset = |index: usize| site.network.parameters[index].offset;
    let sizes = launch::Head {
        sizes: [inputs, units, classes],
        relu,
        gated: input.gated,
        offsets: [offset(kernel), offset(bias), offset(kernel_2), offset(bias_2)],
        arena: site.network.arena_size(),
        capacity: builder.capacity,
    };
    let first = weights(builder, site, kernel, Some(bias), units);
    let second = weights(builder, site, kernel_2, Some(bias_2), classes);
    if sizes.pays() { Head::new(builder, sizes, input, &site.arenas.weights, [first, second]) } else { None }
}

/// Numbers of a kernel for which a step of its own is worthwhile.
const LARGE: usize = 1 << 16;

/// The parameter that takes its own step of Adam: the largest kernel of a dense layer, if it is large and bears no penalty, which
/// would be added to its gradient. Nearly all parameters of a network are there, and their gradients are as many again.
pub(crate) fn stepping(site: &Site<'_>, program: &Program) -> Option<usize> {
    let mut stepping = None;
    let mut size = LARGE;
    for (at, step) in program.steps.iter().enumerate() {
        if let Op::Dense { kernel, .. } = step.op
            && site.choice.at(at).is_staged()
            && site.network.parameters[kernel].l2 == 0.0
            && site.network.parameters[kernel].size() > size
        {
            stepping = Some(kernel);
            size = site.network.parameters[kernel].size();
        }
    }
    stepping
}
