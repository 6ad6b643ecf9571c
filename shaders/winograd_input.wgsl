// Winograd's transform of the input: what a 3x3 convolution of stride 1 reads for two by two outputs, made ready so that
// nine products for each output become four.
//
//   v[4p + q, tile, c] = (B^T d B)[p, q],   d the 4x4 pixels of x under the tile, zero outside of the picture
//
//         | 1  0 -1  0 |
//   B^T = | 0  1  1  0 |     x [batch, in_height, in_width, in_channels]
//         | 0 -1  1  0 |     v [16, batch * tiles_y * tiles_x, in_channels]
//         | 0  1  0 -1 |
//
// Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016: F(2x2, 3x3). One invocation transforms one
// tile in one channel; see shared/stored.wgsl.

override in_height: u32;
override in_width: u32;
override in_channels: u32;
override before_y: u32;
override before_x: u32;
override tiles_y: u32;
override tiles_x: u32;
override capacity: u32; // the largest batch

@group(0) @binding(1) var<storage, read> x: array<f32, capacity * in_height * in_width * in_channels>;
@group(0) @binding(2) var<storage, read_write> v: array<stored, 16u * capacity * tiles_y * tiles_x * in_channels>;

const WORKGROUP = 256u;

fn pixel(image: u32, row: u32, column: u32, c: u32) -> f32 {
    let inside = row < in_height && column < in_width; // above and left of the picture they wrap round to huge
    let place = select(0u, (image * in_height + row) * in_width + column, inside);
    return select(0.0, x[place * in_channels + c], inside);
}

// A row of four pixels, times B.
fn row_of(image: u32, row: u32, column: u32, c: u32) -> vec4f {
    let d0 = pixel(image, row, column, c);
    let d1 = pixel(image, row, column + 1u, c);
    let d2 = pixel(image, row, column + 2u, c);
    let d3 = pixel(image, row, column + 3u, c);
    return vec4f(d0 - d2, d1 + d2, d2 - d1, d1 - d3);
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
    let column = tile % tiles_x * 2u - before_x;
    let row = tile / tiles_x % tiles_y * 2u - before_y;
    let image = tile / tiles_x / tiles_y;
    let d0 = row_of(image, row, column, c);
    let d1 = row_of(image, row + 1u, column, c);
    let d2 = row_of(image, row + 2u, column, c);
    let d3 = row_of(image, row + 3u, column, c);
    let v0 = vec4<stored>(d0 - d2);
    let v1 = vec4<stored>(d1 + d2);
    let v2 = vec4<stored>(d2 - d1);
    let v3 = vec4<stored>(d1 - d3);
    v[index] = v0.x; v[index + plane] = v0.y; v[index + 2u * plane] = v0.z; v[index + 3u * plane] = v0.w;
    v[index + 4u * plane] = v1.x; v[index + 5u * plane] = v1.y; v[index + 6u * plane] = v1.z; v[index + 7u * plane] = v1.w;
    v[index + 8u * plane] = v2.x; v[index + 9u * plane] = v2.y; v[index + 10u * plane] = v2.z; v[index + 11u * plane] = v2.w;
    v[index + 12u * plane] = v3.x; v[index + 13u * plane] = v3.y; v[index + 14u * plane] = v3.z; v[index + 15u * plane] = v3.w;
}
