// Adam's step for one parameter, in the form that Keras gives it:
//
//   m += (g - m) (1 - beta_1)      v += (g^2 - v) (1 - beta_2)      w -= alpha m / (sqrt(v) + epsilon)
//   alpha = learning_rate sqrt(1 - beta_2^t) / (1 - beta_1^t), made where f64 is at hand
//
// Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, with Keras's epsilon outside of the bias correction.
override beta_1: f32;
override beta_2: f32;
override epsilon: f32;

fn take_step(index: u32, g: f32) {
    let old_m = m[index];
    let old_v = v[index];
    let first = old_m + (g - old_m) * (1.0 - beta_1);
    let second = old_v + (g * g - old_v) * (1.0 - beta_2);
    m[index] = first;
    v[index] = second;
    weights[index] -= dims.alpha * first / (sqrt(second) + epsilon);
}
