// What dense_backward_kernel_tiled computes, in blocks that are staged through workgroup memory.
//
//   d_kernel[i, o] = sum over n of x[n, i] * d_y[n, o]        d_bias[o] = sum over n of d_y[n, o]
//
//   x [batch, inputs]   d_y [batch, units]   d_kernel [inputs, units]   d_bias [units]
//
// One workgroup computes a block of inputs and units; see shared/staged.wgsl. The workgroup after those sums the bias, one
// invocation a unit. Layers of as many units share a pipeline: how many inputs there are, the buffer tells.

override units: u32;

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> d_y: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_kernel: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_bias: array<f32>;

const LEFT_ALONG = false;
const RIGHT_ALONG = false;

fn inputs() -> u32 {
    return arrayLength(&d_kernel) / units;
}

fn left(part: u32, n: u32, i: u32) -> vec4f {
    let at = n * inputs() + min(i + vec4u(0u, 1u, 2u, 3u), vec4u(inputs() - 1u));
    return vec4f(x[at.x], x[at.y], x[at.z], x[at.w]);
}

fn right(part: u32, n: u32, unit: u32) -> vec4f {
    let at = n * units + min(unit + vec4u(0u, 1u, 2u, 3u), vec4u(units - 1u));
    return vec4f(d_y[at.x], d_y[at.y], d_y[at.z], d_y[at.w]);
}

fn put(part: u32, i: u32, unit: u32, sum: f32) {
    d_kernel[i * units + unit] = sum;
}

fn sum_bias(local: u32) {
    for (var unit = local; unit < units; unit += WORKGROUP) {
        var sum = 0.0;
        for (var n = 0u; n < dims.batch; n++) {
            sum += d_y[n * units + unit];
        }
        d_bias[unit] = sum;
    }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let block = workgroup.y * workgroups.x + workgroup.x;
    let across = blocks_for(units);
    let down = blocks_for(inputs());
    if (block < across * down) {
        let first = BLOCK * vec2u(block / across, block % across);
        multiply_block(0u, 0u, dims.batch, first, vec2u(inputs(), units), local);
    } else if (block == across * down) {
        sum_bias(local);
    }
}
