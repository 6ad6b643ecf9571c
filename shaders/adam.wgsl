// One step of Adam for all parameters at once, but those of a kernel that has taken its own: see shared/adam.wgsl.
//
//   weights, gradients, m, v [size]: flat arenas, of which `skipped` numbers from `skip` on are left alone
//
// One invocation treats one parameter.

override size: u32;
override skip: u32;
override skipped: u32;

@group(0) @binding(1) var<storage, read> gradients: array<f32, size>;
@group(0) @binding(2) var<storage, read_write> weights: array<f32, size>;
@group(0) @binding(3) var<storage, read_write> m: array<f32, size>;
@group(0) @binding(4) var<storage, read_write> v: array<f32, size>;

const WORKGROUP = 256u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let place = invocation(workgroup, workgroups, local);
    let index = select(place, place + skipped, place >= skip);
    if (index < size) {
        take_step(index, gradients[index]);
    }
}
