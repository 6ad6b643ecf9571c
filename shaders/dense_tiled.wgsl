// Dense layer in register tiles: partial sums over slices of the inputs.
//
//   y[n, o] = act(bias[o] + sum over i of x[n, i] * kernel[i, o])
//
//   x [batch, inputs]   kernel [inputs, units]
//   partial [slices, capacity, units]: slice k sums the inputs from k * ceil(inputs / slices) on; sum_slices adds the
//   slices up in a fixed order, then bias and ReLU
//
// One invocation computes one slice of eight images in eight units: 64 sums in registers, 16 loads for 64 products. The
// slices are there because a small batch has few outputs and long sums. Layers of as many units share a pipeline: how many inputs
// and slices there are, the buffers tell.

override units: u32;
override capacity: u32; // the largest batch

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> kernel: array<f32>;
@group(0) @binding(3) var<storage, read_write> partial: array<f32>;

const WORKGROUP = 32u;
const COLUMNS = units;

fn put(row: u32, unit: u32, sum: f32) {
    partial[row * units + unit] = sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let lanes = lanes_for(units);
    let tiles = (dims.batch + 7u) / 8u;
    let index = invocation(workgroup, workgroups, local);
    let lane = index % lanes;
    let n = index / lanes % tiles * 8u;
    let slice = index / lanes / tiles;
    let inputs = arrayLength(&kernel) / units;
    let slices = arrayLength(&partial) / capacity / units;
    if (slice >= slices) {
        return;
    }
    var rows: array<u32, 8>;
    for (var r = 0u; r < 8u; r++) { // unrolled
        rows[r] = min(n + r, dims.batch - 1u) * inputs;
    }
    let columns = tile_columns(lane, lanes, units);
    let a = columns.low;
    let b = columns.high;

    // Eight rows, each a low and a high half of its eight columns.
    var tile: array<vec4f, 16>;
    let length = (inputs + slices - 1u) / slices;
    for (var i = slice * length; i < min(slice * length + length, inputs); i++) {
        let row = i * units;
        let k0 = vec4f(kernel[row + a.x], kernel[row + a.y], kernel[row + a.z], kernel[row + a.w]);
        let k1 = vec4f(kernel[row + b.x], kernel[row + b.y], kernel[row + b.z], kernel[row + b.w]);
        for (var r = 0u; r < 8u; r++) { // unrolled
            let value = x[rows[r] + i];
            tile[2u * r] += value * k0;
            tile[2u * r + 1u] += value * k1;
        }
    }
    store_tile(slice * capacity + n, min(8u, dims.batch - n), lane, lanes, tile);
}
