// Gradient of a dense layer with respect to its input, in register tiles.
//
//   d_x[n, i] = sum over o of d_y[n, o] * kernel[i, o]
//
//   turned [units, capacity]: d_y with its axes exchanged (flip_kernel)   kernel [inputs, units]   d_x [batch, inputs]
//
// One invocation computes eight inputs in eight images: 64 sums in registers, 16 loads for 64 products. Neighbouring invocations
// take neighbouring images, so that the kernel, which is large, is read along its rows and never transposed.

override inputs: u32;
override units: u32;
override capacity: u32; // the largest batch

@group(0) @binding(1) var<storage, read> turned: array<f32>;
@group(0) @binding(2) var<storage, read> kernel: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_x: array<f32>;

const WORKGROUP = 32u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let lanes = lanes_for(dims.batch);
    let index = invocation(workgroup, workgroups, local);
    let lane = index % lanes;
    let i = index / lanes * 8u;
    if (i >= inputs) {
        return;
    }
    let columns = tile_columns(lane, lanes, dims.batch);
    let a = columns.low;
    let b = columns.high;

    var rows: array<u32, 8>;
    var low: array<vec4f, 8>;
    var high: array<vec4f, 8>;
    for (var r = 0u; r < 8u; r++) { // unrolled
        rows[r] = min(i + r, inputs - 1u) * units;
    }
    for (var o = 0u; o < units; o++) {
        let at = o * capacity;
        let d0 = vec4f(turned[at + a.x], turned[at + a.y], turned[at + a.z], turned[at + a.w]);
        let d1 = vec4f(turned[at + b.x], turned[at + b.y], turned[at + b.z], turned[at + b.w]);
        for (var r = 0u; r < 8u; r++) { // unrolled
            let weight = kernel[rows[r] + o];
            low[r] += weight * d0;
            high[r] += weight * d1;
        }
    }
    for (var r = 0u; r < 8u; r++) { // unrolled
        if (i + r < inputs) {
            for (var k = 0u; k < 4u; k++) {
                if (lane + k * lanes < dims.batch) {
                    d_x[(lane + k * lanes) * inputs + i + r] = low[r][k];
                }
                if (lane + (k + 4u) * lanes < dims.batch) {
                    d_x[(lane + (k + 4u) * lanes) * inputs + i + r] = high[r][k];
                }
            }
        }
    }
}
