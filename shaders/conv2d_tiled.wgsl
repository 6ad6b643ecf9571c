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
const COLUMNS = channels;

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

fn put(place: u32, channel: u32, sum: f32) {
    y[place * channels + channel] = select(sum, max(sum, 0.0), relu);
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
    var corners: array<Corner, 8>;
    for (var r = 0u; r < 8u; r++) { // unrolled
        corners[r] = corner(min(place + r, last));
    }
    let columns = tile_columns(lane, lanes, channels);
    let a = columns.low;
    let b = columns.high;

    let low = vec4f(bias[a.x], bias[a.y], bias[a.z], bias[a.w]);
    let high = vec4f(bias[b.x], bias[b.y], bias[b.z], bias[b.w]);
    // Eight rows, each a low and a high half of its eight columns.
    var tile: array<vec4f, 16>;
    for (var r = 0u; r < 8u; r++) { // unrolled
        tile[2u * r] = low;
        tile[2u * r + 1u] = high;
    }
    for (var u = 0u; u < kernel_height; u++) {
        for (var v = 0u; v < kernel_width; v++) {
            var pixels: array<Pixel, 8>;
            for (var r = 0u; r < 8u; r++) { // unrolled
                pixels[r] = pixel(corners[r], u, v);
            }
            var row = (u * kernel_width + v) * in_channels * channels;
            for (var c = 0u; c < in_channels; c++) {
                let k0 = vec4f(kernel[row + a.x], kernel[row + a.y], kernel[row + a.z], kernel[row + a.w]);
                let k1 = vec4f(kernel[row + b.x], kernel[row + b.y], kernel[row + b.z], kernel[row + b.w]);
                row += channels;
                for (var r = 0u; r < 8u; r++) { // unrolled
                    let value = x[pixels[r].offset + c] * pixels[r].weight;
                    tile[2u * r] += value * k0;
                    tile[2u * r + 1u] += value * k1;
                }
            }
        }
    }
    store_tile(place, min(8u, places - place), lane, lanes, tile);
}
