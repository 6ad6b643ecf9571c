// Gradient of a dense layer with respect to its input: the plain text of it.
//
//   d_x[n, i] = sum over o of d_y[n, o] * kernel[i, o]
//
//   d_y [batch, units]   kernel [inputs, units]   d_x [batch, inputs]
//
// One invocation computes one value of d_x.

override inputs: u32;
override units: u32;

@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> kernel: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_x: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= dims.batch * inputs) {
        return;
    }
    let n = index / inputs;
    let i = index % inputs;
    var sum = 0.0;
    for (var o = 0u; o < units; o++) {
        sum += d_y[n * units + o] * kernel[i * units + o];
    }
    d_x[index] = sum;
}
