// Gradient of winograd_input: from the gradient of the transformed tiles back to the pixels. Each pixel lies in up to four
// tiles, whose parts it gathers.
//
//   d_x[n, r, q, c] = sum over the tiles that cover (r, q) of (B d_v[:, tile, c] B^T)[r - first row, q - first column]
//
//       |  1  0  0  0 |
//   B = |  0  1 -1  1 |     d_v [16, batch * tiles_y * tiles_x, in_channels]
//       | -1  1  1  0 |     d_x [batch, in_height, in_width, in_channels]
//       |  0  0  0 -1 |
//
// One invocation computes two by two pixels in one channel: the inner ones of a tile, to which the tiles above, below, left and
// right of it give from their rims. d_v is SCALE times as large: see shared/stored.wgsl.

override in_height: u32;
override in_width: u32;
override in_channels: u32;
override before_y: u32;
override before_x: u32;
override tiles_y: u32;
override tiles_x: u32;
override capacity: u32; // the largest batch

@group(0) @binding(1) var<storage, read> d_v: array<stored, 16u * capacity * tiles_y * tiles_x * in_channels>;
@group(0) @binding(2) var<storage, read_write> d_x: array<f32, capacity * in_height * in_width * in_channels>;

const WORKGROUP = 256u;

// One value of a tile, 0 where there is no such tile.
fn value(k: u32, image: u32, y: u32, x: u32, c: u32) -> f32 {
    let inside = y < tiles_y && x < tiles_x;
    let tile = select(0u, (image * tiles_y + y) * tiles_x + x, inside);
    let plane = dims.batch * tiles_y * tiles_x;
    return select(0.0, f32(d_v[(k * plane + tile) * in_channels + c]) / SCALE, inside);
}

// What the tiles in row y give to the left and the right pixel, by their rows p of d_v.
fn row_of(p: u32, image: u32, y: u32, x: u32, c: u32) -> vec2f {
    let v0 = value(4u * p, image, y, x, c);
    let v1 = value(4u * p + 1u, image, y, x, c);
    let v2 = value(4u * p + 2u, image, y, x, c);
    let v3 = value(4u * p + 3u, image, y, x, c);
    let left = value(4u * p + 3u, image, y, x - 1u, c);
    let right = value(4u * p, image, y, x + 1u, c);
    return vec2f(v1 - v2 + v3 - left, v1 + v2 - v0 + right);
}

fn store(image: u32, row: u32, column: u32, c: u32, values: vec2f) {
    let at = ((image * in_height + row) * in_width + column) * in_channels + c;
    if (column < in_width) {
        d_x[at] = values.x;
    }
    if (column + 1u < in_width) {
        d_x[at + in_channels] = values.y;
    }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    // Without padding the first block begins one pixel before the picture.
    let blocks_y = (in_height + 2u - before_y) / 2u;
    let blocks_x = (in_width + 2u - before_x) / 2u;
    if (index >= dims.batch * blocks_y * blocks_x * in_channels) {
        return;
    }
    let c = index % in_channels;
    let x = index / in_channels % blocks_x + before_x - 1u; // wraps round to huge, where there is no tile
    let y = index / in_channels / blocks_x % blocks_y + before_y - 1u;
    let image = index / in_channels / blocks_x / blocks_y;
    let column = 2u * x + 1u - before_x;
    let row = 2u * y + 1u - before_y;
    let d1 = row_of(1u, image, y, x, c);
    let d2 = row_of(2u, image, y, x, c);
    let top = d1 - d2 + row_of(3u, image, y, x, c) - row_of(3u, image, y - 1u, x, c);
    let bottom = d1 + d2 - row_of(0u, image, y, x, c) + row_of(0u, image, y + 1u, x, c);
    if (row < in_height) {
        store(image, row, column, c, top);
    }
    if (row + 1u < in_height) {
        store(image, row + 1u, column, c, bottom);
    }
}
