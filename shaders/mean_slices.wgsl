// The second stage of a mean over a batch's rows: adds the slices up in a fixed order and divides.
//
//   means[c] = sum over k of partial[k, c] / (batch * rows)        partial [slices, channels]   means [channels]
//
// One invocation computes one mean.

override rows: u32; // rows an image
override channels: u32;
override slices: u32;

@group(0) @binding(1) var<storage, read> partial: array<f32>;
@group(0) @binding(2) var<storage, read_write> means: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= channels) {
        return;
    }
    var sum = 0.0;
    for (var k = 0u; k < slices; k++) {
        sum += partial[k * channels + index];
    }
    means[index] = sum / f32(dims.batch * rows);
}
