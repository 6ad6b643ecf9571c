// Moves the statistics that serve inference a little towards those of the batch.
//
//   moving[c] = moving[c] * momentum + statistics[c] * rest        rest = 1 - momentum, made where f64 is at hand
//
//   moving, statistics [size]
//
// One invocation moves one of them.

override size: u32;
override momentum: f32;
override rest: f32;

@group(0) @binding(1) var<storage, read> statistics: array<f32>;
@group(0) @binding(2) var<storage, read_write> moving: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index < size) {
        moving[index] = moving[index] * momentum + statistics[index] * rest;
    }
}
