// What winograd_backward_product computes, in blocks that are staged through workgroup memory.
//
//   d_u[k, c, o] = sum over t of v[k, t, c] * d_m[k, t, o]        d_bias[o] = sum of d_y[w, o] where one of the window won
//
//   v [planes, batch * tiles, in_channels]   d_m [planes, batch * tiles, channels], SCALE times as large: see shared/stored.wgsl
//   winners, d_y [batch * windows, channels]; see winograd_pool
//   partial [slices, planes * in_channels + 1, channels], the bias last: slice s sums the tiles from
//   s * ceil(batch * tiles / slices) on; winograd_backward_kernel adds the slices up in a fixed order
//
// One workgroup computes a block of input channels and channels of one slice of one product; see shared/staged.wgsl. The
// workgroups after those sum the bias of a slice, one invocation a channel.

override planes: u32; // values of a transformed tile
override tiles: u32; // tiles an image
override windows: u32; // windows of the pool an image
override capacity: u32; // the largest batch
override in_channels: u32;
override channels: u32;
override slices: u32;

@group(0) @binding(1) var<storage, read> v: array<stored, planes * capacity * tiles * in_channels>;
@group(0) @binding(2) var<storage, read> d_m: array<stored, planes * capacity * tiles * channels>;
@group(0) @binding(3) var<storage, read> winners: array<u32, capacity * windows * channels>;
@group(0) @binding(4) var<storage, read> d_y: array<f32, capacity * windows * channels>;
@group(0) @binding(5) var<storage, read_write> partial: array<f32, slices * (planes * in_channels + 1u) * channels>;

const LEFT_ALONG = false;
const RIGHT_ALONG = false;

fn rows() -> u32 {
    return dims.batch * tiles;
}

// A part is product k of a slice: planes * slice + k.
fn left(part: u32, t: u32, c: u32) -> vec4f {
    let at = (part % planes * rows() + t) * in_channels + min(c + vec4u(0u, 1u, 2u, 3u), vec4u(in_channels - 1u));
    return vec4f(vec4<stored>(v[at.x], v[at.y], v[at.z], v[at.w]));
}

fn right(part: u32, t: u32, channel: u32) -> vec4f {
    let at = (part % planes * rows() + t) * channels + min(channel + vec4u(0u, 1u, 2u, 3u), vec4u(channels - 1u));
    return vec4f(vec4<stored>(d_m[at.x], d_m[at.y], d_m[at.z], d_m[at.w]));
}

// Behind the products of a slice stands its bias.
fn put(part: u32, c: u32, channel: u32, sum: f32) {
    partial[(part * in_channels + part / planes + c) * channels + channel] = sum / SCALE;
}

fn sum_bias(slice: u32, local: u32) {
    let length = (dims.batch * windows + slices - 1u) / slices;
    for (var channel = local; channel < channels; channel += WORKGROUP) {
        var sum = 0.0;
        for (var w = slice * length; w < min(slice * length + length, dims.batch * windows); w++) {
            let at = w * channels + channel;
            sum += select(d_y[at], 0.0, winners[at] > 3u);
        }
        partial[((slice + 1u) * (planes * in_channels + 1u) - 1u) * channels + channel] = sum;
    }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let block = workgroup.y * workgroups.x + workgroup.x;
    let across = blocks_for(channels);
    let down = blocks_for(in_channels);
    let first = BLOCK * vec2u(block / across % down, block % across);
    let part = block / across / down;
    let length = (rows() + slices - 1u) / slices;
    if (part < planes * slices) {
        let from_tile = part / planes * length;
        multiply_block(part, from_tile, min(from_tile + length, rows()), first, vec2u(in_channels, channels), local);
        return;
    }
    let slice = block - planes * slices * across * down;
    if (slice < slices) {
        sum_bias(slice, local);
    }
}
