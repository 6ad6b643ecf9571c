// Gradient of winograd_kernel: from the slices of winograd_backward_product back to the nine weights, and to the bias.
//
//   d_kernel[:, :, c, o] = G^T d_u G,   d_u[p, q] = sum over s of partial[s, 4p + q, c, o]
//
//   partial [slices, 16 * in_channels + 1, channels], the bias last   d_kernel [3, 3, in_channels, channels]   d_bias [channels]
//   G as in winograd_kernel
//
// One invocation computes the nine gradients from one channel to another, or one of the bias.

override in_channels: u32;
override channels: u32;
override slices: u32;

@group(0) @binding(1) var<storage, read> partial: array<f32, slices * (16u * in_channels + 1u) * channels>;
@group(0) @binding(2) var<storage, read_write> d_kernel: array<f32, 9u * in_channels * channels>;
@group(0) @binding(3) var<storage, read_write> d_bias: array<f32, channels>;

const WORKGROUP = 64u;

// Row p of the summed slices, times G.
fn row_of(p: u32, index: u32, plane: u32) -> vec3f {
    var sum = vec4f();
    for (var slice = 0u; slice < slices; slice++) {
        let at = slice * (16u * plane + channels) + 4u * p * plane + index;
        sum += vec4f(partial[at], partial[at + plane], partial[at + 2u * plane], partial[at + 3u * plane]);
    }
    let even = 0.5 * (sum.y + sum.z);
    return vec3f(sum.x + even, 0.5 * (sum.y - sum.z), even + sum.w);
}

fn bias(o: u32, plane: u32) -> f32 {
    var sum = 0.0;
    for (var slice = 0u; slice < slices; slice++) {
        sum += partial[slice * (16u * plane + channels) + 16u * plane + o];
    }
    return sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    let plane = in_channels * channels;
    if (index >= plane) {
        if (index < plane + channels) {
            d_bias[index - plane] = bias(index - plane, plane);
        }
        return;
    }
    let d1 = row_of(1u, index, plane);
    let d2 = row_of(2u, index, plane);
    let even = 0.5 * (d1 + d2);
    let top = row_of(0u, index, plane) + even;
    let middle = 0.5 * (d1 - d2);
    let bottom = even + row_of(3u, index, plane);
    d_kernel[index] = top.x; d_kernel[index + plane] = top.y; d_kernel[index + 2u * plane] = top.z;
    d_kernel[index + 3u * plane] = middle.x; d_kernel[index + 4u * plane] = middle.y; d_kernel[index + 5u * plane] = middle.z;
    d_kernel[index + 6u * plane] = bottom.x; d_kernel[index + 7u * plane] = bottom.y; d_kernel[index + 8u * plane] = bottom.z;
}
