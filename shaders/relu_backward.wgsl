// ReLU's gate, in place: the gradient passes where the output is positive.
//
//   d_y[e] = d_y[e] if y[e] > 0, else 0        y, d_y [batch, size]
//
// One invocation treats one value.

override size: u32; // numbers an image

@group(0) @binding(1) var<storage, read> y: array<f32>;
@group(0) @binding(2) var<storage, read_write> d_y: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index < dims.batch * size && y[index] <= 0.0) {
        d_y[index] = 0.0;
    }
}
