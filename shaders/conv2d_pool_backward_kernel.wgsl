// Gradients of conv2d_pool with respect to its kernel, in register tiles, and to its bias: partial sums over slices of the
// pooled places. The gradient of the full feature map, three quarters of it zeros, never exists.
//
//   d_kernel[u, v, c, o] = sum over n, i, j of x[n, (2i + a)*s + u - p, (2j + b)*s + v - p, c] * d_y[n, i, j, o]
//   d_bias[o] = sum over n, i, j of d_y[n, i, j, o]        where 2a + b won (i, j) and the ReLU was open
//
//   x [batch, in_height, in_width, in_channels]   d_y, winners [batch, pool_height, pool_width, channels]; see conv2d_pool
//   partial [slices, kernel_height * kernel_width * in_channels + 1, channels], the bias last: slice k sums the places
//   (n, i, j) from k * ceil(batch * pool_height * pool_width / slices) on; sum_gradients adds the slices up in a fixed order
//
// One invocation computes a whole kernel from one input channel to eight channels: of a 3x3 kernel 72 sums in registers. For each
// place of y it reads the pixels under the four windows once, and adds each window's where its gradient belongs to it.

override pool_height: u32;
override pool_width: u32;
override capacity: u32; // the largest batch
override slices: u32;

@group(0) @binding(1) var<storage, read> x: array<f32, capacity * in_height * in_width * in_channels>;
@group(0) @binding(2) var<storage, read> winners: array<u32, capacity * pool_height * pool_width * channels>;
@group(0) @binding(3) var<storage, read> d_y: array<f32, capacity * pool_height * pool_width * channels>;
@group(0) @binding(4) var<storage, read_write> partial: array<f32, slices * (kernel_height * kernel_width * in_channels + 1u) * channels>;

const WORKGROUP = 32u;
const COLUMNS = channels;

// The pixels under a place of y: two rows and two columns of windows.
const PATCH_HEIGHT = kernel_height + stride_y;
const PATCH_WIDTH = kernel_width + stride_x;
const CELLS = kernel_height * kernel_width;

fn put(row: u32, channel: u32, sum: f32) {
    partial[row * channels + channel] = sum;
}

// The sums of the kernel's cells, each a low and a high half of its eight channels, then those of the bias.
fn store(first: u32, c: u32, lane: u32, lanes: u32, sums: array<vec4f, 2u * CELLS + 2u>) {
    var tile = sums;
    let rows = select(CELLS, CELLS + 1u, c == 0u); // one invocation of all input channels' stores the bias
    for (var cell = 0u; cell < rows; cell++) {
        store_row(first + cell * in_channels + c, lane, lanes, tile[2u * cell], tile[2u * cell + 1u]);
    }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let lanes = lanes_for(channels);
    let index = invocation(workgroup, workgroups, local);
    let lane = index % lanes;
    let c = index / lanes % in_channels;
    let slice = index / lanes / in_channels;
    if (slice >= slices) {
        return;
    }
    let at = tile_columns(lane, lanes, channels);
    let a = at.low;
    let b = at.high;

    // A row a cell, each a low and a high half of its eight channels; the last one is the bias.
    var tile: array<vec4f, 2u * CELLS + 2u>;
    let places = dims.batch * pool_height * pool_width;
    let length = (places + slices - 1u) / slices;
    for (var t = slice * length; t < min(slice * length + length, places); t++) {
        let image = t / (pool_height * pool_width) * in_height * in_width * in_channels + c;
        let top = t / pool_width % pool_height * 2u * stride_y - before_y;
        let left = t % pool_width * 2u * stride_x - before_x;
        var rows: array<Start, PATCH_HEIGHT>;
        for (var r = 0u; r < PATCH_HEIGHT; r++) { // unrolled
            rows[r] = start(top + r, in_height, in_width * in_channels);
        }
        var pixels: array<f32, PATCH_HEIGHT * PATCH_WIDTH>;
        for (var q = 0u; q < PATCH_WIDTH; q++) { // unrolled
            let column = start(left + q, in_width, in_channels);
            for (var r = 0u; r < PATCH_HEIGHT; r++) { // unrolled
                pixels[r * PATCH_WIDTH + q] = rows[r].weight * column.weight * x[image + rows[r].offset + column.offset];
            }
        }
        let place = t * channels;
        let low_winners = vec4u(winners[place + a.x], winners[place + a.y], winners[place + a.z], winners[place + a.w]);
        let high_winners = vec4u(winners[place + b.x], winners[place + b.y], winners[place + b.z], winners[place + b.w]);
        let low_d = vec4f(d_y[place + a.x], d_y[place + a.y], d_y[place + a.z], d_y[place + a.w]);
        let high_d = vec4f(d_y[place + b.x], d_y[place + b.y], d_y[place + b.z], d_y[place + b.w]);
        for (var w = 0u; w < 4u; w++) { // unrolled
            let d0 = select(vec4f(), low_d, low_winners == vec4u(w));
            let d1 = select(vec4f(), high_d, high_winners == vec4u(w));
            tile[2u * CELLS] += d0;
            tile[2u * CELLS + 1u] += d1;
            for (var u = 0u; u < kernel_height; u++) { // unrolled
                for (var v = 0u; v < kernel_width; v++) { // unrolled
                    let pixel = pixels[(w / 2u * stride_y + u) * PATCH_WIDTH + w % 2u * stride_x + v];
                    tile[2u * (u * kernel_width + v)] += pixel * d0;
                    tile[2u * (u * kernel_width + v) + 1u] += pixel * d1;
                }
            }
        }
    }
    store(slice * (CELLS * in_channels + 1u), c, lane, lanes, tile);
}
