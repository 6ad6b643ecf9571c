// Gradient of a convolution with respect to its kernel: the plain text of it.
//
//   d_kernel[u, v, c, o] = sum over n, i, j of x[n, i*s + u - p, j*s + v - p, c] * d_y[n, i, j, o]
//
//   x [batch, in_height, in_width, in_channels]   d_y [batch, height, width, channels]
//   d_kernel [kernel_height, kernel_width, in_channels, channels]
//
// One invocation computes one value of d_kernel.

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> d_y: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_kernel: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= kernel_height * kernel_width * in_channels * channels) {
        return;
    }
    let o = index % channels;
    let c = index / channels % in_channels;
    let v = index / channels / in_channels % kernel_width;
    let u = index / channels / in_channels / kernel_width;
    var sum = 0.0;
    for (var n = 0u; n < dims.batch; n++) {
        for (var i = 0u; i < height; i++) {
            let row = i * stride_y + u - before_y; // above the picture this wraps round to huge
            if (row >= in_height) {
                continue;
            }
            for (var j = 0u; j < width; j++) {
                let column = j * stride_x + v - before_x;
                if (column >= in_width) {
                    continue;
                }
                let pixel = ((n * in_height + row) * in_width + column) * in_channels + c;
                sum += x[pixel] * d_y[((n * height + i) * width + j) * channels + o];
            }
        }
    }
    d_kernel[index] = sum;
}
