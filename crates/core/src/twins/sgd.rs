//! Gradient descent with momentum, in Keras's form: the velocity holds the learning rate.

use super::Real;

/// `v = momentum * v - learning_rate * g`, then `w += v`, or with Nesterov's look ahead
/// `w += momentum * v - learning_rate * g`
///
/// One step; all slices have the same length. Sutskever et al., "On the importance of initialization and momentum in
/// deep learning", ICML 2013.
pub fn sgd<T: Real>(w: &mut [T], g: &[T], v: &mut [T], learning_rate: T, momentum: T, nesterov: bool) {
    for ((w, g), v) in w.iter_mut().zip(g).zip(v) {
        *v = momentum * *v - learning_rate * *g;
        *w += if nesterov { momentum * *v - learning_rate * *g } else { *v };
    }
}
