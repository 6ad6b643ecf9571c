// Gradient of a batch normalisation with respect to its input, through the batch's own mean and variance.
//
//   d_x[r, c] = gamma[c] / sqrt(variance[c] + epsilon) * (d_y[r, c] - (d_beta[c] + x_hat[r, c] * d_gamma[c]) / n)
//
//   x, d_y, d_x [n, channels], n = batch * rows   mean, variance, gamma, d_gamma, d_beta [channels]
//   x_hat[r, c] = (x[r, c] - mean[c]) / sqrt(variance[c] + epsilon)
//
// One invocation computes one value of d_x.

override rows: u32; // rows an image

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> d_y: array<f32>;
@group(0) @binding(3) var<storage, read> mean: array<f32>;
@group(0) @binding(4) var<storage, read> variance: array<f32>;
@group(0) @binding(5) var<storage, read> gamma: array<f32>;
@group(0) @binding(6) var<storage, read> d_gamma: array<f32>;
@group(0) @binding(7) var<storage, read> d_beta: array<f32>;
@group(0) @binding(8) var<storage, read_write> d_x: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    let n = dims.batch * rows;
    if (index >= n * channels) {
        return;
    }
    let c = index % channels;
    let through_moments = (d_beta[c] + normal(index) * d_gamma[c]) / f32(n);
    d_x[index] = gamma[c] * factor(c) * (d_y[index] - through_moments);
}
