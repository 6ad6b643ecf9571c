// Nothing but multiplications and additions in registers: what a device can do at most. The benchmarks measure with it.
//
//   chain[k] = chain[k] factor + term, `steps` times, in eight chains that do not wait for each other
//
//   sums [invocations]
//
// One invocation computes eight chains of four numbers each and stores their sum, so that nothing can be left out.

override steps: u32;

@group(0) @binding(1) var<storage, read_write> sums: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    let factor = vec4f(0.999 + 1e-9 * f32(index));
    let term = vec4f(0.001);
    var c0 = vec4f(0.0); var c1 = vec4f(1.0); var c2 = vec4f(2.0); var c3 = vec4f(3.0);
    var c4 = vec4f(4.0); var c5 = vec4f(5.0); var c6 = vec4f(6.0); var c7 = vec4f(7.0);
    for (var step = 0u; step < steps; step++) {
        c0 = c0 * factor + term; c1 = c1 * factor + term; c2 = c2 * factor + term; c3 = c3 * factor + term;
        c4 = c4 * factor + term; c5 = c5 * factor + term; c6 = c6 * factor + term; c7 = c7 * factor + term;
    }
    let sum = c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7;
    if (index < arrayLength(&sums)) {
        sums[index] = sum.x + sum.y + sum.z + sum.w;
    }
}
