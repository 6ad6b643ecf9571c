// Gradient of winograd_kernel: from the slices of winograd_backward_product back to the nine weights, and to the bias.
//
//   d_kernel[:, :, c, o] = G^T d_u G,   d_u[p, q] = sum over s of partial[s, REACH * p + q, c, o]
//
//   partial [slices, REACH * REACH * in_channels + 1, channels], the bias last
//   d_kernel [3, 3, in_channels, channels]   d_bias [channels]
//
// One invocation computes the nine gradients from one channel to another, or one of the bias; see shared/winograd_2x2.wgsl.

override in_channels: u32;
override channels: u32;
override slices: u32;

@group(0) @binding(1) var<storage, read> partial: array<f32, slices * (REACH * REACH * in_channels + 1u) * channels>;
@group(0) @binding(2) var<storage, read_write> d_kernel: array<f32, 9u * in_channels * channels>;
@group(0) @binding(3) var<storage, read_write> d_bias: array<f32, channels>;

const WORKGROUP = 64u;

// Row p of the summed slices, times G.
fn row_of(p: u32, index: u32, plane: u32) -> vec3f {
    var sum: Line;
    for (var slice = 0u; slice < slices; slice++) {
        let at = slice * (REACH * REACH * plane + channels) + REACH * p * plane + index;
        for (var q = 0u; q < REACH; q++) { // unrolled
            sum[q] += partial[at + q * plane];
        }
    }
    return kernel_gradient_line(sum);
}

fn bias(o: u32, plane: u32) -> f32 {
    var sum = 0.0;
    for (var slice = 0u; slice < slices; slice++) {
        sum += partial[slice * (REACH * REACH * plane + channels) + REACH * REACH * plane + o];
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
    var rows: array<vec3f, 3>;
    for (var p = 0u; p < REACH; p++) {
        let row = row_of(p, index, plane);
        for (var j = 0u; j < 3u; j++) { // unrolled
            rows[j] += G[p][j] * row;
        }
    }
    for (var j = 0u; j < 3u; j++) { // unrolled
        d_kernel[index + 3u * j * plane] = rows[j].x;
        d_kernel[index + (3u * j + 1u) * plane] = rows[j].y;
        d_kernel[index + (3u * j + 2u) * plane] = rows[j].z;
    }
}
