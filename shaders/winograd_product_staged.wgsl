// What winograd_product computes, in blocks that are staged through workgroup memory.
//
//   m[k, t, o] = sum over i of a[k, t, i] * b[k, i, o]
//
//   a [planes, batch * tiles, inner]   b [planes, inner, columns]   m [planes, batch * tiles, columns]
//
// One workgroup computes a block of tiles and columns of one product; see shared/staged.wgsl and shared/stored.wgsl.

override planes: u32; // values of a transformed tile
override tiles: u32; // tiles an image
override capacity: u32; // the largest batch
override inner: u32;
override columns: u32;

@group(0) @binding(1) var<storage, read> a: array<stored, planes * capacity * tiles * inner>;
@group(0) @binding(2) var<storage, read> b: array<f32, planes * inner * columns>;
@group(0) @binding(3) var<storage, read_write> m: array<stored, planes * capacity * tiles * columns>;

const LEFT_ALONG = true;
const RIGHT_ALONG = false;

fn rows() -> u32 {
    return dims.batch * tiles;
}

fn left(k: u32, i: u32, row: u32) -> vec4f {
    let at = (k * rows() + min(row + vec4u(0u, 1u, 2u, 3u), vec4u(rows() - 1u))) * inner + i;
    return vec4f(vec4<stored>(a[at.x], a[at.y], a[at.z], a[at.w]));
}

fn right(k: u32, i: u32, column: u32) -> vec4f {
    let at = (k * inner + i) * columns + min(column + vec4u(0u, 1u, 2u, 3u), vec4u(columns - 1u));
    return vec4f(b[at.x], b[at.y], b[at.z], b[at.w]);
}

fn put(k: u32, row: u32, column: u32, sum: f32) {
    m[(k * rows() + row) * columns + column] = stored(sum);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let block = workgroup.y * workgroups.x + workgroup.x;
    let across = blocks_for(columns);
    let down = blocks_for(rows());
    let first = BLOCK * vec2u(block / across % down, block % across);
    let k = block / across / down;
    if (k < planes) {
        multiply_block(k, 0u, inner, first, vec2u(rows(), columns), local);
    }
}
