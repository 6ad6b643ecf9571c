// The sum of two values, as of a residual connection.
//
//   y[i] = a[i] + b[i]
//
//   a, b, y [batch, size]
//
// One invocation computes one value of y.

override size: u32;

@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= dims.batch * size) {
        return;
    }
    y[index] = a[index] + b[index];
}
