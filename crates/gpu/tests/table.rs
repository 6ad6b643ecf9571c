//! The kernel table against naga's reading of each shader.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use convlab_core::augmentation::Augmentation;
use convlab_core::ops::Geometry;
use convlab_gpu::kernel::{Access, Kernel};
use convlab_gpu::launch::{self, Head, Launch, Rows, Winograd};
use convlab_gpu::table::ALL;
use naga::valid::{Capabilities, ValidationFlags, Validator};

fn parse(kernel: &Kernel, text: &str) -> naga::Module {
    naga::front::wgsl::parse_str(text)
        .unwrap_or_else(|error| panic!("{}: {}", kernel.name, error.emit_to_string(text)))
}

/// Each kernel as one of its launches compiles it.
fn modules() -> Vec<(&'static Kernel, naga::Module)> {
    let launches = launches();
    let module = |kernel: &&'static Kernel| {
        let launch = launches.iter().find(|launch| launch.kernel.name == kernel.name);
        let launch = launch.unwrap_or_else(|| panic!("{}: no launch", kernel.name));
        (*kernel, parse(kernel, &kernel.shader(&launch.constants).0))
    };
    ALL.iter().map(module).collect()
}

/// A launch of every kernel, at some size.
fn launches() -> Vec<Launch> {
    let conv =
        Geometry { input: [8, 8, 3], output: [8, 8, 16], size: [3, 3], strides: [1, 1], before: [1, 1] };
    let pool =
        Geometry { input: [8, 8, 16], output: [4, 4, 16], size: [2, 2], strides: [2, 2], before: [0, 0] };
    let depthwise = Geometry { output: [8, 8, 6], ..conv };
    let large = Winograd::new(&conv, &pool, 8).expect("a 3x3 kernel and a halving pool");
    let winograd = large.in_half(true).in_half(false);
    let wide = Geometry { output: [8, 8, 32], ..conv };
    let wide = Winograd::new(&wide, &pool, 8).expect("a 3x3 kernel and a halving pool");
    let rows = Rows { rows: 4, channels: 8, epsilon: 1e-3 };
    vec![
        launch::gather_batch(12, true),
        launch::gather_augmented([2, 2, 3], true, Augmentation { flip: true, shift: 1 }),
        launch::conv2d(&conv, true),
        launch::conv2d_tiled(&conv, true),
        launch::conv2d_backward_input(&conv),
        launch::conv2d_backward_kernel(&conv),
        launch::conv2d_backward_kernel_tiled(&conv, 8).0,
        launch::conv2d_pool(&conv, &pool, 8),
        launch::conv2d_pool_backward(&pool),
        launch::conv2d_pool_backward_kernel(&conv, &pool, 8).0,
        winograd.kernel(),
        large.kernel(),
        winograd.input(),
        large.input(),
        winograd.product(false),
        wide.product(true),
        winograd.product_staged(),
        winograd.pool(),
        large.pool(),
        winograd.gradient(),
        large.gradient(),
        winograd.kernel_product(false).0,
        wide.kernel_product(true).0,
        winograd.kernel_product_staged().0,
        winograd.backward_kernel(2),
        large.backward_kernel(2),
        winograd.backward_input(),
        large.backward_input(),
        launch::depthwise_conv2d(&depthwise, true),
        launch::depthwise_conv2d_backward_input(&depthwise),
        launch::depthwise_conv2d_backward_kernel(&depthwise, 8).0,
        launch::max_pool(&pool),
        launch::max_pool_backward(&pool),
        launch::average_pool(&pool),
        launch::average_pool_backward(&pool),
        launch::dense(8, 4, true),
        launch::dense_tiled(8, 4, 8).0,
        launch::dense_staged(8, 4, 8).0,
        launch::dense_backward_input(8, 4),
        launch::dense_backward_input_tiled(8, 4, 5, true),
        launch::dense_backward_input_staged(8, 4, 5, true),
        launch::dense_backward_kernel(8, 4),
        launch::dense_backward_kernel_tiled(8, 4),
        launch::dense_backward_kernel_staged(8, 4),
        launch::dense_adam(8, 4),
        launch::dense_head(&Head {
            sizes: [8, 4, 3],
            relu: true,
            gated: true,
            offsets: [0, 64, 128, 192],
            arena: 256,
            capacity: 5,
        }),
        launch::bias_backward(8, 4, 8).0,
        launch::flip_kernel([3, 3], 3, 4),
        launch::sum_gradient(4, 8),
        launch::sum_gradients(4, 8, 2),
        launch::batch_norm(&rows),
        launch::batch_norm_mean(&rows, 8),
        launch::batch_norm_variance(&rows, 8),
        launch::mean_slices(&rows, 8),
        launch::moving_average(4, 0.99),
        launch::batch_norm_backward_gamma(&rows, 8),
        launch::batch_norm_backward_input(&rows),
        launch::dropout(4, 1, 0.5),
        launch::add(4),
        launch::accumulate(4, true),
        launch::relu(4),
        launch::relu_backward(4),
        launch::softmax(1, 10),
        launch::softmax_backward(1, 10),
        launch::softmax_cross_entropy(10),
        launch::batch_metrics(),
        launch::l2_penalty(64, 1e-4, 0),
        launch::add_penalty(4),
        launch::l2_gradient(64, 1e-4),
        launch::find_not_finite(9),
        launch::adam(64, 8..16),
        launch::sgd(64, 0.9, true),
        launch::multiply_add(64, 8),
    ]
}

#[test]
fn every_shader_is_valid_and_binds_what_the_table_says() {
    for (kernel, module) in modules() {
        Validator::new(ValidationFlags::all(), Capabilities::SUBGROUP)
            .validate(&module)
            .unwrap_or_else(|error| panic!("{}: {error:?}", kernel.name));

        let mut bindings: Vec<(u32, Access)> = Vec::new();
        for (_, variable) in module.global_variables.iter() {
            let Some(binding) = &variable.binding else { continue };
            assert_eq!(binding.group, 0, "{}", kernel.name);
            match variable.space {
                naga::AddressSpace::Uniform => assert_eq!(binding.binding, 0, "{}: dims", kernel.name),
                naga::AddressSpace::Storage { access } => {
                    let write = access.contains(naga::StorageAccess::STORE);
                    bindings.push((binding.binding, if write { Access::Write } else { Access::Read }));
                }
                other => panic!("{}: a binding in {other:?}", kernel.name),
            }
        }
        bindings.sort_by_key(|(binding, _)| *binding);
        let expected: Vec<(u32, Access)> = (1..).zip(kernel.bindings.iter().copied()).collect();
        assert_eq!(bindings, expected, "{}", kernel.name);
        assert!(bindings.len() <= 8, "{}: WebGPU's default limit is 8 storage buffers", kernel.name);
    }
}

#[test]
fn every_kernel_has_one_entry_point_and_says_its_workgroup_once() {
    for (kernel, module) in modules() {
        let [entry] = module.entry_points.as_slice() else { panic!("{}: one entry point", kernel.name) };
        assert_eq!(entry.name, "main", "{}", kernel.name);
        let [x, y, z] = entry.workgroup_size;
        assert_eq!([y, z], [1, 1], "{}", kernel.name);
        assert_eq!(x as usize, kernel.workgroup(), "{}", kernel.name);
    }
}

#[test]
fn every_launch_sets_exactly_the_constants_that_its_shader_declares() {
    for launch in launches() {
        let text = launch.kernel.text();
        let name = |line: &str| Some(line.strip_prefix("override ")?.split(':').next()?.to_owned());
        let mut declared: Vec<String> = text.lines().filter_map(name).collect();
        let (text, left) = launch.kernel.shader(&launch.constants);
        assert_eq!(parse(launch.kernel, &text).overrides.len(), left.len(), "{}", launch.kernel.name);
        let mut set: Vec<String> = launch.constants.iter().map(|(name, _)| (*name).to_owned()).collect();
        declared.sort();
        set.sort();
        assert_eq!(set, declared, "{}", launch.kernel.name);
    }
}
