// Convolution, bias, ReLU and the 2x2 max pool that halves the picture, in one: the full feature maps never exist.
//
//   z[n, i, j, o] = bias[o] + sum over u, v, c of x[n, i*s + u - p, j*s + v - p, c] * kernel[u, v, c, o]
//   y[n, i, j, o] = max over a, b in {0, 1} of relu(z[n, 2i + a, 2j + b, o])
//
//   x [batch, in_height, in_width, in_channels]   kernel [kernel_height, kernel_width, in_channels, channels]
//   bias [channels]   y, winners [batch, pool_height, pool_width, channels]
//   winners: 2a + b of the first largest, 4 where the ReLU was shut
//
// One invocation computes two neighbouring places of y in eight channels: 8 x 8 sums in registers. For each row of the kernel and
// each input channel, in one loop, it reads the two rows of pixels under all eight once, and then a kernel cell at a time.
// Neighbouring invocations take neighbouring channels, so their loads join.

override pool_height: u32;
override pool_width: u32;
override capacity: u32; // the largest batch

@group(0) @binding(1) var<storage, read> x: array<f32, capacity * in_height * in_width * in_channels>;
@group(0) @binding(2) var<storage, read> kernel: array<f32, kernel_height * kernel_width * in_channels * channels>;
@group(0) @binding(3) var<storage, read> bias: array<f32, channels>;
@group(0) @binding(4) var<storage, read_write> y: array<f32, capacity * pool_height * pool_width * channels>;
@group(0) @binding(5) var<storage, read_write> winners: array<u32, capacity * pool_height * pool_width * channels>;

const WORKGROUP = 32u;

// The pixels of a row under two places of y, four windows wide.
const PATCH_WIDTH = kernel_width + 3u * stride_x;

// The largest of a window's four values in four channels.
fn largest(z0: vec4f, z1: vec4f, z2: vec4f, z3: vec4f) -> vec4f {
    return max(max(z0, z1), max(z2, z3));
}

// Which of them it is: the first of equals wins.
fn winner(z0: vec4f, z1: vec4f, z2: vec4f, z3: vec4f) -> vec4u {
    let top = select(vec4u(0u), vec4u(1u), z1 > z0);
    let bottom = select(vec4u(2u), vec4u(3u), z3 > z2);
    return select(top, bottom, max(z2, z3) > max(z0, z1));
}

// Stores a place's values in four channels.
fn store(place: u32, channel: u32, lanes: u32, values: vec4f, codes: vec4u) {
    for (var k = 0u; k < 4u; k++) { // unrolled
        let o = channel + k * lanes;
        if (channels % 8u == 0u || o < channels) {
            y[place * channels + o] = max(values[k], 0.0);
            winners[place * channels + o] = select(4u, codes[k], values[k] > 0.0);
        }
    }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let lanes = lanes_for(channels);
    let pairs = (pool_width + 1u) / 2u;
    let index = invocation(workgroup, workgroups, local);
    let lane = index % lanes;
    let j = index / lanes % pairs * 2u;
    let i = index / lanes / pairs % pool_height;
    let n = index / lanes / pairs / pool_height;
    if (n >= dims.batch) {
        return;
    }
    let at = tile_columns(lane, lanes, channels);
    let a = at.low;
    let b = at.high;

    var columns: array<Start, PATCH_WIDTH>;
    for (var q = 0u; q < PATCH_WIDTH; q++) { // unrolled
        columns[q] = start(2u * j * stride_x + q - before_x, in_width, in_channels);
    }
    let image = n * in_height * in_width * in_channels;

    let low_bias = vec4f(bias[a.x], bias[a.y], bias[a.z], bias[a.w]);
    let high_bias = vec4f(bias[b.x], bias[b.y], bias[b.z], bias[b.w]);
    var low: array<vec4f, 8>;
    var high: array<vec4f, 8>;
    for (var p = 0u; p < 8u; p++) { // unrolled
        low[p] = low_bias;
        high[p] = high_bias;
    }
    for (var t = 0u; t < kernel_height * in_channels; t++) {
        let u = t / in_channels;
        let c = t % in_channels;
        let row = 2u * i * stride_y + u - before_y;
        let top = start(row, in_height, in_width * in_channels);
        let bottom = start(row + stride_y, in_height, in_width * in_channels);
        var above: array<f32, PATCH_WIDTH>;
        var below: array<f32, PATCH_WIDTH>;
        for (var q = 0u; q < PATCH_WIDTH; q++) { // unrolled
            let pixel = image + columns[q].offset + c;
            above[q] = top.weight * columns[q].weight * x[pixel + top.offset];
            below[q] = bottom.weight * columns[q].weight * x[pixel + bottom.offset];
        }
        for (var v = 0u; v < kernel_width; v++) { // unrolled
            let cell = ((u * kernel_width + v) * in_channels + c) * channels;
            let k0 = vec4f(kernel[cell + a.x], kernel[cell + a.y], kernel[cell + a.z], kernel[cell + a.w]);
            let k1 = vec4f(kernel[cell + b.x], kernel[cell + b.y], kernel[cell + b.z], kernel[cell + b.w]);
            // Of the eight windows four are on top and four below.
            for (var p = 0u; p < 4u; p++) { // unrolled
                low[p] += above[p * stride_x + v] * k0;
                high[p] += above[p * stride_x + v] * k1;
                low[p + 4u] += below[p * stride_x + v] * k0;
                high[p + 4u] += below[p * stride_x + v] * k1;
            }
        }
    }

    let place = (n * pool_height + i) * pool_width + j;
    store(place, lane, lanes, largest(low[0], low[1], low[4], low[5]), winner(low[0], low[1], low[4], low[5]));
    store(place, lane + 4u * lanes, lanes, largest(high[0], high[1], high[4], high[5]), winner(high[0], high[1], high[4], high[5]));
    if (j + 1u < pool_width) {
        store(place + 1u, lane, lanes, largest(low[2], low[3], low[6], low[7]), winner(low[2], low[3], low[6], low[7]));
        store(place + 1u, lane + 4u * lanes, lanes, largest(high[2], high[3], high[6], high[7]), winner(high[2], high[3], high[6], high[7]));
    }
}
