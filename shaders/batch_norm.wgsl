// Batch normalisation, with the moments of the batch in training and with the moving ones in inference.
//
//   y[r, c] = gamma[c] * x_hat[r, c] + beta[c]        x_hat[r, c] = (x[r, c] - mean[c]) / sqrt(variance[c] + epsilon)
//
//   x, y [batch * rows, channels]   mean, variance, gamma, beta [channels]
//
// Ioffe and Szegedy, "Batch normalization: accelerating deep network training by reducing internal covariate shift",
// ICML 2015. One invocation computes one value of y.

override rows: u32; // rows an image

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> mean: array<f32>;
@group(0) @binding(3) var<storage, read> variance: array<f32>;
@group(0) @binding(4) var<storage, read> gamma: array<f32>;
@group(0) @binding(5) var<storage, read> beta: array<f32>;
@group(0) @binding(6) var<storage, read_write> y: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index < dims.batch * rows * channels) {
        let c = index % channels;
        y[index] = gamma[c] * normal(index) + beta[c];
    }
}
