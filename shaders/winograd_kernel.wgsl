// Winograd's transform of a 3x3 kernel, as it is and with inputs and outputs exchanged.
//
//   u[REACH * p + q, c, o] = (G k G^T)[p, q] of k = kernel[:, :, c, o]      transposed[:, o, c] = u[:, c, o]
//
//   kernel [3, 3, in_channels, channels]   u [REACH * REACH, in_channels, channels]
//   transposed [REACH * REACH, channels, in_channels]
//
// One invocation transforms the nine weights from one channel to another; see shared/winograd_2x2.wgsl.

override in_channels: u32;
override channels: u32;

@group(0) @binding(1) var<storage, read> kernel: array<f32>;
@group(0) @binding(2) var<storage, read_write> u: array<f32>;
@group(0) @binding(3) var<storage, read_write> transposed: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    let plane = in_channels * channels;
    if (index >= plane) {
        return;
    }
    var rows: array<vec3f, 3>;
    for (var j = 0u; j < 3u; j++) { // unrolled
        rows[j] = vec3f(kernel[3u * j * plane + index], kernel[(3u * j + 1u) * plane + index], kernel[(3u * j + 2u) * plane + index]);
    }
    let turned = index % channels * in_channels + index / channels;
    for (var p = 0u; p < REACH; p++) {
        let line = kernel_line(G[p].x * rows[0] + G[p].y * rows[1] + G[p].z * rows[2]);
        for (var q = 0u; q < REACH; q++) { // unrolled
            u[(REACH * p + q) * plane + index] = line[q];
            transposed[(REACH * p + q) * plane + turned] = line[q];
        }
    }
}
