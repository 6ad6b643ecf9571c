//! Activations and their gradients, element by element or row by row.

use super::Real;

/// `y[i] = max(x[i], 0)`; NaN stays NaN.
pub fn relu<T: Real>(x: &[T]) -> Vec<T> {
    x.iter().map(|value| if *value < T::ZERO { T::ZERO } else { *value }).collect()
}

/// `d_x[i] = d_y[i] if y[i] > 0, else 0`, from the ReLU's output: the gradient at 0 is 0, as in Keras.
pub fn relu_backward<T: Real>(y: &[T], d_y: &[T]) -> Vec<T> {
    let gate = |(y, d_y): (&T, &T)| if *y <= T::ZERO { T::ZERO } else { *d_y };
    y.iter().zip(d_y).map(gate).collect()
}

/// `y[row, i] = exp(x[row, i] - m) / sum over j of exp(x[row, j] - m)`, with `m` the row's largest.
///
/// `x` and `y` are `[rows, classes]`.
pub fn softmax<T: Real>(x: &[T], classes: usize) -> Vec<T> {
    let mut y = Vec::with_capacity(x.len());
    for row in x.chunks_exact(classes) {
        let largest =
            row.iter().fold(row[0], |largest, value| if *value > largest { *value } else { largest });
        let mut sum = T::ZERO;
        for value in row {
            sum += (*value - largest).exp();
        }
        y.extend(row.iter().map(|value| (*value - largest).exp() / sum));
    }
    y
}

/// `d_x[row, i] = y[row, i] * (d_y[row, i] - sum over j of d_y[row, j] * y[row, j])`
///
/// from the softmax's output `y`. All are `[rows, classes]`.
pub fn softmax_backward<T: Real>(y: &[T], d_y: &[T], classes: usize) -> Vec<T> {
    let mut d_x = Vec::with_capacity(y.len());
    for (y, d_y) in y.chunks_exact(classes).zip(d_y.chunks_exact(classes)) {
        let mut dot = T::ZERO;
        for (probability, gradient) in y.iter().zip(d_y) {
            dot += *gradient * *probability;
        }
        d_x.extend(y.iter().zip(d_y).map(|(probability, gradient)| *probability * (*gradient - dot)));
    }
    d_x
}
