//! Sums of values, and of gradients that come from several sides.

use super::Real;

/// `y[i] = a[i] + b[i]`
pub fn add<T: Real>(a: &[T], b: &[T]) -> Vec<T> {
    a.iter().zip(b).map(|(a, b)| *a + *b).collect()
}

/// `sum[i] = x[i]` if this is the first of what is summed up, else `sum[i] = sum[i] + x[i]`.
pub fn accumulate<T: Real>(sum: &mut [T], x: &[T], first: bool) {
    for (sum, x) in sum.iter_mut().zip(x) {
        *sum = if first { *x } else { *sum + *x };
    }
}
