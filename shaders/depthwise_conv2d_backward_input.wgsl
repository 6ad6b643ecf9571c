// Gradient of a depthwise convolution with respect to its input.
//
//   d_x[n, r, q, c] = sum over u, v, m of d_y[n, i, j, c*M + m] * kernel[u, v, c, m]   where i*s + u - p = r, j*s + v - p = q
//
//   d_y [batch, height, width, channels]   kernel [kernel_height, kernel_width, in_channels, M]
//   d_x [batch, in_height, in_width, in_channels]   M = channels / in_channels
//
// One invocation computes one value of d_x. It gathers from the outputs that its input took part in.

@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> kernel: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_x: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= dims.batch * in_height * in_width * in_channels) {
        return;
    }
    let c = index % in_channels;
    let column = index / in_channels % in_width;
    let row = index / in_channels / in_width % in_height;
    let n = index / in_channels / in_width / in_height;
    let multiplier = channels / in_channels;
    var sum = 0.0;
    for (var u = 0u; u < kernel_height; u++) {
        let y = row + before_y - u; // below zero this wraps round to huge
        if (y % stride_y != 0u || y / stride_y >= height || u > row + before_y) {
            continue;
        }
        for (var v = 0u; v < kernel_width; v++) {
            let x = column + before_x - v;
            if (x % stride_x != 0u || x / stride_x >= width || v > column + before_x) {
                continue;
            }
            let place = ((n * height + y / stride_y) * width + x / stride_x) * channels + c * multiplier;
            let cell = (u * kernel_width + v) * channels + c * multiplier;
            for (var m = 0u; m < multiplier; m++) {
                sum += d_y[place + m] * kernel[cell + m];
            }
        }
    }
    d_x[index] = sum;
}
