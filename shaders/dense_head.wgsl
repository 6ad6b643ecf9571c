// The end of a classifier in one, there and back: two dense layers, softmax, sparse categorical cross-entropy, and the gradients
// by the logits, by what is between the two layers, and by what comes in.
//
//   y[n, o] = act(bias_1[o] + sum over i of x[n, i] * kernel_1[i, o])
//   logits[n, k] = bias_2[k] + sum over o of y[n, o] * kernel_2[o, k]
//   loss, hit and d_logits: those of softmax_cross_entropy
//   d_y[n, o] = sum over k of d_logits[n, k] * kernel_2[o, k], with a ReLU 0 unless y[n, o] > 0
//   d_x[n, i] = sum over o of d_y[n, o] * kernel_1[i, o], where x came out of a ReLU (gated) 0 unless x[n, i] > 0
//
//   x, d_x [batch, inputs]   between [2, capacity, units]: y, then d_y   d_logits [batch, classes]
//   weights: the whole arena, in which kernels and biases begin where the constants say   outcomes [batch]: loss and hit
//
// One workgroup computes one image and keeps all between the layers to itself. Layers are small at a network's end, and what a
// graphics card takes for them is mostly the begin of seven kernels; where the layers are large, others serve.

override inputs: u32;
override units: u32;
override classes: u32;
override capacity: u32; // the largest batch
override size: u32; // of the arena
override relu: bool;
override gated: bool;
override kernel_1: u32;
override bias_1: u32;
override kernel_2: u32;
override bias_2: u32;

// Where the gradients begin in `between`: a binding's start is a multiple of 64 numbers.
const D_Y = (capacity * units + 63u) / 64u * 64u;

@group(0) @binding(1) var<storage, read> x: array<f32, capacity * inputs>;
@group(0) @binding(2) var<storage, read> weights: array<f32, size>;
@group(0) @binding(3) var<storage, read> order: array<u32>;
@group(0) @binding(4) var<storage, read> labels: array<u32>;
@group(0) @binding(5) var<storage, read_write> between: array<f32, D_Y + capacity * units>;
@group(0) @binding(6) var<storage, read_write> d_logits: array<f32, capacity * classes>;
@group(0) @binding(7) var<storage, read_write> d_x: array<f32, capacity * inputs>;
@group(0) @binding(8) var<storage, read_write> outcomes: array<vec2f>;

const WORKGROUP = 256u;

// Parts of each logit's sum, since there are fewer logits than invocations.
const PARTS = WORKGROUP / classes;
const LENGTH = (units + PARTS - 1u) / PARTS;

var<workgroup> row: array<f32, inputs>;
var<workgroup> middle: array<f32, units>;
var<workgroup> parts: array<f32, WORKGROUP>;
var<workgroup> logits: array<f32, classes>;

fn logit(n: u32, k: u32) -> f32 {
    return logits[k];
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let n = workgroup.y * workgroups.x + workgroup.x;
    if (n >= dims.batch) {
        return;
    }
    for (var i = local; i < inputs; i += WORKGROUP) {
        row[i] = x[n * inputs + i];
    }
    workgroupBarrier();

    for (var o = local; o < units; o += WORKGROUP) {
        var sum = weights[bias_1 + o];
        for (var i = 0u; i < inputs; i++) {
            sum += row[i] * weights[kernel_1 + i * units + o];
        }
        middle[o] = select(sum, max(sum, 0.0), relu);
        between[n * units + o] = middle[o];
    }
    workgroupBarrier();

    if (local < PARTS * classes) {
        let k = local % classes;
        let from_unit = local / classes * LENGTH;
        var sum = 0.0;
        for (var o = from_unit; o < min(from_unit + LENGTH, units); o++) {
            sum += middle[o] * weights[kernel_2 + o * classes + k];
        }
        parts[local] = sum;
    }
    workgroupBarrier();

    if (local < classes) {
        var sum = weights[bias_2 + local];
        for (var part = 0u; part < PARTS; part++) {
            sum += parts[part * classes + local];
        }
        logits[local] = sum;
    }
    workgroupBarrier();

    // Each invocation for itself: it is less than to wait for one of them.
    let s = softmax_of(n);
    let label = label_of(n);
    if (local < classes) {
        parts[local] = d_logit(s, n, local, label);
        d_logits[n * classes + local] = parts[local];
    }
    if (local == 0u) {
        outcomes[n] = outcome(s, n, label);
    }
    workgroupBarrier();

    for (var o = local; o < units; o += WORKGROUP) {
        var d = 0.0;
        for (var k = 0u; k < classes; k++) {
            d += parts[k] * weights[kernel_2 + o * classes + k];
        }
        middle[o] = select(d, 0.0, relu && middle[o] <= 0.0);
        between[D_Y + n * units + o] = middle[o];
    }
    workgroupBarrier();

    for (var i = local; i < inputs; i += WORKGROUP) {
        var d = 0.0;
        for (var o = 0u; o < units; o++) {
            d += middle[o] * weights[kernel_1 + i * units + o];
        }
        d_x[n * inputs + i] = select(d, 0.0, gated && row[i] <= 0.0);
    }
}
