// One step of Adam for all parameters at once, in the form that Keras gives it.
//
//   m += (g - m) (1 - beta_1)      v += (g^2 - v) (1 - beta_2)      w -= alpha m / (sqrt(v) + epsilon)
//   alpha = learning_rate sqrt(1 - beta_2^t) / (1 - beta_1^t), made where f64 is at hand
//
//   weights, gradients, m, v [size]: flat arenas
//
// Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, with Keras's epsilon outside of the bias
// correction. One invocation treats one parameter.

override size: u32;
override beta_1: f32;
override beta_2: f32;
override epsilon: f32;

@group(0) @binding(1) var<storage, read> gradients: array<f32, size>;
@group(0) @binding(2) var<storage, read_write> weights: array<f32, size>;
@group(0) @binding(3) var<storage, read_write> m: array<f32, size>;
@group(0) @binding(4) var<storage, read_write> v: array<f32, size>;

const WORKGROUP = 256u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= size) {
        return;
    }
    let g = gradients[index];
    let old_m = m[index];
    let old_v = v[index];
    let first = old_m + (g - old_m) * (1.0 - beta_1);
    let second = old_v + (g * g - old_v) * (1.0 - beta_2);
    m[index] = first;
    v[index] = second;
    weights[index] -= dims.alpha * first / (sqrt(second) + epsilon);
}
