// One step of gradient descent with momentum for all parameters at once, in the form that Keras gives it.
//
//   v = momentum v - learning_rate g      w += v, or with Nesterov's look ahead w += momentum v - learning_rate g
//
//   weights, gradients, v [size]: flat arenas      dims.alpha: the learning rate
//
// Sutskever et al., "On the importance of initialization and momentum in deep learning", ICML 2013. One invocation
// treats one parameter.

override size: u32;
override momentum: f32;
override nesterov: bool;

@group(0) @binding(1) var<storage, read> gradients: array<f32, size>;
@group(0) @binding(2) var<storage, read_write> weights: array<f32, size>;
@group(0) @binding(3) var<storage, read_write> v: array<f32, size>;

const WORKGROUP = 256u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= size) {
        return;
    }
    let pull = dims.alpha * gradients[index];
    let velocity = momentum * v[index] - pull;
    v[index] = velocity;
    weights[index] += select(velocity, momentum * velocity - pull, nesterov);
}
