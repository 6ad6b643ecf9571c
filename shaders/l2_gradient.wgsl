// What the penalty on a parameter's size adds to its gradient.
//
//   d_w[e] += 2 l2 w[e]        w, d_w [size]
//
// One invocation treats one number.

override size: u32;
override l2: f32;

@group(0) @binding(1) var<storage, read> w: array<f32>;
@group(0) @binding(2) var<storage, read_write> d_w: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index < size) {
        d_w[index] += 2.0 * l2 * w[index];
    }
}
