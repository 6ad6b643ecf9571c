// The second stage of a kernel's and a bias's gradients that were summed in slices: adds the slices up in a fixed order.
//
//   d_kernel[e] = sum over k of partial[k, e]        d_bias[o] = sum over k of partial[k, size + o]
//
//   partial [slices, size + channels]   d_kernel [size]   d_bias [channels]
//
// One invocation computes one sum.

override slices: u32;
override size: u32;
override channels: u32;

@group(0) @binding(1) var<storage, read> partial: array<f32, slices * (size + channels)>;
@group(0) @binding(2) var<storage, read_write> d_kernel: array<f32, size>;
@group(0) @binding(3) var<storage, read_write> d_bias: array<f32, channels>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= size + channels) {
        return;
    }
    var sum = 0.0;
    for (var k = 0u; k < slices; k++) {
        sum += partial[k * (size + channels) + index];
    }
    if (index < size) {
        d_kernel[index] = sum;
    } else {
        d_bias[index - size] = sum;
    }
}
