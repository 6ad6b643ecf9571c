// The way back from Winograd's products to the outputs of a convolution, with bias, ReLU and the 2x2 max pool that halves
// the picture: the two by two outputs of a tile are a window of the pool.
//
//   z = bias[o] + (A^T m[:, tile, o] A),   A^T = | 1  1  1  0 |     y[tile, o] = max over a, b of relu(z[a, b])
//                                                | 0  1 -1 -1 |
//
//   m [16, batch * tiles, channels]   bias [channels]   y [batch * tiles, channels]
//   winners [batch * tiles, channels]: 2a + b of the first largest, 4 where the ReLU was shut
//
// One invocation computes one value of y; see shared/stored.wgsl.

override tiles: u32; // tiles an image
override capacity: u32; // the largest batch
override channels: u32;

@group(0) @binding(1) var<storage, read> m: array<stored, 16u * capacity * tiles * channels>;
@group(0) @binding(2) var<storage, read> bias: array<f32, channels>;
@group(0) @binding(3) var<storage, read_write> y: array<f32, capacity * tiles * channels>;
@group(0) @binding(4) var<storage, read_write> winners: array<u32, capacity * tiles * channels>;

const WORKGROUP = 256u;

fn row_of(p: u32, index: u32, plane: u32) -> vec4f {
    let at = 4u * p * plane + index;
    return vec4f(vec4<stored>(m[at], m[at + plane], m[at + 2u * plane], m[at + 3u * plane]));
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    let plane = dims.batch * tiles * channels;
    if (index >= plane) {
        return;
    }
    let m1 = row_of(1u, index, plane);
    let m2 = row_of(2u, index, plane);
    let top = row_of(0u, index, plane) + m1 + m2;
    let bottom = m1 - m2 - row_of(3u, index, plane);
    let z0 = top.x + top.y + top.z;
    let z1 = top.y - top.z - top.w;
    let z2 = bottom.x + bottom.y + bottom.z;
    let z3 = bottom.y - bottom.z - bottom.w;
    let upper = max(z0, z1);
    let lower = max(z2, z3);
    let largest = bias[index % channels] + max(upper, lower);
    let winner = select(select(0u, 1u, z1 > z0), select(2u, 3u, z3 > z2), lower > upper);
    y[index] = max(largest, 0.0);
    winners[index] = select(4u, winner, largest > 0.0);
}
