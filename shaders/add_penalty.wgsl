// Adds the network's penalties to a batch's loss, once for each image, since totals hold sums over images.
//
//   totals[slot].x += batch * sum over k of penalties[k]        penalties [count], totals [slots]
//
// One invocation computes everything, which keeps the order of the sum.

override count: u32;

@group(0) @binding(1) var<storage, read> penalties: array<f32>;
@group(0) @binding(2) var<storage, read_write> totals: array<vec2f>;

const WORKGROUP = 1u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    if (invocation(workgroup, workgroups, local) > 0u) {
        return;
    }
    var sum = 0.0;
    for (var k = 0u; k < count; k++) {
        sum += penalties[k];
    }
    totals[dims.slot].x += f32(dims.batch) * sum;
}
