// What dense_tiled computes, in blocks that are staged through workgroup memory: partial sums over slices of the inputs.
//
//   y[n, o] = act(bias[o] + sum over i of x[n, i] * kernel[i, o])
//
//   x [batch, inputs]   kernel [inputs, units]
//   partial [slices, capacity, units]: slice k sums the inputs from k * ceil(inputs / slices) on; sum_slices adds the
//   slices up in a fixed order, then bias and ReLU
//
// One workgroup computes a block of images and units of one slice; see shared/staged.wgsl. Layers of as many units share a
// pipeline: how many inputs and slices there are, the buffers tell.

override units: u32;
override capacity: u32; // the largest batch

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> kernel: array<f32>;
@group(0) @binding(3) var<storage, read_write> partial: array<f32>;

const LEFT_ALONG = true;
const RIGHT_ALONG = false;

fn inputs() -> u32 {
    return arrayLength(&kernel) / units;
}

fn left(slice: u32, i: u32, n: u32) -> vec4f {
    let at = min(n + vec4u(0u, 1u, 2u, 3u), vec4u(dims.batch - 1u)) * inputs() + i;
    return vec4f(x[at.x], x[at.y], x[at.z], x[at.w]);
}

fn right(slice: u32, i: u32, unit: u32) -> vec4f {
    let at = i * units + min(unit + vec4u(0u, 1u, 2u, 3u), vec4u(units - 1u));
    return vec4f(kernel[at.x], kernel[at.y], kernel[at.z], kernel[at.w]);
}

fn put(slice: u32, n: u32, unit: u32, sum: f32) {
    partial[(slice * capacity + n) * units + unit] = sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let block = workgroup.y * workgroups.x + workgroup.x;
    let across = blocks_for(units);
    let down = blocks_for(dims.batch);
    let first = BLOCK * vec2u(block / across % down, block % across);
    let slice = block / across / down;
    let slices = arrayLength(&partial) / capacity / units;
    let length = (inputs() + slices - 1u) / slices;
    if (slice < slices) {
        let from_input = slice * length;
        multiply_block(slice, from_input, min(from_input + length, inputs()), first, vec2u(dims.batch, units), local);
    }
}
