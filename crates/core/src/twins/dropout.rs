//! Dropout, which is its own gradient.

use super::Real;
use crate::random::Random;

/// `y[e] = x[e] / (1 - rate)` where `u[e] >= rate`, else `0`
///
/// with `u` uniform in `[0, 1)`, drawn from `random`. Srivastava et al., "Dropout: a simple way to prevent neural
/// networks from overfitting", JMLR 2014, in its inverted form. The gradient passes where a value was kept, so the
/// same function with the same `random` gives `d_x` from `d_y`.
pub fn dropout<T: Real>(x: &[T], rate: f32, random: &Random) -> Vec<T> {
    let scale = T::from_f64(dropout_scale(rate).into());
    let mut y = Vec::with_capacity(x.len());
    for (block, values) in x.chunks(4).enumerate() {
        let kept = random.units(block as u64).map(|unit| unit >= rate);
        y.extend(values.iter().zip(kept).map(|(x, kept)| if kept { *x * scale } else { T::ZERO }));
    }
    y
}

/// `1 / (1 - rate)`: what keeps the mean where it was.
pub fn dropout_scale(rate: f32) -> f32 {
    1.0 / (1.0 - rate)
}
