//! Adam, in Keras's form: epsilon stands outside the bias correction.

use super::Real;

/// How much of the mean gradient a step keeps.
pub const BETA_1: f64 = 0.9;

/// How much of the mean squared gradient a step keeps.
pub const BETA_2: f64 = 0.999;

/// What keeps the quotient finite.
pub const EPSILON: f64 = 1e-7;

/// `m += (g - m) * (1 - beta_1)`, `v += (g*g - v) * (1 - beta_2)`, `w -= m * alpha / (sqrt(v) + epsilon)`
///
/// One step, with `alpha` from [`adam_alpha`]. All slices have the same length.
pub fn adam<T: Real>(w: &mut [T], g: &[T], m: &mut [T], v: &mut [T], alpha: T) {
    let keep_1 = T::from_f64(1.0 - BETA_1);
    let keep_2 = T::from_f64(1.0 - BETA_2);
    let epsilon = T::from_f64(EPSILON);
    for (((w, g), m), v) in w.iter_mut().zip(g).zip(m).zip(v) {
        *m += (*g - *m) * keep_1;
        *v += (*g * *g - *v) * keep_2;
        *w = *w - *m * alpha / (v.sqrt() + epsilon);
    }
}

/// `alpha = learning_rate * sqrt(1 - beta_2^step) / (1 - beta_1^step)`, with steps counted from 1.
///
/// It is computed in f64, so that the first steps lose no digits in `1 - beta_2^step`.
pub fn adam_alpha(learning_rate: f32, step: u64) -> f32 {
    let [power_1, power_2] = [BETA_1, BETA_2].map(|beta| beta_power(beta, step));
    (f64::from(learning_rate) * (1.0 - power_2).sqrt() / (1.0 - power_1)) as f32
}

/// `beta^step`, where the beta is Keras's float32 value.
pub(crate) fn beta_power(beta: f64, step: u64) -> f64 {
    f64::from(beta as f32).powi(i32::try_from(step).unwrap_or(i32::MAX))
}
