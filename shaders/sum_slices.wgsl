// The second stage of a sum that was split: adds the slices up in a fixed order, then bias and, if asked, ReLU.
//
//   sums[e] = act(bias[e % channels] + sum over k of partial[k, e])
//
//   partial [slices, size]   bias [channels]   sums [size]
//
// One invocation computes one sum.

override slices: u32;
override size: u32;
override channels: u32;
override relu: bool;

@group(0) @binding(1) var<storage, read> partial: array<f32, slices * size>;
@group(0) @binding(2) var<storage, read> bias: array<f32, channels>;
@group(0) @binding(3) var<storage, read_write> sums: array<f32, size>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= size) {
        return;
    }
    var sum = bias[index % channels];
    for (var k = 0u; k < slices; k++) {
        sum += partial[k * size + index];
    }
    sums[index] = select(sum, max(sum, 0.0), relu);
}
