//! The penalty on large weights: Krogh and Hertz, "A simple weight decay can improve generalization", NIPS 1991, as
//! Keras's `regularizers.L2`.

use super::Real;
use crate::backend::Totals;
use crate::network::Network;

/// `l2 * sum of w[e]^2`, in f64
pub fn l2_penalty<T: Real>(w: &[T], l2: f32) -> f64 {
    // Four sums at once: one alone would wait for itself.
    let mut sums = [0.0; 4];
    for chunk in w.chunks(4) {
        for (sum, w) in sums.iter_mut().zip(chunk) {
            *sum += w.to_f64() * w.to_f64();
        }
    }
    f64::from(l2) * sums.iter().sum::<f64>()
}

/// `d_w[e] += 2 * l2 * w[e]`
pub fn l2_gradient<T: Real>(w: &[T], d_w: &mut [T], l2: f32) {
    let factor = T::from_f64((2.0 * l2).into());
    for (d_w, w) in d_w.iter_mut().zip(w) {
        *d_w += factor * *w;
    }
}

/// `totals.loss += images * sum of penalties`, since totals hold sums over images.
pub fn add_penalty<T: Real>(totals: &mut Totals, penalties: &[T]) {
    let penalty: f64 = penalties.iter().map(|penalty| penalty.to_f64()).sum();
    totals.loss += totals.images as f64 * penalty;
}

/// What a network's penalties add to the loss of a batch; `weights` are an arena.
pub fn penalty<T: Real>(network: &Network, weights: &[T]) -> f64 {
    network.regularized().map(|parameter| l2_penalty(&weights[parameter.range()], parameter.l2)).sum()
}

/// Adds what a network's penalties add to the gradients; both are arenas.
pub fn penalty_gradients<T: Real>(network: &Network, weights: &[T], gradients: &mut [T]) {
    for parameter in network.regularized() {
        let range = parameter.range();
        l2_gradient(&weights[range.clone()], &mut gradients[range], parameter.l2);
    }
}
