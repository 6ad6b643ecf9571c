// A batch of images, gathered from the data set in the feed's order.
//
//   x[n, e] = images[order[first + n], e] / 255        (bytes)
//   x[n, e] = images[order[first + n], e]              (floats)
//
//   images: the windows of shared/pixels.wgsl      x [batch, size]
//
// One invocation computes one number of x.

override size: u32; // numbers an image
override bytes: bool;

@group(0) @binding(1) var<storage, read> order: array<u32>;
@group(0) @binding(2) var<storage, read> low: array<u32>;
@group(0) @binding(3) var<storage, read> high: array<u32>;
@group(0) @binding(4) var<storage, read_write> x: array<f32>;

const WORKGROUP = 256u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index < dims.batch * size) {
        x[index] = pixel(order[dims.first + index / size], size, index % size);
    }
}
