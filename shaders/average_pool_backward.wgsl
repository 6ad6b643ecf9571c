// Gradient of average pooling with respect to its input: each place has its share of every window that covers it.
//
//   d_x[n, r, q, c] = sum over the windows (i, j) that cover (r, q) of d_y[n, i, j, c] / (places that (i, j) covers)
//
//   d_y [batch, height, width, channels]   d_x [batch, in_height, in_width, channels]
//
// One invocation computes one value of d_x.

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

@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read_write> d_x: array<f32>;

// How many rows or columns of the picture the window from `start - before` on covers.
fn covered(start: u32, size: u32, before: u32, extent: u32) -> u32 {
    return min(start + size - before, extent) - (max(start, before) - before);
}

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= dims.batch * in_height * in_width * channels) {
        return;
    }
    let c = index % channels;
    let column = index / channels % in_width;
    let row = index / channels / in_width % in_height;
    let n = index / channels / in_width / in_height;
    var sum = 0.0;
    for (var u = 0u; u < pool_height; u++) {
        let y = row + before_y - u; // below zero this wraps round to huge
        if (y % stride_y != 0u || y / stride_y >= height || u > row + before_y) {
            continue;
        }
        let rows = covered(y, pool_height, before_y, in_height);
        for (var v = 0u; v < pool_width; v++) {
            let x = column + before_x - v;
            if (x % stride_x != 0u || x / stride_x >= width || v > column + before_x) {
                continue;
            }
            let count = rows * covered(x, pool_width, before_x, in_width);
            sum += d_y[((n * height + y / stride_y) * width + x / stride_x) * channels + c] / f32(count);
        }
    }
    d_x[index] = sum;
}
