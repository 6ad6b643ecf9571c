// Dense layer in register tiles: partial sums over slices of the inputs.
//
//   y[n, o] = act(bias[o] + sum over i of x[n, i] * kernel[i, o])
//
//   x [batch, inputs]   kernel [inputs, units]
//   partial [slices, capacity, units]: slice k sums the inputs from k * ceil(inputs / slices) on; sum_slices adds the
//   slices up in a fixed order, then bias and ReLU
//
// One invocation computes one slice of eight images in eight units: 64 sums in registers, 16 loads for 64 products. The
// slices are there because a small batch has few outputs and long sums.

override inputs: u32;
override units: u32;
override slices: u32;
override capacity: u32; // the largest batch

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> kernel: array<f32>;
@group(0) @binding(3) var<storage, read_write> partial: array<f32>;

const WORKGROUP = 32u;

// The tile's sums: eight rows, each a low and a high half of its eight columns.
fn store(slice: u32, n: u32, lane: u32, lanes: u32, sums: array<vec4f, 16>) {
    var tile = sums;
    for (var r = 0u; r < min(8u, dims.batch - n); r++) {
        for (var k = 0u; k < 8u; k++) {
            let unit = lane + k * lanes;
            if (unit < units) {
                partial[(slice * capacity + n + r) * units + unit] = tile[2u * r + k / 4u][k % 4u];
            }
        }
    }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let lanes = lanes_for(units);
    let tiles = (dims.batch + 7u) / 8u;
    let index = invocation(workgroup, workgroups, local);
    let lane = index % lanes;
    let n = index / lanes % tiles * 8u;
    let slice = index / lanes / tiles;
    if (slice >= slices) {
        return;
    }
    let last = dims.batch - 1u;
    let x0 = n * inputs;
    let x1 = min(n + 1u, last) * inputs;
    let x2 = min(n + 2u, last) * inputs;
    let x3 = min(n + 3u, last) * inputs;
    let x4 = min(n + 4u, last) * inputs;
    let x5 = min(n + 5u, last) * inputs;
    let x6 = min(n + 6u, last) * inputs;
    let x7 = min(n + 7u, last) * inputs;
    let columns = tile_columns(lane, lanes, units);
    let a = columns.low;
    let b = columns.high;

    var l0 = vec4f(); var l1 = vec4f(); var l2 = vec4f(); var l3 = vec4f();
    var l4 = vec4f(); var l5 = vec4f(); var l6 = vec4f(); var l7 = vec4f();
    var h0 = vec4f(); var h1 = vec4f(); var h2 = vec4f(); var h3 = vec4f();
    var h4 = vec4f(); var h5 = vec4f(); var h6 = vec4f(); var h7 = vec4f();
    let length = (inputs + slices - 1u) / slices;
    for (var i = slice * length; i < min(slice * length + length, inputs); i++) {
        let row = i * units;
        let k0 = vec4f(kernel[row + a.x], kernel[row + a.y], kernel[row + a.z], kernel[row + a.w]);
        let k1 = vec4f(kernel[row + b.x], kernel[row + b.y], kernel[row + b.z], kernel[row + b.w]);
        let v0 = x[x0 + i];
        l0 += v0 * k0; h0 += v0 * k1;
        let v1 = x[x1 + i];
        l1 += v1 * k0; h1 += v1 * k1;
        let v2 = x[x2 + i];
        l2 += v2 * k0; h2 += v2 * k1;
        let v3 = x[x3 + i];
        l3 += v3 * k0; h3 += v3 * k1;
        let v4 = x[x4 + i];
        l4 += v4 * k0; h4 += v4 * k1;
        let v5 = x[x5 + i];
        l5 += v5 * k0; h5 += v5 * k1;
        let v6 = x[x6 + i];
        l6 += v6 * k0; h6 += v6 * k1;
        let v7 = x[x7 + i];
        l7 += v7 * k0; h7 += v7 * k1;
    }
    store(slice, n, lane, lanes, array(l0, h0, l1, h1, l2, h2, l3, h3, l4, h4, l5, h5, l6, h6, l7, h7));
}
