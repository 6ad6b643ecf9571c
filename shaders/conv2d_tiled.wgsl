// Convolution with bias and, if asked, ReLU: conv2d in register tiles.
//
//   y[n, i, j, o] = act(bias[o] + sum over u, v, c of x[n, i*s + u - p, j*s + v - p, c] * kernel[u, v, c, o])
//
//   x [batch, in_height, in_width, in_channels]   kernel [kernel_height, kernel_width, in_channels, channels]
//   bias [channels]   y [batch, height, width, channels]
//
// One invocation computes eight consecutive places of y in eight channels: 64 sums in registers, 16 loads for 64
// products. Neighbouring invocations take neighbouring channels, so their loads join.

override relu: bool;

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> kernel: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> y: array<f32>;

const WORKGROUP = 32u;

// The input pixel under kernel cell (0, 0) of a place. Padding makes its row and column wrap below zero to huge.
struct Corner {
    image: u32,
    row: u32,
    column: u32,
}

fn corner(place: u32) -> Corner {
    let image = place / (height * width);
    let within = place % (height * width);
    let row = within / width * stride_y - before_y;
    let column = within % width * stride_x - before_x;
    return Corner(image * in_height * in_width * in_channels, row, column);
}

// Where the pixel under kernel cell (u, v) lies. Padding reads address 0 with weight 0.
struct Pixel {
    offset: u32,
    weight: f32,
}

fn pixel(at: Corner, u: u32, v: u32) -> Pixel {
    let row = at.row + u;
    let column = at.column + v;
    if (row < in_height && column < in_width) {
        return Pixel(at.image + (row * in_width + column) * in_channels, 1.0);
    }
    return Pixel(0u, 0.0);
}

// The tile's sums: eight rows, each a low and a high half of its eight columns.
fn store(place: u32, places: u32, lane: u32, lanes: u32, sums: array<vec4f, 16>) {
    var tile = sums;
    for (var r = 0u; r < min(8u, places - place); r++) {
        for (var k = 0u; k < 8u; k++) {
            let channel = lane + k * lanes;
            if (channel < channels) {
                let sum = tile[2u * r + k / 4u][k % 4u];
                y[(place + r) * channels + channel] = select(sum, max(sum, 0.0), relu);
            }
        }
    }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let lanes = lanes_for(channels);
    let index = invocation(workgroup, workgroups, local);
    let places = dims.batch * height * width;
    let lane = index % lanes;
    let place = index / lanes * 8u;
    if (place >= places) {
        return;
    }
    let last = places - 1u;
    let at0 = corner(place);
    let at1 = corner(min(place + 1u, last));
    let at2 = corner(min(place + 2u, last));
    let at3 = corner(min(place + 3u, last));
    let at4 = corner(min(place + 4u, last));
    let at5 = corner(min(place + 5u, last));
    let at6 = corner(min(place + 6u, last));
    let at7 = corner(min(place + 7u, last));
    let columns = tile_columns(lane, lanes, channels);
    let a = columns.low;
    let b = columns.high;

    let low = vec4f(bias[a.x], bias[a.y], bias[a.z], bias[a.w]);
    let high = vec4f(bias[b.x], bias[b.y], bias[b.z], bias[b.w]);
    var l0 = low; var l1 = low; var l2 = low; var l3 = low; var l4 = low; var l5 = low; var l6 = low; var l7 = low;
    var h0 = high; var h1 = high; var h2 = high; var h3 = high; var h4 = high; var h5 = high; var h6 = high; var h7 = high;
    for (var u = 0u; u < kernel_height; u++) {
        for (var v = 0u; v < kernel_width; v++) {
            let p0 = pixel(at0, u, v);
            let p1 = pixel(at1, u, v);
            let p2 = pixel(at2, u, v);
            let p3 = pixel(at3, u, v);
            let p4 = pixel(at4, u, v);
            let p5 = pixel(at5, u, v);
            let p6 = pixel(at6, u, v);
            let p7 = pixel(at7, u, v);
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
    store(place, places, lane, lanes, array(l0, h0, l1, h1, l2, h2, l3, h3, l4, h4, l5, h5, l6, h6, l7, h7));
}
