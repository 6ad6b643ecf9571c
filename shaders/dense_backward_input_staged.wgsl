// What dense_backward_input_tiled computes, in blocks that are staged through workgroup memory.
//
//   d_x[n, i] = sum over o of d_y[n, o] * kernel[i, o], where x came out of a ReLU (gated) 0 unless x[n, i] > 0
//
//   d_y [batch, units]   kernel [inputs, units]   x, d_x [batch, inputs]
//
// One workgroup computes a block of images and inputs; see shared/staged.wgsl. Layers share a pipeline: how many inputs and
// units there are, the buffers tell.

override gated: bool;
override capacity: u32; // the largest batch

@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> kernel: array<f32>;
@group(0) @binding(3) var<storage, read> x: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_x: array<f32>;

const LEFT_ALONG = true;
const RIGHT_ALONG = true;

fn inputs() -> u32 {
    return arrayLength(&d_x) / capacity;
}

fn units() -> u32 {
    return arrayLength(&kernel) / inputs();
}

fn left(part: u32, o: u32, n: u32) -> vec4f {
    let at = min(n + vec4u(0u, 1u, 2u, 3u), vec4u(dims.batch - 1u)) * units() + o;
    return vec4f(d_y[at.x], d_y[at.y], d_y[at.z], d_y[at.w]);
}

fn right(part: u32, o: u32, i: u32) -> vec4f {
    let at = min(i + vec4u(0u, 1u, 2u, 3u), vec4u(inputs() - 1u)) * units() + o;
    return vec4f(kernel[at.x], kernel[at.y], kernel[at.z], kernel[at.w]);
}

fn put(part: u32, n: u32, i: u32, sum: f32) {
    let at = n * inputs() + i;
    d_x[at] = select(sum, 0.0, gated && x[at] <= 0.0);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let block = workgroup.y * workgroups.x + workgroup.x;
    let across = blocks_for(inputs());
    if (block / across < blocks_for(dims.batch)) {
        let first = BLOCK * vec2u(block / across, block % across);
        multiply_block(0u, 0u, units(), first, vec2u(dims.batch, inputs()), local);
    }
}
