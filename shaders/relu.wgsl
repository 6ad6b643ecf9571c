// ReLU as a layer of its own.
//
//   y[e] = max(x[e], 0)        x, y [batch, size]
//
// One invocation computes one value of y.

override size: u32; // numbers an image

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index < dims.batch * size) {
        y[index] = max(x[index], 0.0);
    }
}
