// Dense layer with bias and, if asked, ReLU: the plain text of it.
//
//   y[n, o] = act(bias[o] + sum over i of x[n, i] * kernel[i, o])
//
//   x [batch, inputs]   kernel [inputs, units]   bias [units]   y [batch, units]
//
// One invocation computes one value of y.

override inputs: u32;
override units: u32;
override relu: bool;

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> kernel: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> y: array<f32>;

const WORKGROUP = 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= dims.batch * units) {
        return;
    }
    let n = index / units;
    let o = index % units;
    var sum = bias[o];
    for (var i = 0u; i < inputs; i++) {
        sum += x[n * inputs + i] * kernel[i * units + o];
    }
    y[index] = select(sum, max(sum, 0.0), relu);
}
