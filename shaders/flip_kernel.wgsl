// A kernel turned by half a turn, with inputs and outputs exchanged.
//
//   flipped[u, v, o, c] = kernel[height - 1 - u, width - 1 - v, c, o]
//
//   kernel [height, width, in_channels, channels]   flipped [height, width, channels, in_channels]
//
// With it the gradient of a convolution of stride 1 with respect to its input is itself a convolution of d_y, and that
// of a dense layer (height and width 1) a dense layer. One invocation moves one number.

override kernel_height: u32;
override kernel_width: u32;
override in_channels: u32;
override channels: u32;

@group(0) @binding(1) var<storage, read> kernel: array<f32>;
@group(0) @binding(2) var<storage, read_write> flipped: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= kernel_height * kernel_width * in_channels * channels) {
        return;
    }
    let c = index % in_channels;
    let o = index / in_channels % channels;
    let uv = kernel_height * kernel_width - 1u - index / in_channels / channels;
    flipped[index] = kernel[(uv * in_channels + c) * channels + o];
}
