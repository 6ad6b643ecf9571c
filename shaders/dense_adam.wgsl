// Adam's step for a dense layer's kernel, of which each gradient is used as soon as it is summed, and the gradient of its bias: what
// dense_backward_kernel_staged and adam do, without writing and reading a gradient as large as the kernel.
//
//   g = sum over n of x[n, i] * d_y[n, o], and with it shared/adam.wgsl        d_bias[o] = sum over n of d_y[n, o]
//
//   x [batch, inputs]   d_y [batch, units]   weights, m, v [inputs, units]   d_bias [units]
//
// One workgroup computes a block of inputs and units: see shared/dense_gradients_staged.wgsl.

override kernel_inputs: u32;
override units: u32;

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> d_y: array<f32>;
@group(0) @binding(3) var<storage, read_write> weights: array<f32, kernel_inputs * units>;
@group(0) @binding(4) var<storage, read_write> m: array<f32, kernel_inputs * units>;
@group(0) @binding(5) var<storage, read_write> v: array<f32, kernel_inputs * units>;
@group(0) @binding(6) var<storage, read_write> d_bias: array<f32, units>;

fn inputs() -> u32 {
    return kernel_inputs;
}

fn put(part: u32, i: u32, unit: u32, sum: f32) {
    take_step(i * units + unit, sum);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    sum_gradients(workgroup.y * workgroups.x + workgroup.x, local);
}
