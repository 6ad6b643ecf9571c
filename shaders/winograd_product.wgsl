// The products between Winograd's transforms: sixteen matrix products, in register tiles.
//
//   m[k, t, o] = sum over i of a[k, t, i] * b[k, i, o]
//
//   a [16, batch * tiles, inner]   b [16, inner, columns]   m [16, batch * tiles, columns]
//
// One invocation computes eight tiles in eight columns: 64 sums in registers, 16 loads for 64 products.

override tiles: u32; // tiles an image
override capacity: u32; // the largest batch
override inner: u32;
override columns: u32;

@group(0) @binding(1) var<storage, read> a: array<f32, 16u * capacity * tiles * inner>;
@group(0) @binding(2) var<storage, read> b: array<f32, 16u * inner * columns>;
@group(0) @binding(3) var<storage, read_write> m: array<f32, 16u * capacity * tiles * columns>;

const WORKGROUP = 32u;
const COLUMNS = columns;

fn put(row: u32, column: u32, sum: f32) {
    m[row * columns + column] = sum;
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
    var starts: array<u32, 8>;
    for (var r = 0u; r < 8u; r++) { // unrolled
        starts[r] = (first + min(row + r, last)) * inner;
    }
    let at = tile_columns(lane, lanes, columns);
    let low = at.low;
    let high = at.high;

    // Eight rows, each a low and a high half of its eight columns.
    var tile: array<vec4f, 16>;
    var base = k * inner * columns;
    for (var i = 0u; i < inner; i++) {
        let b0 = vec4f(b[base + low.x], b[base + low.y], b[base + low.z], b[base + low.w]);
        let b1 = vec4f(b[base + high.x], b[base + high.y], b[base + high.z], b[base + high.w]);
        base += columns;
        for (var r = 0u; r < 8u; r++) { // unrolled
            let value = a[starts[r] + i];
            tile[2u * r] += value * b0;
            tile[2u * r + 1u] += value * b1;
        }
    }
    store_tile(first + row, min(8u, rows - row), lane, lanes, tile);
}
