// The gradient of winograd_pool with respect to the products, from that of the pooled outputs: the one output of a window that
// won spreads to the products that made it.
//
//   d_m[REACH * p + q, tile, o] = (A d_z A^T)[p, q]   d_z[a, b] = d_y[window, o] where 2a + b won, else 0
//
//   d_y, winners [batch, height, width, channels]; see winograd_pool
//   d_m [REACH * REACH, batch * tiles_y * tiles_x, channels]
//
// One invocation computes one tile in one channel, SCALE times as large: see shared/winograd_2x2.wgsl and shared/stored.wgsl.

override height: u32;
override width: u32;
override tiles_y: u32;
override tiles_x: u32;
override capacity: u32; // the largest batch
override channels: u32;

@group(0) @binding(1) var<storage, read> winners: array<u32, capacity * height * width * channels>;
@group(0) @binding(2) var<storage, read> d_y: array<f32, capacity * height * width * channels>;
@group(0) @binding(3) var<storage, read_write> d_m: array<stored, REACH * REACH * capacity * tiles_y * tiles_x * channels>;

const WORKGROUP = 256u;

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
    var d_z: array<Outputs, SIDE>;
    for (var i = 0u; i < WINDOWS; i++) { // unrolled
        for (var j = 0u; j < WINDOWS; j++) { // unrolled
            let inside = row + i < height && column + j < width;
            let place = select(0u, (image * height + row + i) * width + column + j, inside);
            let at = place * channels + index % channels;
            let winner = select(4u, winners[at], inside);
            let gradient = SCALE * d_y[at];
            d_z[2u * i][2u * j] = select(0.0, gradient, winner == 0u);
            d_z[2u * i][2u * j + 1u] = select(0.0, gradient, winner == 1u);
            d_z[2u * i + 1u][2u * j] = select(0.0, gradient, winner == 2u);
            d_z[2u * i + 1u][2u * j + 1u] = select(0.0, gradient, winner == 3u);
        }
    }
    var across: array<Outputs, REACH>; // by their columns
    for (var a = 0u; a < SIDE; a++) { // unrolled
        let line = output_gradient_line(d_z[a]);
        for (var q = 0u; q < REACH; q++) { // unrolled
            across[q][a] = line[q];
        }
    }
    for (var q = 0u; q < REACH; q++) { // unrolled
        let down = output_gradient_line(across[q]);
        for (var p = 0u; p < REACH; p++) { // unrolled
            d_m[index + (REACH * p + q) * plane] = stored(down[p]);
        }
    }
}
