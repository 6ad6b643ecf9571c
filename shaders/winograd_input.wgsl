// Winograd's transform of the input: what a 3x3 convolution of stride 1 reads for a tile of its outputs, made ready so that nine
// products for each output become four, or in larger tiles two and a quarter.
//
//   v[REACH * p + q, tile, c] = (B^T d B)[p, q],   d the pixels of x under the tile, zero outside of the picture
//
//   x [batch, in_height, in_width, in_channels]   v [REACH * REACH, batch * tiles_y * tiles_x, in_channels]
//
// One invocation transforms one tile in one channel; see shared/winograd_2x2.wgsl and shared/stored.wgsl.

override in_height: u32;
override in_width: u32;
override in_channels: u32;
override before_y: u32;
override before_x: u32;
override tiles_y: u32;
override tiles_x: u32;
override capacity: u32; // the largest batch

@group(0) @binding(1) var<storage, read> x: array<f32, capacity * in_height * in_width * in_channels>;
@group(0) @binding(2) var<storage, read_write> v: array<stored, REACH * REACH * capacity * tiles_y * tiles_x * in_channels>;

const WORKGROUP = 256u;

// A row of pixels, times B; above and left of the picture row and column wrap round to huge.
fn row_of(image: u32, row: u32, column: u32, c: u32) -> Line {
    var d: Line;
    let at = ((image * in_height + row) * in_width + column) * in_channels + c;
    for (var q = 0u; q < REACH; q++) { // unrolled
        let inside = row < in_height && column + q < in_width;
        d[q] = select(0.0, x[select(0u, at + q * in_channels, inside)], inside);
    }
    return input_line(d);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    let plane = dims.batch * tiles_y * tiles_x * in_channels;
    if (index >= plane) {
        return;
    }
    let c = index % in_channels;
    let tile = index / in_channels;
    let column = tile % tiles_x * SIDE - before_x;
    let row = tile / tiles_x % tiles_y * SIDE - before_y;
    let image = tile / tiles_x / tiles_y;
    var across: array<Line, REACH>;
    for (var p = 0u; p < REACH; p++) { // unrolled
        across[p] = row_of(image, row + p, column, c);
    }
    for (var q = 0u; q < REACH; q++) { // unrolled
        var d: Line;
        for (var p = 0u; p < REACH; p++) { // unrolled
            d[p] = across[p][q];
        }
        let down = input_line(d);
        for (var p = 0u; p < REACH; p++) { // unrolled
            v[index + (REACH * p + q) * plane] = stored(down[p]);
        }
    }
}
