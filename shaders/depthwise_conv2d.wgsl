// Convolution of each channel on its own, with bias and, if asked, ReLU.
//
//   y[n, i, j, c*M + m] = act(bias[c*M + m] + sum over u, v of x[n, i*s + u - p, j*s + v - p, c] * kernel[u, v, c, m])
//
//   x [batch, in_height, in_width, in_channels]   kernel [kernel_height, kernel_width, in_channels, M]
//   bias [channels]   y [batch, height, width, channels]   M = channels / in_channels
//
// One invocation computes one value of y.

override relu: bool;

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> kernel: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> y: array<f32>;

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
    let c = o / (channels / in_channels);
    var sum = bias[o];
    for (var u = 0u; u < kernel_height; u++) {
        let row = i * stride_y + u - before_y; // above the picture this wraps round to huge
        if (row >= in_height) {
            continue;
        }
        for (var v = 0u; v < kernel_width; v++) {
            let column = j * stride_x + v - before_x;
            if (column < in_width) {
                let pixel = ((n * in_height + row) * in_width + column) * in_channels + c;
                sum += x[pixel] * kernel[(u * kernel_width + v) * channels + o];
            }
        }
    }
    y[index] = select(sum, max(sum, 0.0), relu);
}
