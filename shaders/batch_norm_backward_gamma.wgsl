// Gradient of a batch normalisation with respect to gamma: partial sums over slices of the rows. The gradient with
// respect to beta is a bias's.
//
//   d_gamma[c] = sum over r of d_y[r, c] * x_hat[r, c]    x_hat[r, c] = (x[r, c] - mean[c]) / sqrt(variance[c] + epsilon)
//
//   x, d_y [batch * rows, channels]   mean, variance [channels]   partial [slices, channels]: slice k sums the rows k,
//   k + slices, k + 2 slices, ...; sum_slices adds the slices up in a fixed order
//
// One invocation computes one partial sum.

override rows: u32; // rows an image
override slices: u32;

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> d_y: array<f32>;
@group(0) @binding(3) var<storage, read> mean: array<f32>;
@group(0) @binding(4) var<storage, read> variance: array<f32>;
@group(0) @binding(5) var<storage, read_write> partial: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= slices * channels) {
        return;
    }
    var sum = 0.0;
    for (var row = index / channels; row < dims.batch * rows; row += slices) {
        let at = row * channels + index % channels;
        sum += d_y[at] * normal(at);
    }
    partial[index] = sum;
}
