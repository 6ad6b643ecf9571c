// Gradient of winograd_input: from the gradient of the transformed tiles back to the pixels. Each pixel lies in up to four
// tiles, whose parts it gathers.
//
//   d_x[n, r, q, c] = sum over the tiles that cover (r, q) of (B d_v[:, tile, c] B^T)[r - first row, q - first column]
//
//   d_v [REACH * REACH, batch * tiles_y * tiles_x, in_channels]   d_x [batch, in_height, in_width, in_channels]
//
// One invocation computes SIDE by SIDE pixels in one channel: the inner ones of a tile, to which the tiles above, below, left and
// right of it give from their rims. d_v is SCALE times as large: see shared/winograd_2x2.wgsl and shared/stored.wgsl.

override in_height: u32;
override in_width: u32;
override in_channels: u32;
override before_y: u32;
override before_x: u32;
override tiles_y: u32;
override tiles_x: u32;
override capacity: u32; // the largest batch

@group(0) @binding(1) var<storage, read> d_v: array<stored, REACH * REACH * capacity * tiles_y * tiles_x * in_channels>;
@group(0) @binding(2) var<storage, read_write> d_x: array<f32, capacity * in_height * in_width * in_channels>;

const WORKGROUP = 256u;
// Whether the blocks fill the picture.
const WHOLE = before_y * before_x == 1u && in_height % SIDE == 0u && in_width % SIDE == 0u;

// One value of a tile, 0 where there is no such tile.
fn value(k: u32, image: u32, y: u32, x: u32, c: u32) -> f32 {
    let inside = y < tiles_y && x < tiles_x;
    let tile = select(0u, (image * tiles_y + y) * tiles_x + x, inside);
    let plane = dims.batch * tiles_y * tiles_x;
    return select(0.0, f32(d_v[(k * plane + tile) * in_channels + c]) / SCALE, inside);
}

// What the tiles in row y give to the pixels of a block across, by their rows p of d_v.
fn row_of(p: u32, image: u32, y: u32, x: u32, c: u32) -> Outputs {
    var v: Line;
    for (var q = 0u; q < REACH; q++) { // unrolled
        v[q] = value(REACH * p + q, image, y, x, c);
    }
    let last = value(REACH * p + REACH - 1u, image, y, x - 1u, c);
    let first = value(REACH * p, image, y, x + 1u, c);
    return input_gradient_line(v, last, first);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    // Without padding the first block begins SIDE - 1 pixels before the picture.
    let blocks_y = (in_height + before_y - 2u) / SIDE + 2u - before_y;
    let blocks_x = (in_width + before_x - 2u) / SIDE + 2u - before_x;
    if (index >= dims.batch * blocks_y * blocks_x * in_channels) {
        return;
    }
    let c = index % in_channels;
    let x = index / in_channels % blocks_x + before_x - 1u; // wraps round to huge, where there is no tile
    let y = index / in_channels / blocks_x % blocks_y + before_y - 1u;
    let image = index / in_channels / blocks_x / blocks_y;
    let column = SIDE * x + 1u - before_x;
    let row = SIDE * y + 1u - before_y;
    var pixels: array<Outputs, SIDE>;
    for (var k = 0u; k < REACH + 2u; k++) {
        // The tile's own rows, then the last one of the tile above, then the first one of the tile below.
        let p = select(k, select(0u, REACH - 1u, k == REACH), k >= REACH);
        let line = row_of(p, image, y + u32(k > REACH) - u32(k == REACH), x, c);
        for (var a = 0u; a < SIDE; a++) { // unrolled
            pixels[a] += B[k][a] * line;
        }
    }
    for (var a = 0u; a < SIDE; a++) { // unrolled
        for (var b = 0u; b < SIDE; b++) { // unrolled
            if (WHOLE || (row + a < in_height && column + b < in_width)) {
                d_x[((image * in_height + row + a) * in_width + column + b) * in_channels + c] = pixels[a][b];
            }
        }
    }
}
