// Dropout in its inverted form, and its own gradient: with the same seed and step, d_x from d_y.
//
//   y[e] = x[e] * scale if u[e] >= rate, else 0        x, y [batch, size]
//
//   scale = 1 / (1 - rate)   u uniform in [0, 1) on a grid of 2^-24, drawn from the run's seed, the layer and the step
//
// Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR 2014. One invocation
// computes four values of y, since random words come by fours.

override size: u32; // numbers an image
override layer: u32;
override rate: f32;
override scale: f32;

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

const OF_A_LAYER = 0x80000000u;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let block = invocation(workgroup, workgroups, local);
    var words = philox(vec4u(block, 0u, OF_A_LAYER | layer, dims.step), dims.seed);
    for (var i = 0u; i < 4u; i++) {
        let index = 4u * block + i;
        if (index < dims.batch * size) {
            let unit = f32(words[i] >> 8u) / 16777216.0;
            y[index] = select(0.0, x[index] * scale, unit >= rate);
        }
    }
}
