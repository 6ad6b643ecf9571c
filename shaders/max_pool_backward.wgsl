// Gradient of max pooling with respect to its input: each pooled gradient returns to the winner of its window.
//
//   d_x[n, r, q, o] = sum over the windows (i, j) that (r, q) won of d_y[n, i, j, o]
//
//   d_y, winners [batch, height, width, channels]   d_x [batch, in_height, in_width, channels]
//
// One invocation computes one value of d_x. It gathers from the windows that cover it, which may overlap.

override in_height: u32;
override in_width: u32;
override channels: u32;
override pool_height: u32;
override pool_width: u32;
override stride_y: u32;
override stride_x: u32;
override before_y: u32;
override before_x: u32;
override height: u32;
override width: u32;

@group(0) @binding(1) var<storage, read> winners: array<u32>;
@group(0) @binding(2) var<storage, read> d_y: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_x: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= dims.batch * in_height * in_width * channels) {
        return;
    }
    let o = index % channels;
    let column = index / channels % in_width;
    let row = index / channels / in_width % in_height;
    let n = index / channels / in_width / in_height;
    var sum = 0.0;
    for (var u = 0u; u < pool_height; u++) {
        let y = row + before_y - u; // below zero this wraps round to huge
        if (y % stride_y != 0u || y / stride_y >= height || u > row + before_y) {
            continue;
        }
        for (var v = 0u; v < pool_width; v++) {
            let x = column + before_x - v;
            if (x % stride_x != 0u || x / stride_x >= width || v > column + before_x) {
                continue;
            }
            let place = ((n * height + y / stride_y) * width + x / stride_x) * channels + o;
            if (winners[place] == u * pool_width + v) {
                sum += d_y[place];
            }
        }
    }
    d_x[index] = sum;
}
