//! The kernel table: a line a kernel. One that only loads in another way is `of` the file that says what it computes. A test holds each line against naga's reading of the shader.

use crate::kernel::Access::{Read, Write};
use crate::kernel::Kernel;
use crate::source::shader;

macro_rules! kernels {
    ($($constant:ident = $name:literal $(of $source:literal)? [$($shared:literal),*] ($($access:ident),*);)*) => {
        $(
            #[doc = concat!("`", $name, "`")]
            pub const $constant: &Kernel = &Kernel {
                name: $name,
                source: kernels!(@ $name $($source)?),
                shared: &[$(shader!("shared/", $shared)),*],
                bindings: &[$($access),*],
            };
        )*

        /// Every kernel.
        pub const ALL: &[&Kernel] = &[$($constant),*];
    };
    (@ $name:literal) => { shader!($name) };
    (@ $name:literal $source:literal) => { shader!($source) };
}

kernels! {
    GATHER_BATCH = "gather_batch" ["pixels"] (Read, Read, Read, Write);
    GATHER_AUGMENTED = "gather_augmented" ["philox", "pixels"] (Read, Read, Read, Write);

    CONV2D = "conv2d" ["convolution"] (Read, Read, Read, Write);
    CONV2D_TILED = "conv2d_tiled" ["convolution", "columns", "tile"] (Read, Read, Read, Write);
    CONV2D_BACKWARD_INPUT = "conv2d_backward_input" ["convolution"] (Read, Read, Write);
    CONV2D_BACKWARD_KERNEL = "conv2d_backward_kernel" ["convolution"] (Read, Read, Write);
    CONV2D_BACKWARD_KERNEL_TILED = "conv2d_backward_kernel_tiled" ["convolution", "columns", "tile"] (Read, Read, Write);
    CONV2D_POOL = "conv2d_pool" ["convolution", "columns", "start"] (Read, Read, Read, Write, Write);
    CONV2D_POOL_BACKWARD = "conv2d_pool_backward" [] (Read, Write, Write);
    CONV2D_POOL_BACKWARD_KERNEL = "conv2d_pool_backward_kernel" ["convolution", "columns", "tile", "start"]
        (Read, Read, Read, Write);

    WINOGRAD_KERNEL = "winograd_kernel" ["winograd_2x2"] (Read, Write, Write);
    WINOGRAD_KERNEL_4X4 = "winograd_kernel_4x4" of "winograd_kernel" ["winograd_4x4"] (Read, Write, Write);
    WINOGRAD_INPUT = "winograd_input" ["winograd_2x2", "stored"] (Read, Write);
    WINOGRAD_INPUT_4X4 = "winograd_input_4x4" of "winograd_input" ["winograd_4x4", "stored"] (Read, Write);
    WINOGRAD_PRODUCT = "winograd_product" ["columns", "tile", "rows"] (Read, Read, Write);
    WINOGRAD_PRODUCT_SUBGROUPS = "winograd_product_subgroups" of "winograd_product" ["columns", "tile", "rows_subgroups"]
        (Read, Read, Write);
    WINOGRAD_PRODUCT_STAGED = "winograd_product_staged" ["staged", "stored"] (Read, Read, Write);
    WINOGRAD_POOL = "winograd_pool" ["winograd_2x2", "stored"] (Read, Read, Write, Write);
    WINOGRAD_POOL_4X4 = "winograd_pool_4x4" of "winograd_pool" ["winograd_4x4", "stored"] (Read, Read, Write, Write);
    WINOGRAD_GRADIENT = "winograd_gradient" ["winograd_2x2", "stored"] (Read, Read, Write);
    WINOGRAD_GRADIENT_4X4 = "winograd_gradient_4x4" of "winograd_gradient" ["winograd_4x4", "stored"] (Read, Read, Write);
    WINOGRAD_BACKWARD_PRODUCT = "winograd_backward_product" ["columns", "tile", "rows"] (Read, Read, Read, Read, Write);
    WINOGRAD_BACKWARD_PRODUCT_SUBGROUPS = "winograd_backward_product_subgroups" of "winograd_backward_product"
        ["columns", "tile", "rows_subgroups"] (Read, Read, Read, Read, Write);
    WINOGRAD_BACKWARD_PRODUCT_STAGED = "winograd_backward_product_staged" ["staged", "stored"]
        (Read, Read, Read, Read, Write);
    WINOGRAD_BACKWARD_KERNEL = "winograd_backward_kernel" ["winograd_2x2"] (Read, Write, Write);
    WINOGRAD_BACKWARD_KERNEL_4X4 = "winograd_backward_kernel_4x4" of "winograd_backward_kernel" ["winograd_4x4"]
        (Read, Write, Write);
    WINOGRAD_BACKWARD_INPUT = "winograd_backward_input" ["winograd_2x2", "stored"] (Read, Write);
    WINOGRAD_BACKWARD_INPUT_4X4 = "winograd_backward_input_4x4" of "winograd_backward_input" ["winograd_4x4", "stored"]
        (Read, Write);

    DEPTHWISE_CONV2D = "depthwise_conv2d" ["convolution"] (Read, Read, Read, Write);
    DEPTHWISE_CONV2D_BACKWARD_INPUT = "depthwise_conv2d_backward_input" ["convolution"] (Read, Read, Write);
    DEPTHWISE_CONV2D_BACKWARD_KERNEL = "depthwise_conv2d_backward_kernel" ["convolution"] (Read, Read, Write);

    MAX_POOL = "max_pool" [] (Read, Write, Write);
    MAX_POOL_BACKWARD = "max_pool_backward" [] (Read, Read, Write);

    AVERAGE_POOL = "average_pool" [] (Read, Write);
    AVERAGE_POOL_BACKWARD = "average_pool_backward" [] (Read, Write);

    DENSE = "dense" [] (Read, Read, Read, Write);
    DENSE_TILED = "dense_tiled" ["columns", "tile"] (Read, Read, Write);
    DENSE_STAGED = "dense_staged" ["staged"] (Read, Read, Write);
    DENSE_BACKWARD_INPUT = "dense_backward_input" [] (Read, Read, Write);
    DENSE_BACKWARD_INPUT_TILED = "dense_backward_input_tiled" ["columns"] (Read, Read, Read, Write);
    DENSE_BACKWARD_INPUT_STAGED = "dense_backward_input_staged" ["staged"] (Read, Read, Read, Write);
    DENSE_BACKWARD_KERNEL = "dense_backward_kernel" [] (Read, Read, Write);
    DENSE_BACKWARD_KERNEL_TILED = "dense_backward_kernel_tiled" ["columns", "tile"] (Read, Read, Write, Write);
    DENSE_BACKWARD_KERNEL_STAGED = "dense_backward_kernel_staged" ["staged", "dense_gradients_staged"]
        (Read, Read, Write, Write);
    DENSE_ADAM = "dense_adam" ["adam", "staged", "dense_gradients_staged"]
        (Read, Read, Write, Write, Write, Write);

    BIAS_BACKWARD = "bias_backward" [] (Read, Write);
    FLIP_KERNEL = "flip_kernel" [] (Read, Write);
    SUM_SLICES = "sum_slices" [] (Read, Read, Write);
    SUM_GRADIENTS = "sum_gradients" [] (Read, Write, Write);

    BATCH_NORM = "batch_norm" ["normal"] (Read, Read, Read, Read, Read, Write);
    BATCH_NORM_MEAN = "batch_norm_mean" [] (Read, Write);
    BATCH_NORM_VARIANCE = "batch_norm_variance" [] (Read, Read, Write);
    MEAN_SLICES = "mean_slices" [] (Read, Write);
    MOVING_AVERAGE = "moving_average" [] (Read, Write);
    BATCH_NORM_BACKWARD_GAMMA = "batch_norm_backward_gamma" ["normal"] (Read, Read, Read, Read, Write);
    BATCH_NORM_BACKWARD_INPUT = "batch_norm_backward_input" ["normal"]
        (Read, Read, Read, Read, Read, Read, Read, Write);
    DROPOUT = "dropout" ["philox"] (Read, Write);

    ADD = "add" [] (Read, Read, Write);
    ACCUMULATE = "accumulate" [] (Read, Write);
    RELU = "relu" [] (Read, Write);
    RELU_BACKWARD = "relu_backward" [] (Read, Write);
    SOFTMAX = "softmax" [] (Read, Write);
    SOFTMAX_BACKWARD = "softmax_backward" [] (Read, Read, Write);

    SOFTMAX_CROSS_ENTROPY = "softmax_cross_entropy" ["labels", "cross_entropy"] (Read, Read, Read, Write, Write);
    DENSE_HEAD = "dense_head" ["labels", "cross_entropy"] (Read, Read, Read, Read, Write, Write, Write, Write);
    BATCH_METRICS = "batch_metrics" [] (Read, Write);
    L2_PENALTY = "l2_penalty" [] (Read, Write);
    ADD_PENALTY = "add_penalty" [] (Read, Write);
    L2_GRADIENT = "l2_gradient" [] (Read, Write);
    FIND_NOT_FINITE = "find_not_finite" [] (Read, Write);
    ADAM = "adam" ["adam"] (Read, Write, Write, Write);
    SGD = "sgd" [] (Read, Write, Write);
    MULTIPLY_ADD = "multiply_add" [] (Write);
}
