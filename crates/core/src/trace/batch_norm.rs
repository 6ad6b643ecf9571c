//! One number of a batch normalisation's output or gradient, step by step.

use crate::twins::Real;

/// What a batch normalisation knows of a channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Channel<T> {
    /// The mean that it takes off.
    pub mean: T,
    /// The variance that it divides by.
    pub variance: T,
    /// What is added to the variance.
    pub epsilon: T,
    /// The scale; 1 where there is none.
    pub gamma: T,
    /// What is added; 0 where there is nothing.
    pub beta: T,
}

/// One value of a batch normalisation's output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatchNormTrace<T> {
    /// `x - mean`
    pub centred: T,
    /// `1 / sqrt(variance + epsilon)`
    pub factor: T,
    /// `x_hat = centred * factor`
    pub normal: T,
    /// `gamma * x_hat`
    pub scaled: T,
    /// `scaled + beta`
    pub y: T,
}

/// `y[r, c]` of [`crate::twins::batch_norm`].
pub fn batch_norm<T: Real>(x: T, channel: Channel<T>) -> BatchNormTrace<T> {
    let Channel { mean, variance, epsilon, gamma, beta } = channel;
    let centred = x - mean;
    let factor = T::from_f64(1.0) / (variance + epsilon).sqrt();
    let normal = centred * factor;
    let scaled = gamma * normal;
    BatchNormTrace { centred, factor, normal, scaled, y: scaled + beta }
}

/// One value of the gradient by a batch normalisation's input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatchNormGradientTrace<T> {
    /// What goes through the batch's own mean and variance, `(d_beta + x_hat * d_gamma) / rows`; 0 in inference.
    pub through_moments: T,
    /// `d_y - through_moments`
    pub rest: T,
    /// `rest * factor`
    pub d_scaled: T,
    /// `gamma * d_scaled`
    pub d_x: T,
}

/// `d_x[r, c]` of [`crate::twins::batch_norm_backward_input`], of a batch of `rows` rows over which `d_gamma` and
/// `d_beta` are sums; in inference, where the statistics are constants, without them.
pub fn batch_norm_backward_input<T: Real>(
    x: T,
    d_y: T,
    channel: Channel<T>,
    sums: Option<([T; 2], usize)>,
) -> BatchNormGradientTrace<T> {
    let BatchNormTrace { factor, normal, .. } = batch_norm(x, channel);
    let through_moments = match sums {
        Some(([d_gamma, d_beta], rows)) => (d_beta + normal * d_gamma) / T::from_f64(rows as f64),
        None => T::ZERO,
    };
    let rest = d_y - through_moments;
    let d_scaled = rest * factor;
    BatchNormGradientTrace { through_moments, rest, d_scaled, d_x: channel.gamma * d_scaled }
}
