// Sums up the gradients that come back to one value from several sides.
//
//   sum[i] = x[i] if this is the first of them, else sum[i] + x[i]
//
//   x, sum [batch, size]
//
// One invocation computes one value of sum.

override size: u32;
override first: bool;

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> sum: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= dims.batch * size) {
        return;
    }
    sum[index] = select(sum[index] + x[index], x[index], first);
}
