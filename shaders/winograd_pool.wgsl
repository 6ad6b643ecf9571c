// The way back from Winograd's products to the outputs of a convolution, with bias, ReLU and the 2x2 max pool that halves
// the picture: the outputs of a tile are one window of the pool, or four.
//
//   z = bias[o] + (A^T m[:, tile, o] A)     y[window, o] = max over a, b of relu(z[a, b])
//
//   m [REACH * REACH, batch * tiles_y * tiles_x, channels]   bias [channels]   y [batch, height, width, channels]
//   winners [batch, height, width, channels]: 2a + b of the first largest, 4 where the ReLU was shut
//
// One invocation computes one tile in one channel; see shared/winograd_2x2.wgsl and shared/stored.wgsl.

override height: u32;
override width: u32;
override tiles_y: u32;
override tiles_x: u32;
override capacity: u32; // the largest batch
override channels: u32;

@group(0) @binding(1) var<storage, read> m: array<stored, REACH * REACH * capacity * tiles_y * tiles_x * channels>;
@group(0) @binding(2) var<storage, read> bias: array<f32, channels>;
@group(0) @binding(3) var<storage, read_write> y: array<f32, capacity * height * width * channels>;
@group(0) @binding(4) var<storage, read_write> winners: array<u32, capacity * height * width * channels>;

const WORKGROUP = 256u;
const WHOLE = height % WINDOWS == 0u && width % WINDOWS == 0u; // no window sticks out

fn store(at: u32, z0: f32, z1: f32, z2: f32, z3: f32) {
    let upper = max(z0, z1);
    let lower = max(z2, z3);
    let largest = bias[at % channels] + max(upper, lower);
    let winner = select(select(0u, 1u, z1 > z0), select(2u, 3u, z3 > z2), lower > upper);
    y[at] = max(largest, 0.0);
    winners[at] = select(4u, winner, largest > 0.0);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    let plane = dims.batch * tiles_y * tiles_x * channels;
    if (index >= plane) {
        return;
    }
    let tile = index / channels;
    let column = tile % tiles_x * WINDOWS;
    let row = tile / tiles_x % tiles_y * WINDOWS;
    let image = tile / tiles_x / tiles_y;
    var across: array<Outputs, REACH>;
    for (var p = 0u; p < REACH; p++) { // unrolled
        var line: Line;
        for (var q = 0u; q < REACH; q++) { // unrolled
            line[q] = f32(m[index + (REACH * p + q) * plane]);
        }
        across[p] = output_line(line);
    }
    var z: array<Outputs, SIDE>; // by their columns
    for (var b = 0u; b < SIDE; b++) { // unrolled
        var line: Line;
        for (var p = 0u; p < REACH; p++) { // unrolled
            line[p] = across[p][b];
        }
        z[b] = output_line(line);
    }
    for (var i = 0u; i < WINDOWS; i++) { // unrolled
        for (var j = 0u; j < WINDOWS; j++) { // unrolled
            if (WHOLE || (row + i < height && column + j < width)) {
                let at = ((image * height + row + i) * width + column + j) * channels + index % channels;
                store(at, z[2u * j][2u * i], z[2u * j + 1u][2u * i], z[2u * j][2u * i + 1u], z[2u * j + 1u][2u * i + 1u]);
            }
        }
    }
}
