// The penalty on a parameter's size, in parts that add_penalty.wgsl adds up.
//
//   penalties[first + k] = l2 * sum of w[e]^2 over the numbers of group k        w [size], penalties [first + groups...]
//
// Krogh and Hertz, "A simple weight decay can improve generalization", NIPS 1991. A workgroup computes one part: each of
// its invocations a sum over its own numbers, the first of them the sum of the sums, so that the order is fixed.

override size: u32;
override l2: f32;
override first: u32;
override groups: u32;

@group(0) @binding(1) var<storage, read> w: array<f32>;
@group(0) @binding(2) var<storage, read_write> penalties: array<f32>;

const WORKGROUP = 64u;

var<workgroup> sums: array<f32, WORKGROUP>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    var sum = 0.0;
    for (var e = index; e < size; e += groups * WORKGROUP) {
        sum += w[e] * w[e];
    }
    sums[local] = sum;
    workgroupBarrier();
    if (local > 0u) {
        return;
    }
    sum = 0.0;
    for (var k = 0u; k < WORKGROUP; k++) {
        sum += sums[k];
    }
    penalties[first + index / WORKGROUP] = l2 * sum;
}
