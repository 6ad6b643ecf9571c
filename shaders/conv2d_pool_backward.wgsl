// Gradient of conv2d_pool with respect to the convolution's output before its ReLU: each pooled gradient returns to the
// winner of its window, unless the ReLU was shut.
//
//   d_z[n, i, j, o] = d_y[n, i/2, j/2, o]   if (i, j) won its window, else 0
//
//   d_y, winners [batch, pool_height, pool_width, channels]; see conv2d_pool   d_z [batch, height, width, channels]
//
// It also leaves in d_y what passes the ReLU, which is the gradient by the bias. One invocation computes the four values of
// d_z in one window and channel. At the edge of an odd picture, where there is no window, it writes zeros.

override height: u32;
override width: u32;
override pool_height: u32;
override pool_width: u32;
override channels: u32;

@group(0) @binding(1) var<storage, read> winners: array<u32>;
@group(0) @binding(2) var<storage, read_write> d_y: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_z: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    let rows = (height + 1u) / 2u;
    let columns = (width + 1u) / 2u;
    if (index >= dims.batch * rows * columns * channels) {
        return;
    }
    let o = index % channels;
    let j = index / channels % columns;
    let i = index / channels / columns % rows;
    let n = index / channels / columns / rows;
    var gradient = 0.0;
    var code = 4u;
    if (i < pool_height && j < pool_width) {
        let place = ((n * pool_height + i) * pool_width + j) * channels + o;
        code = winners[place];
        gradient = select(d_y[place], 0.0, code == 4u);
        d_y[place] = gradient;
    }
    let at = ((n * height + 2u * i) * width + 2u * j) * channels + o;
    let has_right = 2u * j + 1u < width;
    d_z[at] = select(0.0, gradient, code == 0u);
    if (has_right) {
        d_z[at + channels] = select(0.0, gradient, code == 1u);
    }
    if (2u * i + 1u < height) {
        d_z[at + width * channels] = select(0.0, gradient, code == 2u);
        if (has_right) {
            d_z[at + (width + 1u) * channels] = select(0.0, gradient, code == 3u);
        }
    }
}
