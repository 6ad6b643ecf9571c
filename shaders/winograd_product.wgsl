// The products between Winograd's transforms: a matrix product for each of its planes, in register tiles.
//
//   m[k, t, o] = sum over i of a[k, t, i] * b[k, i, o]
//
//   a [planes, batch * tiles, inner]   b [planes, inner, columns]   m [planes, batch * tiles, columns]
//
// One invocation computes eight tiles in eight columns: 64 sums in registers, 16 loads for 64 products, or ten where four invocations
// load the tiles together.

override planes: u32; // values of a transformed tile
override tiles: u32; // tiles an image
override capacity: u32; // the largest batch
override inner: u32;
override columns: u32;

@group(0) @binding(1) var<storage, read> a: array<f32, planes * capacity * tiles * inner>;
@group(0) @binding(2) var<storage, read> b: array<f32, planes * inner * columns>;
@group(0) @binding(3) var<storage, read_write> m: array<f32, planes * capacity * tiles * columns>;

const WORKGROUP = 32u;
const COLUMNS = columns;

fn element(at: u32) -> f32 {
    return a[at];
}

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
    if (k >= planes) {
        return;
    }
    let last = rows - 1u;
    let first = k * rows;
    let upper = rows_of((first + min(row + vec4u(0u, 1u, 2u, 3u), vec4u(last))) * inner, local);
    let lower = rows_of((first + min(row + vec4u(4u, 5u, 6u, 7u), vec4u(last))) * inner, local);
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
        let a0 = four(upper, i);
        let a1 = four(lower, i);
        for (var r = 0u; r < 4u; r++) { // unrolled
            tile[2u * r] += a0[r] * b0;
            tile[2u * r + 1u] += a0[r] * b1;
            tile[2u * r + 8u] += a1[r] * b0;
            tile[2u * r + 9u] += a1[r] * b1;
        }
    }
    store_tile(first + row, min(8u, rows - row), lane, lanes, tile);
}
