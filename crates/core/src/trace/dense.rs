//! A dense layer's output and gradient, one number at a time.

use super::{Sum, activate};
use crate::twins::Real;

/// `x * weight`, a term of a dense layer's output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DenseTerm<T> {
    /// The input.
    pub i: usize,
    /// `x[i]`.
    pub x: T,
    /// `kernel[i, unit]`.
    pub weight: T,
    /// `x * weight`.
    pub product: T,
}

/// One value of a dense layer's output.
#[derive(Clone, Debug, PartialEq)]
pub struct DenseTrace<T> {
    /// The inputs in order.
    pub terms: Vec<DenseTerm<T>>,
    /// The unit's bias, with which the sum begins; 0 if there is none.
    pub bias: T,
    /// The bias and all products, before a ReLU.
    pub sum: T,
    /// The output's value.
    pub y: T,
}

/// `y[unit]` of [`crate::twins::dense`] for the row `x`.
pub fn dense<T: Real>(
    units: usize,
    x: &[T],
    kernel: &[T],
    bias: Option<&[T]>,
    relu: bool,
    unit: usize,
) -> DenseTrace<T> {
    let bias = bias.map_or(T::ZERO, |bias| bias[unit]);
    let mut sum = bias;
    let mut terms = Vec::with_capacity(x.len());
    for (i, &x) in x.iter().enumerate() {
        let weight = kernel[i * units + unit];
        let product = x * weight;
        sum += product;
        terms.push(DenseTerm { i, x, weight, product });
    }
    DenseTrace { terms, bias, sum, y: activate(sum, relu) }
}

/// `d_y * weight`, a term of the gradient by a dense layer's input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DenseGradientTerm<T> {
    /// The unit.
    pub o: usize,
    /// `d_y[o]`.
    pub d_y: T,
    /// `kernel[i, o]`.
    pub weight: T,
    /// `d_y * weight`.
    pub product: T,
}

/// `d_x[i]` of [`crate::twins::dense_backward_input`] for the row `d_y`: a term for each unit.
pub fn dense_backward_input<T: Real>(d_y: &[T], kernel: &[T], i: usize) -> Sum<DenseGradientTerm<T>, T> {
    let mut sum = T::ZERO;
    let mut terms = Vec::with_capacity(d_y.len());
    let weights = &kernel[i * d_y.len()..][..d_y.len()];
    for (o, (&d_y, &weight)) in d_y.iter().zip(weights).enumerate() {
        let product = d_y * weight;
        sum += product;
        terms.push(DenseGradientTerm { o, d_y, weight, product });
    }
    Sum { terms, sum }
}
