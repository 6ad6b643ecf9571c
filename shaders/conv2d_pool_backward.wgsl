// Gradient of conv2d_pool with respect to the convolution's output before its ReLU: each pooled gradient returns to the
// winner of its window, unless the ReLU was shut.
//
//   d_z[n, i, j, o] = d_y[n, i/2, j/2, o]   if (i, j) won its window and y[n, i/2, j/2, o] > 0, else 0
//
//   y, d_y [batch, pool_height, pool_width, channels]   winners: see shared/winners.wgsl
//   d_z [batch, height, width, channels]; places outside of every window (odd sizes) have no gradient
//
// One invocation computes one value of d_z.

override height: u32;
override width: u32;
override pool_height: u32;
override pool_width: u32;
override channels: u32;

@group(0) @binding(1) var<storage, read> y: array<f32>;
@group(0) @binding(2) var<storage, read> winners: array<u32>;
@group(0) @binding(3) var<storage, read> d_y: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_z: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= dims.batch * height * width * channels) {
        return;
    }
    let o = index % channels;
    let j = index / channels % width;
    let i = index / channels / width % height;
    let n = index / channels / width / height;
    var gradient = 0.0;
    if (i / 2u < pool_height && j / 2u < pool_width) {
        let place = (n * pool_height + i / 2u) * pool_width + j / 2u;
        let pooled = place * channels + o;
        if (winner_of(place, o) == i % 2u * 2u + j % 2u && y[pooled] > 0.0) {
            gradient = d_y[pooled];
        }
    }
    d_z[index] = gradient;
}
