// Softmax, sparse categorical cross-entropy and its gradient in one.
//
//   loss[n] = log(sum over k of exp(logits[n, k])) - logits[n, label]
//   d_logits[n, k] = (softmax(logits[n])[k] - [k = label]) / batch: the gradient of the mean loss
//
//   logits, d_logits [batch, classes]   outcomes [batch]: x the loss, y 1 if the largest logit is the label's (the
//   first of equals), else 0
//
// One invocation computes one image.

override classes: u32;

@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> order: array<u32>;
@group(0) @binding(3) var<storage, read> labels: array<u32>;
@group(0) @binding(4) var<storage, read_write> d_logits: array<f32>;
@group(0) @binding(5) var<storage, read_write> outcomes: array<vec2f>;

const WORKGROUP = 64u;

fn logit(n: u32, k: u32) -> f32 {
    return logits[n * classes + k];
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let n = invocation(workgroup, workgroups, local);
    if (n >= dims.batch) {
        return;
    }
    let s = softmax_of(n);
    let label = label_of(n);
    for (var k = 0u; k < classes; k++) {
        d_logits[n * classes + k] = d_logit(s, n, k, label);
    }
    outcomes[n] = outcome(s, n, label);
}
