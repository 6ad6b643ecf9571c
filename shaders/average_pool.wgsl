// Average pooling. Cells of a window that lie on padding are not counted, as in TensorFlow.
//
//   y[n, i, j, c] = mean over u, v of x[n, i*s + u - p, j*s + v - p, c]
//
//   x [batch, in_height, in_width, channels]   y [batch, height, width, channels]
//
// One invocation computes one value of y.

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

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= dims.batch * height * width * channels) {
        return;
    }
    let c = index % channels;
    let j = index / channels % width;
    let i = index / channels / width % height;
    let n = index / channels / width / height;
    var sum = 0.0;
    var count = 0.0;
    for (var u = 0u; u < pool_height; u++) {
        let row = i * stride_y + u - before_y; // above the picture this wraps round to huge
        if (row >= in_height) {
            continue;
        }
        for (var v = 0u; v < pool_width; v++) {
            let column = j * stride_x + v - before_x;
            if (column < in_width) {
                sum += x[((n * in_height + row) * in_width + column) * channels + c];
                count += 1.0;
            }
        }
    }
    y[index] = sum / count;
}
