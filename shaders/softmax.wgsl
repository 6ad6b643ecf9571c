// Softmax over the classes of each row.
//
//   y[r, k] = exp(x[r, k] - max) / sum over j of exp(x[r, j] - max)        x, y [batch * rows, classes]
//
// One invocation computes one row.

override rows: u32; // rows an image
override classes: u32;

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let row = invocation(workgroup, workgroups, local);
    if (row >= dims.batch * rows) {
        return;
    }
    let at = row * classes;
    var largest = x[at];
    for (var k = 1u; k < classes; k++) {
        largest = max(largest, x[at + k]);
    }
    var sum = 0.0;
    for (var k = 0u; k < classes; k++) {
        let power = exp(x[at + k] - largest);
        y[at + k] = power;
        sum += power;
    }
    for (var k = 0u; k < classes; k++) {
        y[at + k] /= sum;
    }
}
