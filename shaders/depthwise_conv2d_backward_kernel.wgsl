// Gradient of a depthwise convolution with respect to its kernel: partial sums over slices of the output's rows.
//
//   d_kernel[u, v, c, m] = sum over n, i, j of x[n, i*s + u - p, j*s + v - p, c] * d_y[n, i, j, c*M + m]
//
//   x [batch, in_height, in_width, in_channels]   d_y [batch, height, width, channels]   M = channels / in_channels
//   partial [slices, kernel_height, kernel_width, in_channels, M]: slice k sums the rows k, k + slices, ... of the
//   batch * height rows; sum_slices adds the slices up in a fixed order
//
// One invocation computes one partial sum. A kernel this small has too few values to keep a GPU busy with one each.

override slices: u32;

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> d_y: array<f32>;
@group(0) @binding(3) var<storage, read_write> partial: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    let size = kernel_height * kernel_width * channels;
    if (index >= slices * size) {
        return;
    }
    let o = index % channels;
    let v = index / channels % kernel_width;
    let u = index / channels / kernel_width % kernel_height;
    let c = o / (channels / in_channels);
    var sum = 0.0;
    for (var line = index / size; line < dims.batch * height; line += slices) {
        let row = line % height * stride_y + u - before_y; // above the picture this wraps round to huge
        if (row >= in_height) {
            continue;
        }
        let pixels = (line / height * in_height + row) * in_width;
        for (var j = 0u; j < width; j++) {
            let column = j * stride_x + v - before_x;
            if (column < in_width) {
                sum += x[(pixels + column) * in_channels + c] * d_y[(line * width + j) * channels + o];
            }
        }
    }
    partial[index] = sum;
}
