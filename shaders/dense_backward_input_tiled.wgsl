// Gradient of a dense layer with respect to its input, in register tiles.
//
//   d_x[n, i] = sum over o of d_y[n, o] * kernel[i, o], where x came out of a ReLU (gated) 0 unless x[n, i] > 0
//
//   d_y [batch, units]   kernel [inputs, units]   x, d_x [batch, inputs]
//
// One invocation computes eight inputs in eight images: 64 sums in registers, 16 loads for 64 products. Neighbouring invocations
// take neighbouring images, so that the kernel, which is large, is read along its rows and never transposed. Layers share a
// pipeline: how many inputs and units there are, the buffers tell.

override gated: bool;
override capacity: u32; // the largest batch

@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> kernel: array<f32>;
@group(0) @binding(3) var<storage, read> x: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_x: array<f32>;

const WORKGROUP = 32u;

fn put(at: u32, sum: f32) {
    d_x[at] = select(sum, 0.0, gated && x[at] <= 0.0);
}

// The tile's sums: eight inputs, each a low and a high half of its eight images.
fn store(i: u32, inputs: u32, lane: u32, lanes: u32, sums: array<vec4f, 16>) {
    var tile = sums;
    for (var r = 0u; r < min(8u, inputs - i); r++) {
        let low = tile[2u * r];
        let high = tile[2u * r + 1u];
        for (var k = 0u; k < 4u; k++) { // unrolled
            if (lane + k * lanes < dims.batch) {
                put((lane + k * lanes) * inputs + i + r, low[k]);
            }
            if (lane + (k + 4u) * lanes < dims.batch) {
                put((lane + (k + 4u) * lanes) * inputs + i + r, high[k]);
            }
        }
    }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let lanes = lanes_for(dims.batch);
    let index = invocation(workgroup, workgroups, local);
    let lane = index % lanes;
    let i = index / lanes * 8u;
    let inputs = arrayLength(&d_x) / capacity;
    let units = arrayLength(&kernel) / inputs;
    if (i >= inputs) {
        return;
    }
    let columns = tile_columns(lane, lanes, dims.batch);
    let a = columns.low * units;
    let b = columns.high * units;

    var rows: array<u32, 8>;
    // Eight rows, each a low and a high half of its eight columns.
    var tile: array<vec4f, 16>;
    for (var r = 0u; r < 8u; r++) { // unrolled
        rows[r] = min(i + r, inputs - 1u) * units;
    }
    for (var o = 0u; o < units; o++) {
        let d0 = vec4f(d_y[a.x + o], d_y[a.y + o], d_y[a.z + o], d_y[a.w + o]);
        let d1 = vec4f(d_y[b.x + o], d_y[b.y + o], d_y[b.z + o], d_y[b.w + o]);
        for (var r = 0u; r < 8u; r++) { // unrolled
            let weight = kernel[rows[r] + o];
            tile[2u * r] += weight * d0;
            tile[2u * r + 1u] += weight * d1;
        }
    }
    store(i, inputs, lane, lanes, tile);
}
