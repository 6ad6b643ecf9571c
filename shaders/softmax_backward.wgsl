// Gradient of softmax with respect to its input.
//
//   d_x[r, k] = y[r, k] * (d_y[r, k] - sum over j of d_y[r, j] * y[r, j])        all [batch * rows, classes]
//
// One invocation computes one row.

override rows: u32; // rows an image
override classes: u32;

@group(0) @binding(1) var<storage, read> y: array<f32>;
@group(0) @binding(2) var<storage, read> d_y: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_x: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let row = invocation(workgroup, workgroups, local);
    if (row >= dims.batch * rows) {
        return;
    }
    let at = row * classes;
    var mean = 0.0;
    for (var k = 0u; k < classes; k++) {
        mean += d_y[at + k] * y[at + k];
    }
    for (var k = 0u; k < classes; k++) {
        d_x[at + k] = y[at + k] * (d_y[at + k] - mean);
    }
}
