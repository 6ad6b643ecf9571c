// A batch's totals: the sum of its losses and how many images were right.
//
//   totals[slot] = sum over n of outcomes[n]        outcomes [batch], totals [slots]
//
// One invocation computes everything: a batch is small, and one loop keeps the order of the sum.

@group(0) @binding(1) var<storage, read> outcomes: array<vec2f>;
@group(0) @binding(2) var<storage, read_write> totals: array<vec2f>;

const WORKGROUP = 1u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    if (invocation(workgroup, workgroups, local) > 0u) {
        return;
    }
    var sum = vec2f(0.0);
    for (var n = 0u; n < dims.batch; n++) {
        sum += outcomes[n];
    }
    totals[dims.slot] = sum;
}
