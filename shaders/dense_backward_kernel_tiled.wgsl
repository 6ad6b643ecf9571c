// Gradients of a dense layer with respect to its kernel, in register tiles, and to its bias.
//
//   d_kernel[i, o] = sum over n of x[n, i] * d_y[n, o]        d_bias[o] = sum over n of d_y[n, o]
//
//   x [batch, inputs]   d_y [batch, units]   d_kernel [inputs, units]   d_bias [units]
//
// One invocation computes eight inputs in eight units: 64 sums in registers, 16 loads for 64 products. The invocations after
// those, one for each eight units, sum the bias. Layers of as many units share a pipeline: how many inputs there are, the buffer
// tells.

override units: u32;

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> d_y: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_kernel: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_bias: array<f32>;

const WORKGROUP = 32u;
const COLUMNS = units;

fn put(input: u32, unit: u32, sum: f32) {
    d_kernel[input * units + unit] = sum;
}

// A row of d_y in four columns.
fn row(n: u32, columns: vec4u) -> vec4f {
    let at = n * units + columns;
    return vec4f(d_y[at.x], d_y[at.y], d_y[at.z], d_y[at.w]);
}

fn sum_bias(lane: u32, lanes: u32, columns: Columns) {
    var sums: array<vec4f, 2>;
    for (var n = 0u; n < dims.batch; n++) {
        sums[0] += row(n, columns.low);
        sums[1] += row(n, columns.high);
    }
    for (var k = 0u; k < 8u; k++) {
        if (lane + k * lanes < units) {
            d_bias[lane + k * lanes] = sums[k / 4u][k % 4u];
        }
    }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let lanes = lanes_for(units);
    let index = invocation(workgroup, workgroups, local);
    let lane = index % lanes;
    let i = index / lanes * 8u;
    let columns = tile_columns(lane, lanes, units);
    let inputs = arrayLength(&d_kernel) / units;
    if (i >= inputs) {
        if (index / lanes == (inputs + 7u) / 8u) {
            sum_bias(lane, lanes, columns);
        }
        return;
    }

    // Eight rows, each a low and a high half of its eight columns.
    var tile: array<vec4f, 16>;
    for (var n = 0u; n < dims.batch; n++) {
        let d0 = row(n, columns.low);
        let d1 = row(n, columns.high);
        let at = n * inputs;
        for (var r = 0u; r < 8u; r++) { // unrolled
            let value = x[at + min(i + r, inputs - 1u)];
            tile[2u * r] += value * d0;
            tile[2u * r + 1u] += value * d1;
        }
    }
    store_tile(i, min(8u, inputs - i), lane, lanes, tile);
}
