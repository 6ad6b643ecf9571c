// The gradient of winograd_pool with respect to the products, from that of the pooled outputs: the one output of a tile that
// won spreads to the products that made it.
//
//   d_m[4p + q, tile, o] = A[p, a] A[q, b] d_y[tile, o]   where 2a + b won, 0 where the ReLU was shut
//
//         | 1  0 |
//     A = | 1  1 |     d_y, winners [batch * tiles, channels]; see winograd_pool
//         | 1 -1 |     d_m [16, batch * tiles, channels]
//         | 0 -1 |
//
// One invocation computes the sixteen values of one tile and channel, SCALE times as large: see shared/stored.wgsl.

override tiles: u32; // tiles an image
override capacity: u32; // the largest batch
override channels: u32;

@group(0) @binding(1) var<storage, read> winners: array<u32, capacity * tiles * channels>;
@group(0) @binding(2) var<storage, read> d_y: array<f32, capacity * tiles * channels>;
@group(0) @binding(3) var<storage, read_write> d_m: array<stored, 16u * capacity * tiles * channels>;

const WORKGROUP = 256u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    let plane = dims.batch * tiles * channels;
    if (index >= plane) {
        return;
    }
    let winner = winners[index];
    let gradient = select(SCALE * d_y[index], 0.0, winner > 3u);
    let a = f32(winner / 2u % 2u);
    let b = f32(winner % 2u);
    let row = vec4f(1.0 - a, 1.0, 1.0 - 2.0 * a, -a) * gradient;
    let column = vec4f(1.0 - b, 1.0, 1.0 - 2.0 * b, -b);
    let d0 = vec4<stored>(row.x * column);
    let d1 = vec4<stored>(row.y * column);
    let d2 = vec4<stored>(row.z * column);
    let d3 = vec4<stored>(row.w * column);
    d_m[index] = d0.x; d_m[index + plane] = d0.y; d_m[index + 2u * plane] = d0.z; d_m[index + 3u * plane] = d0.w;
    d_m[index + 4u * plane] = d1.x; d_m[index + 5u * plane] = d1.y; d_m[index + 6u * plane] = d1.z; d_m[index + 7u * plane] = d1.w;
    d_m[index + 8u * plane] = d2.x; d_m[index + 9u * plane] = d2.y; d_m[index + 10u * plane] = d2.z; d_m[index + 11u * plane] = d2.w;
    d_m[index + 12u * plane] = d3.x; d_m[index + 13u * plane] = d3.y; d_m[index + 14u * plane] = d3.z; d_m[index + 15u * plane] = d3.w;
}
