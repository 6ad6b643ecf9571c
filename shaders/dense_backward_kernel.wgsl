// Gradient of a dense layer with respect to its kernel: the plain text of it.
//
//   d_kernel[i, o] = sum over n of x[n, i] * d_y[n, o]
//
//   x [batch, inputs]   d_y [batch, units]   d_kernel [inputs, units]
//
// One invocation computes one value of d_kernel.

override inputs: u32;
override units: u32;

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> d_y: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_kernel: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= inputs * units) {
        return;
    }
    var sum = 0.0;
    for (var n = 0u; n < dims.batch; n++) {
        sum += x[n * inputs + index / units] * d_y[n * units + index % units];
    }
    d_kernel[index] = sum;
}
