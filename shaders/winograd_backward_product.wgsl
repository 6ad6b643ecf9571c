// Gradients of winograd_product with respect to the transformed kernel, in register tiles, and to the bias: partial sums over
// slices of the tiles.
//
//   d_u[k, c, o] = sum over t of v[k, t, c] * d_m[k, t, o]        d_bias[o] = sum of d_y[w, o] where one of the window won
//
//   v [planes, batch * tiles, in_channels]   d_m [planes, batch * tiles, channels]
//   winners, d_y [batch * windows, channels]; see winograd_pool
//   partial [slices, planes * in_channels + 1, channels], the bias last: slice s sums the tiles from
//   s * ceil(batch * tiles / slices) on; winograd_backward_kernel adds the slices up in a fixed order
//
// One invocation computes eight input channels of one slice in eight channels: 64 sums in registers, 16 loads for 64 products, or
// ten where four invocations load the input channels together. The invocations after those sum the bias.

override planes: u32; // values of a transformed tile
override tiles: u32; // tiles an image
override windows: u32; // windows of the pool an image
override capacity: u32; // the largest batch
override in_channels: u32;
override channels: u32;
override slices: u32;

@group(0) @binding(1) var<storage, read> v: array<f32, planes * capacity * tiles * in_channels>;
@group(0) @binding(2) var<storage, read> d_m: array<f32, planes * capacity * tiles * channels>;
@group(0) @binding(3) var<storage, read> winners: array<u32, capacity * windows * channels>;
@group(0) @binding(4) var<storage, read> d_y: array<f32, capacity * windows * channels>;
@group(0) @binding(5) var<storage, read_write> partial: array<f32, slices * (planes * in_channels + 1u) * channels>;

const WORKGROUP = 32u;
const COLUMNS = channels;

fn element(at: u32) -> f32 {
    return v[at];
}

fn put(row: u32, channel: u32, sum: f32) {
    partial[row * channels + channel] = sum;
}

// Row t of product k's gradients, in four columns.
fn row(k: u32, t: u32, columns: vec4u) -> vec4f {
    let at = (k * dims.batch * tiles + t) * channels + columns;
    return vec4f(d_m[at.x], d_m[at.y], d_m[at.z], d_m[at.w]);
}

// The gradients of the windows of which one output won, in four columns.
fn won(w: u32, columns: vec4u) -> vec4f {
    let at = w * channels + columns;
    let shut = vec4u(winners[at.x], winners[at.y], winners[at.z], winners[at.w]) > vec4u(3u);
    return select(vec4f(d_y[at.x], d_y[at.y], d_y[at.z], d_y[at.w]), vec4f(), shut);
}

fn sum_bias(slice: u32, lane: u32, lanes: u32, at: Columns) {
    let length = (dims.batch * windows + slices - 1u) / slices;
    var sums: array<vec4f, 2>;
    for (var w = slice * length; w < min(slice * length + length, dims.batch * windows); w++) {
        sums[0] += won(w, at.low);
        sums[1] += won(w, at.high);
    }
    store_row((slice + 1u) * (planes * in_channels + 1u) - 1u, lane, lanes, sums[0], sums[1]);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let lanes = lanes_for(channels);
    let blocks = (in_channels + 7u) / 8u;
    let index = invocation(workgroup, workgroups, local);
    let lane = index % lanes;
    let c = index / lanes % blocks * 8u;
    let k = index / lanes / blocks % planes;
    let slice = index / lanes / blocks / planes;
    let at = tile_columns(lane, lanes, channels);
    let rows = dims.batch * tiles;
    let length = (rows + slices - 1u) / slices;
    if (slice >= slices) {
        let rest = index / lanes - slices * blocks * planes;
        if (rest < slices) {
            sum_bias(rest, lane, lanes, at);
        }
        return;
    }
    let upper = rows_of(min(c + vec4u(0u, 1u, 2u, 3u), vec4u(in_channels - 1u)), local);
    let lower = rows_of(min(c + vec4u(4u, 5u, 6u, 7u), vec4u(in_channels - 1u)), local);

    // Eight rows, each a low and a high half of its eight columns.
    var tile: array<vec4f, 16>;
    for (var t = slice * length; t < min(slice * length + length, rows); t++) {
        let d0 = row(k, t, at.low);
        let d1 = row(k, t, at.high);
        let base = (k * rows + t) * in_channels;
        let v0 = four(upper, base);
        let v1 = four(lower, base);
        for (var r = 0u; r < 4u; r++) { // unrolled
            tile[2u * r] += v0[r] * d0;
            tile[2u * r + 1u] += v0[r] * d1;
            tile[2u * r + 8u] += v1[r] * d0;
            tile[2u * r + 9u] += v1[r] * d1;
        }
    }
    let first = slice * (planes * in_channels + 1u) + k * in_channels;
    store_tile(first + c, min(8u, in_channels - c), lane, lanes, tile);
}
