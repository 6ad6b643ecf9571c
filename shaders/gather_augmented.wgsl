// The batch of gather_batch.wgsl for a step of training, each image changed at random: turned over left to right, then
// moved by up to `shift` pixels each way.
//
//   x[n, i, j, c] = images[order[first + n], i - down, j - right, c], columns counted from the right where it is turned
//   over; 0 where that is outside of the image
//
//   side, down, right: random words of the run's seed, the step and the place n in the batch, so that the CPU draws the
//   same      images: the windows of shared/pixels.wgsl      x [batch, height, width, channels]
//
// One invocation computes one pixel of x.

override height: u32;
override width: u32;
override channels: u32;
override bytes: bool;
override flip: bool;
override shift: u32;

@group(0) @binding(1) var<storage, read> order: array<u32>;
@group(0) @binding(2) var<storage, read> low: array<u32>;
@group(0) @binding(3) var<storage, read> high: array<u32>;
@group(0) @binding(4) var<storage, read_write> x: array<f32>;

const OF_AN_AUGMENTATION = 2u;

const WORKGROUP = 64u;

// A distance from -shift to shift, each as likely as another.
fn distance_of(word: u32) -> i32 {
    return i32(((word >> 16u) * (2u * shift + 1u)) >> 16u) - i32(shift);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    let n = index / (height * width);
    if (n >= dims.batch) {
        return;
    }
    let words = philox(vec4u(n, 0u, OF_AN_AUGMENTATION, dims.step), dims.seed);
    let row = i32(index / width % height) - distance_of(words.y);
    let moved = i32(index % width) - distance_of(words.z);
    let column = select(moved, i32(width) - 1 - moved, flip && (words.x >> 31u) == 1u);
    let inside = row >= 0 && row < i32(height) && column >= 0 && column < i32(width);
    let place = select(0u, (u32(row) * width + u32(column)) * channels, inside);
    let image = order[dims.first + n];
    for (var c = 0u; c < channels; c++) {
        x[index * channels + c] = select(0.0, pixel(image, height * width * channels, place + c), inside);
    }
}
