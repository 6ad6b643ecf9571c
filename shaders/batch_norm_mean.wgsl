// The means of a batch's channels: partial sums over slices of the rows.
//
//   mean[c] = sum over r of x[r, c] / (batch * rows)
//
//   x [batch * rows, channels]   partial [slices, channels]: slice k sums the rows k, k + slices, k + 2 slices, ...;
//   mean_slices adds the slices up in a fixed order and divides
//
// One invocation computes one partial sum.

override rows: u32; // rows an image
override channels: u32;
override slices: u32;

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> partial: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= slices * channels) {
        return;
    }
    var sum = 0.0;
    for (var row = index / channels; row < dims.batch * rows; row += slices) {
        sum += x[row * channels + index % channels];
    }
    partial[index] = sum;
}
