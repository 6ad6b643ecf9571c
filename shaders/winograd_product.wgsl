// The products between Winograd's transforms: sixteen matrix products, in register tiles.
//
//   m[k, t, o] = sum over i of a[k, t, i] * b[k, i, o]
//
//   a [16, batch * tiles, inner]   b [16, inner, columns]   m [16, batch * tiles, columns]
//
// One invocation computes eight tiles in eight columns: 64 sums in registers, 16 loads for 64 products.

override tiles: u32; // tiles an image
override inner: u32;
override columns: u32;

@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> m: array<f32>;

const WORKGROUP = 32u;

// The tile's sums: eight rows, each a low and a high half of its eight columns.
fn store(first: u32, rows: u32, lane: u32, lanes: u32, sums: array<vec4f, 16>) {
    var tile = sums;
    for (var r = 0u; r < rows; r++) {
        for (var k = 0u; k < 8u; k++) {
            let column = lane + k * lanes;
            if (column < columns) {
                m[(first + r) * columns + column] = tile[2u * r + k / 4u][k % 4u];
            }
        }
    }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let lanes = lanes_for(columns);
    let index = invocation(workgroup, workgroups, local);
    let rows = dims.batch * tiles;
    let blocks = (rows + 7u) / 8u;
    let lane = index % lanes;
    let row = index / lanes % blocks * 8u;
    let k = index / lanes / blocks;
    if (k >= 16u) {
        return;
    }
    let last = rows - 1u;
    let first = k * rows;
    let a0 = (first + row) * inner;
    let a1 = (first + min(row + 1u, last)) * inner;
    let a2 = (first + min(row + 2u, last)) * inner;
    let a3 = (first + min(row + 3u, last)) * inner;
    let a4 = (first + min(row + 4u, last)) * inner;
    let a5 = (first + min(row + 5u, last)) * inner;
    let a6 = (first + min(row + 6u, last)) * inner;
    let a7 = (first + min(row + 7u, last)) * inner;
    let at = tile_columns(lane, lanes, columns);
    let low = at.low;
    let high = at.high;

    var l0 = vec4f(); var l1 = vec4f(); var l2 = vec4f(); var l3 = vec4f();
    var l4 = vec4f(); var l5 = vec4f(); var l6 = vec4f(); var l7 = vec4f();
    var h0 = vec4f(); var h1 = vec4f(); var h2 = vec4f(); var h3 = vec4f();
    var h4 = vec4f(); var h5 = vec4f(); var h6 = vec4f(); var h7 = vec4f();
    var base = k * inner * columns;
    for (var i = 0u; i < inner; i++) {
        let b0 = vec4f(b[base + low.x], b[base + low.y], b[base + low.z], b[base + low.w]);
        let b1 = vec4f(b[base + high.x], b[base + high.y], b[base + high.z], b[base + high.w]);
        base += columns;
        let x0 = a[a0 + i];
        l0 += x0 * b0; h0 += x0 * b1;
        let x1 = a[a1 + i];
        l1 += x1 * b0; h1 += x1 * b1;
        let x2 = a[a2 + i];
        l2 += x2 * b0; h2 += x2 * b1;
        let x3 = a[a3 + i];
        l3 += x3 * b0; h3 += x3 * b1;
        let x4 = a[a4 + i];
        l4 += x4 * b0; h4 += x4 * b1;
        let x5 = a[a5 + i];
        l5 += x5 * b0; h5 += x5 * b1;
        let x6 = a[a6 + i];
        l6 += x6 * b0; h6 += x6 * b1;
        let x7 = a[a7 + i];
        l7 += x7 * b0; h7 += x7 * b1;
    }
    store(first + row, min(8u, rows - row), lane, lanes, array(l0, h0, l1, h1, l2, h2, l3, h3, l4, h4, l5, h5, l6, h6, l7, h7));
}
