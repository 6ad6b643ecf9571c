//! Batch normalisation: the statistics of a batch, what is made of them, and the way back through both.
//!
//! `x`, `y` and their gradients are `[rows, channels]`: a row is an image, or a pixel of one.

use super::Real;

/// What a batch normalisation takes off and divides by, a number a channel.
#[derive(Clone, Copy, Debug)]
pub struct Moments<'a, T> {
    /// The means.
    pub mean: &'a [T],
    /// The biased variances.
    pub variance: &'a [T],
    /// What is added to a variance, so that a channel of one value is divided by something.
    pub epsilon: T,
}

impl<T: Real> Moments<'_, T> {
    fn channels(&self) -> usize {
        self.mean.len()
    }

    /// `1 / sqrt(variance[c] + epsilon)`
    fn factor(&self, c: usize) -> T {
        T::from_f64(1.0) / (self.variance[c] + self.epsilon).sqrt()
    }

    /// `x_hat[r, c] = (x[r, c] - mean[c]) / sqrt(variance[c] + epsilon)`, the value at `c` of a row.
    fn normal(&self, row: &[T], c: usize) -> T {
        (row[c] - self.mean[c]) * self.factor(c)
    }
}

/// `mean[c] = sum over r of x[r, c] / rows`
pub fn batch_norm_mean<T: Real>(x: &[T], channels: usize) -> Vec<T> {
    mean(x, channels, |row, c| row[c])
}

/// `variance[c] = sum over r of (x[r, c] - mean[c])^2 / rows`
pub fn batch_norm_variance<T: Real>(x: &[T], mean: &[T]) -> Vec<T> {
    self::mean(x, mean.len(), |row, c| (row[c] - mean[c]) * (row[c] - mean[c]))
}

/// `y[r, c] = gamma[c] * x_hat[r, c] + beta[c]`, with `x_hat[r, c] = (x[r, c] - mean[c]) / sqrt(variance[c] + epsilon)`
///
/// A missing `gamma` is 1, a missing `beta` 0. Ioffe and Szegedy, "Batch normalization: accelerating deep network
/// training by reducing internal covariate shift", ICML 2015.
pub fn batch_norm<T: Real>(
    x: &[T],
    moments: Moments<'_, T>,
    gamma: Option<&[T]>,
    beta: Option<&[T]>,
) -> Vec<T> {
    let value = |row: &[T], c: usize| {
        let scaled = gamma.map_or(moments.normal(row, c), |gamma| gamma[c] * moments.normal(row, c));
        beta.map_or(scaled, |beta| scaled + beta[c])
    };
    let rows = x.chunks_exact(moments.channels());
    rows.flat_map(|row| (0..row.len()).map(move |c| value(row, c))).collect()
}

/// `moving[c] = moving[c] * momentum + batch[c] * (1 - momentum)`
pub fn moving_average<T: Real>(moving: &mut [T], batch: &[T], momentum: f64) {
    let (keep, take) = (T::from_f64(momentum), T::from_f64(1.0 - momentum));
    for (moving, batch) in moving.iter_mut().zip(batch) {
        *moving = *moving * keep + *batch * take;
    }
}

/// `d_gamma[c] = sum over r of d_y[r, c] * x_hat[r, c]`
///
/// The gradient of `beta` is that of a bias.
pub fn batch_norm_backward_gamma<T: Real>(x: &[T], d_y: &[T], moments: Moments<'_, T>) -> Vec<T> {
    let channels = moments.channels();
    let mut d_gamma = vec![T::ZERO; channels];
    for (x, d_y) in x.chunks_exact(channels).zip(d_y.chunks_exact(channels)) {
        for c in 0..channels {
            d_gamma[c] += d_y[c] * moments.normal(x, c);
        }
    }
    d_gamma
}

/// `d_x[r, c] = gamma[c] / sqrt(variance[c] + epsilon) * (d_y[r, c] - (d_beta[c] + x_hat[r, c] * d_gamma[c]) / rows)`
///
/// The way back of a batch of `rows` rows that was normalised by its own statistics: every row had its part in them. `x`
/// and `d_y` may be some of these rows; `d_gamma` and `d_beta` are sums over all of them.
pub fn batch_norm_backward_input<T: Real>(
    x: &[T],
    d_y: &[T],
    moments: Moments<'_, T>,
    gamma: Option<&[T]>,
    [d_gamma, d_beta]: [&[T]; 2],
    rows: usize,
) -> Vec<T> {
    let channels = moments.channels();
    let rows = T::from_f64(rows as f64);
    let mut d_x = Vec::with_capacity(x.len());
    for (x, d_y) in x.chunks_exact(channels).zip(d_y.chunks_exact(channels)) {
        d_x.extend((0..channels).map(|c| {
            let through_moments = (d_beta[c] + moments.normal(x, c) * d_gamma[c]) / rows;
            let d_scaled = (d_y[c] - through_moments) * moments.factor(c);
            gamma.map_or(d_scaled, |gamma| gamma[c] * d_scaled)
        }));
    }
    d_x
}

/// The mean over all rows of a value a channel.
fn mean<T: Real>(x: &[T], channels: usize, value: impl Fn(&[T], usize) -> T) -> Vec<T> {
    let rows = T::from_f64((x.len() / channels) as f64);
    let mut sums = vec![T::ZERO; channels];
    for row in x.chunks_exact(channels) {
        for c in 0..channels {
            sums[c] += value(row, c);
        }
    }
    sums.into_iter().map(|sum| sum / rows).collect()
}
