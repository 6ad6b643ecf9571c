// Convolution, bias, ReLU and the 2x2 max pool that halves the picture, in one: the full feature maps never exist.
//
//   z[n, i, j, o] = bias[o] + sum over u, v, c of x[n, i*s + u - p, j*s + v - p, c] * kernel[u, v, c, o]
//   y[n, i, j, o] = max over a, b in {0, 1} of relu(z[n, 2i + a, 2j + b, o])
//
//   x [batch, in_height, in_width, in_channels]   kernel [kernel_height, kernel_width, in_channels, channels]
//   bias [channels]   y [batch, pool_height, pool_width, channels]
//   winners: two bits (2a + b) for each y; see shared/winners.wgsl
//
// One invocation computes two neighbouring places of y in eight channels: 8 x 8 sums in registers, so that a product
// costs a quarter of a load. Neighbouring invocations take neighbouring channels, so their loads join.

override pool_height: u32;
override pool_width: u32;

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> kernel: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> y: array<f32>;
@group(0) @binding(5) var<storage, read_write> winners: array<u32>;

const WORKGROUP = 32u;

// The convolution's row and column of a place, and where its image begins in x.
struct Corner {
    image: u32,
    row: u32,
    column: u32,
}

fn corner(place: u32) -> Corner {
    let image = place / (pool_height * pool_width);
    let within = place % (pool_height * pool_width);
    return Corner(image * in_height * in_width * in_channels, within / pool_width * 2u, within % pool_width * 2u);
}

// Where a row, a column or a pixel of x begins. Padding begins at 0 and has weight 0; above and left of the picture its
// coordinate wraps round to huge.
struct Start {
    offset: u32,
    weight: f32,
}

fn row_start(at: Corner, a: u32, u: u32) -> Start {
    let row = (at.row + a) * stride_y + u - before_y;
    let inside = row < in_height;
    return Start(at.image + select(0u, row, inside) * in_width * in_channels, f32(inside));
}

fn column_start(at: Corner, b: u32, v: u32) -> Start {
    let column = (at.column + b) * stride_x + v - before_x;
    let inside = column < in_width;
    return Start(select(0u, column, inside) * in_channels, f32(inside));
}

fn pixel(row: Start, column: Start) -> Start {
    return Start(row.offset + column.offset, row.weight * column.weight);
}

// The two-bit codes of the winners among the four values of a window, in each of four channels.
fn winner(z0: vec4f, z1: vec4f, z2: vec4f, z3: vec4f) -> vec4u {
    let top = select(vec4u(0u), vec4u(1u), z1 > z0); // the first of equals wins
    let bottom = select(vec4u(2u), vec4u(3u), z3 > z2);
    return select(top, bottom, max(z2, z3) > max(z0, z1));
}

// Stores a place's eight channels, through ReLU.
fn store(place: u32, lane: u32, lanes: u32, low: vec4f, high: vec4f) {
    var values = array(low.x, low.y, low.z, low.w, high.x, high.y, high.z, high.w);
    for (var k = 0u; k < 8u; k++) {
        let channel = lane + k * lanes;
        if (channel < channels) {
            y[place * channels + channel] = max(values[k], 0.0);
        }
    }
}

// Eight channels' codes in one half word; shared/winners.wgsl takes them apart.
fn packed(low: vec4u, high: vec4u) -> u32 {
    let codes = (low << vec4u(0u, 2u, 4u, 6u)) | (high << vec4u(8u, 10u, 12u, 14u));
    return codes.x | codes.y | codes.z | codes.w;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let lanes = lanes_for(channels);
    let index = invocation(workgroup, workgroups, local);
    let places = dims.batch * pool_height * pool_width;
    let lane = index % lanes;
    let pair = index / lanes;
    if (2u * pair >= places) {
        return;
    }
    let first = corner(2u * pair);
    let second = corner(min(2u * pair + 1u, places - 1u));
    let columns = tile_columns(lane, lanes, channels);
    let a = columns.low;
    let b = columns.high;

    let low = vec4f(bias[a.x], bias[a.y], bias[a.z], bias[a.w]);
    let high = vec4f(bias[b.x], bias[b.y], bias[b.z], bias[b.w]);
    var l0 = low; var l1 = low; var l2 = low; var l3 = low; var l4 = low; var l5 = low; var l6 = low; var l7 = low;
    var h0 = high; var h1 = high; var h2 = high; var h3 = high; var h4 = high; var h5 = high; var h6 = high; var h7 = high;
    for (var u = 0u; u < kernel_height; u++) {
        let first_top = row_start(first, 0u, u);
        let first_bottom = row_start(first, 1u, u);
        let second_top = row_start(second, 0u, u);
        let second_bottom = row_start(second, 1u, u);
        for (var v = 0u; v < kernel_width; v++) {
            let first_left = column_start(first, 0u, v);
            let first_right = column_start(first, 1u, v);
            let second_left = column_start(second, 0u, v);
            let second_right = column_start(second, 1u, v);
            let p0 = pixel(first_top, first_left);
            let p1 = pixel(first_top, first_right);
            let p2 = pixel(first_bottom, first_left);
            let p3 = pixel(first_bottom, first_right);
            let p4 = pixel(second_top, second_left);
            let p5 = pixel(second_top, second_right);
            let p6 = pixel(second_bottom, second_left);
            let p7 = pixel(second_bottom, second_right);
            var row = (u * kernel_width + v) * in_channels * channels;
            for (var c = 0u; c < in_channels; c++) {
                let k0 = vec4f(kernel[row + a.x], kernel[row + a.y], kernel[row + a.z], kernel[row + a.w]);
                let k1 = vec4f(kernel[row + b.x], kernel[row + b.y], kernel[row + b.z], kernel[row + b.w]);
                row += channels;
                let x0 = x[p0.offset + c] * p0.weight;
                l0 += x0 * k0; h0 += x0 * k1;
                let x1 = x[p1.offset + c] * p1.weight;
                l1 += x1 * k0; h1 += x1 * k1;
                let x2 = x[p2.offset + c] * p2.weight;
                l2 += x2 * k0; h2 += x2 * k1;
                let x3 = x[p3.offset + c] * p3.weight;
                l3 += x3 * k0; h3 += x3 * k1;
                let x4 = x[p4.offset + c] * p4.weight;
                l4 += x4 * k0; h4 += x4 * k1;
                let x5 = x[p5.offset + c] * p5.weight;
                l5 += x5 * k0; h5 += x5 * k1;
                let x6 = x[p6.offset + c] * p6.weight;
                l6 += x6 * k0; h6 += x6 * k1;
                let x7 = x[p7.offset + c] * p7.weight;
                l7 += x7 * k0; h7 += x7 * k1;
            }
        }
    }

    store(2u * pair, lane, lanes, max(max(l0, l1), max(l2, l3)), max(max(h0, h1), max(h2, h3)));
    var codes = packed(winner(l0, l1, l2, l3), winner(h0, h1, h2, h3));
    if (2u * pair + 1u < places) {
        store(2u * pair + 1u, lane, lanes, max(max(l4, l5), max(l6, l7)), max(max(h4, h5), max(h6, h7)));
        codes |= packed(winner(l4, l5, l6, l7), winner(h4, h5, h6, h7)) << 16u;
    }
    winners[pair * lanes + lane] = codes;
}
