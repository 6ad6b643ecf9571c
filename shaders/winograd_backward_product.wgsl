// Gradient of winograd_product with respect to the transformed kernel, in register tiles: partial sums over slices of the tiles.
//
//   d_u[k, c, o] = sum over t of v[k, t, c] * d_m[k, t, o]
//
//   v [16, batch * tiles, in_channels]   d_m [16, batch * tiles, channels]
//   partial [slices, 16, in_channels, channels]: slice s sums the tiles from s * ceil(batch * tiles / slices) on;
//   winograd_backward_kernel adds the slices up in a fixed order
//
// One invocation computes eight input channels of one slice in eight channels: 64 sums in registers, 16 loads for 64 products.

override tiles: u32; // tiles an image
override in_channels: u32;
override channels: u32;
override slices: u32;

@group(0) @binding(1) var<storage, read> v: array<f32>;
@group(0) @binding(2) var<storage, read> d_m: array<f32>;
@group(0) @binding(3) var<storage, read_write> partial: array<f32>;

const WORKGROUP = 32u;

// The tile's sums: eight rows, each a low and a high half of its eight columns.
fn store(first: u32, c: u32, lane: u32, lanes: u32, sums: array<vec4f, 16>) {
    var tile = sums;
    for (var r = 0u; r < min(8u, in_channels - c); r++) {
        for (var k = 0u; k < 8u; k++) {
            let channel = lane + k * lanes;
            if (channel < channels) {
                partial[(first + c + r) * channels + channel] = tile[2u * r + k / 4u][k % 4u];
            }
        }
    }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let lanes = lanes_for(channels);
    let blocks = (in_channels + 7u) / 8u;
    let index = invocation(workgroup, workgroups, local);
    let lane = index % lanes;
    let c = index / lanes % blocks * 8u;
    let k = index / lanes / blocks % 16u;
    let slice = index / lanes / blocks / 16u;
    if (slice >= slices) {
        return;
    }
    let last = in_channels - 1u;
    let c1 = min(c + 1u, last);
    let c2 = min(c + 2u, last);
    let c3 = min(c + 3u, last);
    let c4 = min(c + 4u, last);
    let c5 = min(c + 5u, last);
    let c6 = min(c + 6u, last);
    let c7 = min(c + 7u, last);
    let at = tile_columns(lane, lanes, channels);
    let low = at.low;
    let high = at.high;

    var l0 = vec4f(); var l1 = vec4f(); var l2 = vec4f(); var l3 = vec4f();
    var l4 = vec4f(); var l5 = vec4f(); var l6 = vec4f(); var l7 = vec4f();
    var h0 = vec4f(); var h1 = vec4f(); var h2 = vec4f(); var h3 = vec4f();
    var h4 = vec4f(); var h5 = vec4f(); var h6 = vec4f(); var h7 = vec4f();
    let rows = dims.batch * tiles;
    let length = (rows + slices - 1u) / slices;
    for (var t = slice * length; t < min(slice * length + length, rows); t++) {
        let d = (k * rows + t) * channels;
        let d0 = vec4f(d_m[d + low.x], d_m[d + low.y], d_m[d + low.z], d_m[d + low.w]);
        let d1 = vec4f(d_m[d + high.x], d_m[d + high.y], d_m[d + high.z], d_m[d + high.w]);
        let base = (k * rows + t) * in_channels;
        let x0 = v[base + c];
        l0 += x0 * d0; h0 += x0 * d1;
        let x1 = v[base + c1];
        l1 += x1 * d0; h1 += x1 * d1;
        let x2 = v[base + c2];
        l2 += x2 * d0; h2 += x2 * d1;
        let x3 = v[base + c3];
        l3 += x3 * d0; h3 += x3 * d1;
        let x4 = v[base + c4];
        l4 += x4 * d0; h4 += x4 * d1;
        let x5 = v[base + c5];
        l5 += x5 * d0; h5 += x5 * d1;
        let x6 = v[base + c6];
        l6 += x6 * d0; h6 += x6 * d1;
        let x7 = v[base + c7];
        l7 += x7 * d0; h7 += x7 * d1;
    }
    let first = (slice * 16u + k) * in_channels;
    store(first, c, lane, lanes, array(l0, h0, l1, h1, l2, h2, l3, h3, l4, h4, l5, h5, l6, h6, l7, h7));
}
