// What dense_backward_kernel_tiled computes, in blocks that are staged through workgroup memory: see
// shared/dense_gradients_staged.wgsl.
//
//   d_kernel[i, o] = sum over n of x[n, i] * d_y[n, o]        d_bias[o] = sum over n of d_y[n, o]
//
//   x [batch, inputs]   d_y [batch, units]   d_kernel [inputs, units]   d_bias [units]
//
// One workgroup computes a block of inputs and units. Layers of as many units share a pipeline: how many inputs there are, the
// buffer tells.

override units: u32;

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> d_y: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_kernel: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_bias: array<f32>;

fn inputs() -> u32 {
    return arrayLength(&d_kernel) / units;
}

fn put(part: u32, i: u32, unit: u32, sum: f32) {
    d_kernel[i * units + unit] = sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    sum_gradients(workgroup.y * workgroups.x + workgroup.x, local);
}
