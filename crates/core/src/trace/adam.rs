//! A step of Adam for one weight.

use crate::twins::{self, BETA_1, BETA_2, EPSILON, Real, beta_power};

/// What a step makes of one weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdamTrace<T> {
    /// The mean gradient.
    pub m: T,
    /// The mean squared gradient.
    pub v: T,
    /// `m / (1 - beta_1^step)`: the mean without the pull of its beginning at 0.
    pub m_hat: T,
    /// `v / (1 - beta_2^step)`: the same for the mean square.
    pub v_hat: T,
    /// [`crate::twins::adam_alpha`]: the learning rate with both corrections in it.
    pub alpha: T,
    /// What is added to the weight, `-m * alpha / (sqrt(v) + epsilon)`.
    pub change: T,
    /// The weight after the step.
    pub w: T,
}

/// A step of [`crate::twins::adam`] for the weight `w` with the gradient `g`, from the means `m` and `v` before it;
/// steps are counted from 1.
pub fn adam<T: Real>(w: T, g: T, [m, v]: [T; 2], step: u64, learning_rate: f32) -> AdamTrace<T> {
    let alpha = T::from_f64(twins::adam_alpha(learning_rate, step).into());
    let (mut w, mut m, mut v) = ([w], [m], [v]);
    twins::adam(&mut w, &[g], &mut m, &mut v, alpha);
    let ([w], [m], [v]) = (w, m, v);
    let corrected = |mean: T, beta: f64| mean / T::from_f64(1.0 - beta_power(beta, step));
    AdamTrace {
        m,
        v,
        m_hat: corrected(m, BETA_1),
        v_hat: corrected(v, BETA_2),
        alpha,
        change: -(m * alpha / (v.sqrt() + T::from_f64(EPSILON))),
        w,
    }
}
