//! `Conv2D` with 3x3 kernels, ReLU and the max pool that halves its output, the way of Winograd.

use super::{Input, Stage};
use crate::choice::KernelSet;
use crate::launch::Winograd;
use crate::plan::{Builder, Weights};
use crate::work::Tensor;

/// The layer. Backward needs the transformed input, the transposed transform of the kernel and the winners.
pub(crate) fn winograd(
    builder: &Builder<'_>,
    sizes: &Winograd,
    channels: usize,
    weights: &Weights,
    input: Input<'_>,
) -> Stage {
    let y = builder.activation("a pooled feature map", sizes.windows() * channels);
    let d_y = builder.activation("a pooled feature map's gradient", sizes.windows() * channels);
    let winners = builder.activation("a max pool's winners", sizes.windows() * channels);
    let v = builder.activation("transformed tiles", sizes.words(sizes.input_size()));
    let m = builder.activation("products of tiles", sizes.words(sizes.output_size()));
    let kernel = |what| Tensor::new(builder.gpu, what, sizes.kernel_size());
    let [u, transposed] = [kernel("a transformed kernel"), kernel("a transformed kernel, transposed")];
    let (product, backward_product, (kernel_product, slices)) = if builder.kernels.is_staged() {
        (sizes.product_staged(), sizes.backward_product_staged(), sizes.kernel_product_staged())
    } else {
        let subgroups = builder.kernels == KernelSet::Subgroups;
        (sizes.product(subgroups), sizes.backward_product(subgroups), sizes.kernel_product(subgroups))
    };

    let forward = vec![
        builder.dispatch(&sizes.kernel(), &[&weights.kernel, &u, &transposed]),
        builder.dispatch(&sizes.input(), &[input.x, &v]),
        builder.dispatch(&product, &[&v, &u, &m]),
        builder.dispatch(&sizes.pool(), &[&m, &weights.bias, &y, &winners]),
    ];

    // The products are not needed any more: their gradient takes their place.
    let mut backward = vec![builder.dispatch(&sizes.gradient(), &[&winners, &d_y, &m])];
    let partial =
        Tensor::new(builder.gpu, "partial sums of a kernel's gradient", slices * sizes.slice_size());
    backward.push(builder.dispatch(&kernel_product, &[&v, &m, &winners, &d_y, &partial]));
    let d_bias = weights.d_bias_or_scratch(builder, channels);
    backward.push(builder.dispatch(&sizes.backward_kernel(slices), &[&partial, &weights.d_kernel, &d_bias]));
    if let Some(d_x) = input.d_x {
        // Nor is the transformed input.
        backward.push(builder.dispatch(&backward_product, &[&m, &transposed, &v]));
        backward.push(builder.dispatch(&sizes.backward_input(), &[&v, d_x]));
    }
    Stage::new(y, d_y, forward, backward)
}
