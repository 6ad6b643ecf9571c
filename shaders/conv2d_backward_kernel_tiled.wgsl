// Gradient of a convolution with respect to its kernel, in register tiles: partial sums over slices of the batch.
//
//   d_kernel[u, v, c, o] = sum over n, i, j of x[n, i*s + u - p, j*s + v - p, c] * d_y[n, i, j, o]
//
//   x [batch, in_height, in_width, in_channels]   d_y [batch, height, width, channels]
//   partial [slices, kernel_height * kernel_width * in_channels, channels]: slice k sums the images from
//   k * ceil(batch / slices) on; sum_slices adds the slices up in a fixed order
//
// One invocation computes eight rows (kernel cells, each a u, v, c) of one slice in eight channels: 64 sums in
// registers, 16 loads for 64 products.

override slices: u32;

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> d_y: array<f32>;
@group(0) @binding(3) var<storage, read_write> partial: array<f32>;

const WORKGROUP = 32u;
const COLUMNS = channels;

// A kernel cell: its distance from a window's corner.
struct Cell {
    row: u32,
    column: u32,
    channel: u32,
}

fn cell(depth: u32) -> Cell {
    let uv = depth / in_channels;
    return Cell(uv / kernel_width, uv % kernel_width, depth % in_channels);
}

// A row of x as a cell sees it, starting at the pixel under output column 0; weight 0 above and below the picture.
struct Row {
    offset: u32,
    column: u32,
    weight: f32,
}

fn row_of(at: Cell, n: u32, i: u32) -> Row {
    let row = i * stride_y + at.row - before_y; // above the picture this wraps round to huge
    let inside = row < in_height;
    let start = (n * in_height + select(0u, row, inside)) * in_width * in_channels + at.channel;
    return Row(start, at.column - before_x, f32(inside));
}

fn value(at: Row, j: u32) -> f32 {
    let column = at.column + j * stride_x;
    let inside = column < in_width;
    return x[at.offset + select(0u, column, inside) * in_channels] * select(0.0, at.weight, inside);
}

fn put(row: u32, channel: u32, sum: f32) {
    partial[row * channels + channel] = sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let depths = kernel_height * kernel_width * in_channels;
    let lanes = lanes_for(channels);
    let tiles = (depths + 7u) / 8u;
    let index = invocation(workgroup, workgroups, local);
    let lane = index % lanes;
    let depth = index / lanes % tiles * 8u;
    let slice = index / lanes / tiles;
    if (slice >= slices) {
        return;
    }
    let last = depths - 1u;
    var cells: array<Cell, 8>;
    for (var r = 0u; r < 8u; r++) { // unrolled
        cells[r] = cell(min(depth + r, last));
    }
    let columns = tile_columns(lane, lanes, channels);
    let a = columns.low;
    let b = columns.high;

    // Eight rows, each a low and a high half of its eight columns.
    var tile: array<vec4f, 16>;
    let images = (dims.batch + slices - 1u) / slices;
    for (var n = slice * images; n < min(slice * images + images, dims.batch); n++) {
        for (var i = 0u; i < height; i++) {
            var rows: array<Row, 8>;
            for (var r = 0u; r < 8u; r++) { // unrolled
                rows[r] = row_of(cells[r], n, i);
            }
            for (var j = 0u; j < width; j++) {
                let at = ((n * height + i) * width + j) * channels;
                let d0 = vec4f(d_y[at + a.x], d_y[at + a.y], d_y[at + a.z], d_y[at + a.w]);
                let d1 = vec4f(d_y[at + b.x], d_y[at + b.y], d_y[at + b.z], d_y[at + b.w]);
                for (var r = 0u; r < 8u; r++) { // unrolled
                    let pixel = value(rows[r], j);
                    tile[2u * r] += pixel * d0;
                    tile[2u * r + 1u] += pixel * d1;
                }
            }
        }
    }
    store_tile(slice * depths + depth, min(8u, depths - depth), lane, lanes, tile);
}
