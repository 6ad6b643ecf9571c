// What shared/dense_gradients.wgsl computes, in blocks that are staged through workgroup memory: see shared/staged.wgsl. One workgroup
// computes a block of inputs and units. The workgroup after those sums the bias, one invocation a unit.
const LEFT_ALONG = false;
const RIGHT_ALONG = false;

fn left(part: u32, n: u32, i: u32) -> vec4f {
    let at = n * inputs() + min(i + vec4u(0u, 1u, 2u, 3u), vec4u(inputs() - 1u));
    return vec4f(x[at.x], x[at.y], x[at.z], x[at.w]);
}

fn right(part: u32, n: u32, unit: u32) -> vec4f {
    let at = n * units + min(unit + vec4u(0u, 1u, 2u, 3u), vec4u(units - 1u));
    return vec4f(d_y[at.x], d_y[at.y], d_y[at.z], d_y[at.w]);
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

fn sum_gradients(block: u32, local: u32) {
    let across = blocks_for(units);
    let down = blocks_for(inputs());
    if (block < across * down) {
        let first = BLOCK * vec2u(block / across, block % across);
        multiply_block(0u, 0u, dims.batch, first, vec2u(inputs(), units), local);
    } else if (block == across * down) {
        sum_bias(local);
    }
}
