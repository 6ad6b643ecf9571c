// Gradient of a dense layer with respect to its kernel, in register tiles.
//
//   d_kernel[i, o] = sum over n of x[n, i] * d_y[n, o]
//
//   x [batch, inputs]   d_y [batch, units]   d_kernel [inputs, units]
//
// One invocation computes eight inputs in eight units: 64 sums in registers, 16 loads for 64 products.

override inputs: u32;
override units: u32;

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> d_y: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_kernel: array<f32>;

const WORKGROUP = 32u;

// The tile's sums: eight rows, each a low and a high half of its eight columns.
fn store(i: u32, lane: u32, lanes: u32, sums: array<vec4f, 16>) {
    var tile = sums;
    for (var r = 0u; r < min(8u, inputs - i); r++) {
        for (var k = 0u; k < 8u; k++) {
            let unit = lane + k * lanes;
            if (unit < units) {
                d_kernel[(i + r) * units + unit] = tile[2u * r + k / 4u][k % 4u];
            }
        }
    }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let lanes = lanes_for(units);
    let index = invocation(workgroup, workgroups, local);
    let lane = index % lanes;
    let i = index / lanes * 8u;
    if (i >= inputs) {
        return;
    }
    let last = inputs - 1u;
    let columns = tile_columns(lane, lanes, units);
    let a = columns.low;
    let b = columns.high;

    var l0 = vec4f(); var l1 = vec4f(); var l2 = vec4f(); var l3 = vec4f();
    var l4 = vec4f(); var l5 = vec4f(); var l6 = vec4f(); var l7 = vec4f();
    var h0 = vec4f(); var h1 = vec4f(); var h2 = vec4f(); var h3 = vec4f();
    var h4 = vec4f(); var h5 = vec4f(); var h6 = vec4f(); var h7 = vec4f();
    for (var n = 0u; n < dims.batch; n++) {
        let row = n * units;
        let d0 = vec4f(d_y[row + a.x], d_y[row + a.y], d_y[row + a.z], d_y[row + a.w]);
        let d1 = vec4f(d_y[row + b.x], d_y[row + b.y], d_y[row + b.z], d_y[row + b.w]);
        let at = n * inputs;
        let x0 = x[at + i];
        l0 += x0 * d0; h0 += x0 * d1;
        let x1 = x[at + min(i + 1u, last)];
        l1 += x1 * d0; h1 += x1 * d1;
        let x2 = x[at + min(i + 2u, last)];
        l2 += x2 * d0; h2 += x2 * d1;
        let x3 = x[at + min(i + 3u, last)];
        l3 += x3 * d0; h3 += x3 * d1;
        let x4 = x[at + min(i + 4u, last)];
        l4 += x4 * d0; h4 += x4 * d1;
        let x5 = x[at + min(i + 5u, last)];
        l5 += x5 * d0; h5 += x5 * d1;
        let x6 = x[at + min(i + 6u, last)];
        l6 += x6 * d0; h6 += x6 * d1;
        let x7 = x[at + min(i + 7u, last)];
        l7 += x7 * d0; h7 += x7 * d1;
    }
    store(i, lane, lanes, array(l0, h0, l1, h1, l2, h2, l3, h3, l4, h4, l5, h5, l6, h6, l7, h7));
}
