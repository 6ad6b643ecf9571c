// Winograd's transform of a 3x3 kernel, as it is and with inputs and outputs exchanged.
//
//   u[4p + q, c, o] = (G k G^T)[p, q] of k = kernel[:, :, c, o]      transposed[4p + q, o, c] = u[4p + q, c, o]
//
//       |  1    0    0  |
//   G = | 1/2  1/2  1/2 |     kernel [3, 3, in_channels, channels]
//       | 1/2 -1/2  1/2 |     u [16, in_channels, channels]   transposed [16, channels, in_channels]
//       |  0    0    1  |
//
// Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016. One invocation transforms the nine
// weights from one channel to another.

override in_channels: u32;
override channels: u32;

@group(0) @binding(1) var<storage, read> kernel: array<f32>;
@group(0) @binding(2) var<storage, read_write> u: array<f32>;
@group(0) @binding(3) var<storage, read_write> transposed: array<f32>;

const WORKGROUP = 64u;

// Three weights, times G^T.
fn row_of(row: u32, index: u32, plane: u32) -> vec4f {
    let k0 = kernel[3u * row * plane + index];
    let k1 = kernel[(3u * row + 1u) * plane + index];
    let k2 = kernel[(3u * row + 2u) * plane + index];
    return vec4f(k0, 0.5 * (k0 + k1 + k2), 0.5 * (k0 - k1 + k2), k2);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    let plane = in_channels * channels;
    if (index >= plane) {
        return;
    }
    let k0 = row_of(0u, index, plane);
    let k1 = row_of(1u, index, plane);
    let k2 = row_of(2u, index, plane);
    var rows = array(k0, 0.5 * (k0 + k1 + k2), 0.5 * (k0 - k1 + k2), k2);
    let turned = index % channels * in_channels + index / channels;
    for (var p = 0u; p < 4u; p++) {
        for (var q = 0u; q < 4u; q++) {
            u[(4u * p + q) * plane + index] = rows[p][q];
            transposed[(4u * p + q) * plane + turned] = rows[p][q];
        }
    }
}
