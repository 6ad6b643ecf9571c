//! A convolution's output and gradients, one number at a time.

use super::{Place, Sum, activate};
use crate::ops::Geometry;
use crate::twins::{Real, places};

/// `x * weight`, a term of a convolution's output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConvolutionTerm<T> {
    /// The kernel's row.
    pub u: usize,
    /// The kernel's column.
    pub v: usize,
    /// The input's channel.
    pub c: usize,
    /// The place in the input.
    pub place: Place,
    /// The input's value; 0 in the padding.
    pub x: T,
    /// `kernel[u, v, c, o]`.
    pub weight: T,
    /// `x * weight`; 0 in the padding.
    pub product: T,
}

/// One value of a convolution's output.
#[derive(Clone, Debug, PartialEq)]
pub struct ConvolutionTrace<T> {
    /// The kernel's cells in order, those over padding among them.
    pub terms: Vec<ConvolutionTerm<T>>,
    /// The filter's bias, with which the sum begins; 0 if there is none.
    pub bias: T,
    /// The bias and all products, before a ReLU.
    pub sum: T,
    /// The output's value.
    pub y: T,
}

/// `y[i, j, o]` of [`crate::twins::conv2d`].
pub fn conv2d<T: Real>(
    g: &Geometry,
    x: &[T],
    kernel: &[T],
    bias: Option<&[T]>,
    relu: bool,
    [i, j, o]: [usize; 3],
) -> ConvolutionTrace<T> {
    let bias = bias.map_or(T::ZERO, |bias| bias[o]);
    let mut sum = bias;
    let mut terms = Vec::with_capacity(g.depth());
    for (index, (u, v, c)) in places([g.size[0], g.size[1], g.input[2]]).enumerate() {
        let place = Place::under(g, [i, j], [u, v]);
        let (x, weight) = (place.read(g, x, c), kernel[index * g.output[2] + o]);
        let product = place.product(x, weight);
        if place.inside {
            sum += product;
        }
        terms.push(ConvolutionTerm { u, v, c, place, x, weight, product });
    }
    ConvolutionTrace { terms, bias, sum, y: activate(sum, relu) }
}

/// `x * d_y`, a term of the gradient by a kernel's weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KernelGradientTerm<T> {
    /// The window's row.
    pub i: usize,
    /// The window's column.
    pub j: usize,
    /// The place in the input, under the weight's cell.
    pub place: Place,
    /// The input's value; 0 in the padding.
    pub x: T,
    /// `d_y[i, j, o]`.
    pub d_y: T,
    /// `x * d_y`; 0 in the padding.
    pub product: T,
}

/// `d_kernel[u, v, c, o]` of [`crate::twins::conv2d_backward_kernel`]: a term for each window, those whose cell lies
/// over padding among them.
pub fn conv2d_backward_kernel<T: Real>(
    g: &Geometry,
    x: &[T],
    d_y: &[T],
    [u, v, c, o]: [usize; 4],
) -> Sum<KernelGradientTerm<T>, T> {
    let mut sum = T::ZERO;
    let mut terms = Vec::with_capacity(g.output[0] * g.output[1]);
    for (index, (i, j, _)) in places([g.output[0], g.output[1], 1]).enumerate() {
        let place = Place::under(g, [i, j], [u, v]);
        let (x, d_y) = (place.read(g, x, c), d_y[index * g.output[2] + o]);
        let product = place.product(x, d_y);
        if place.inside {
            sum += product;
        }
        terms.push(KernelGradientTerm { i, j, place, x, d_y, product });
    }
    Sum { terms, sum }
}

/// `d_y * weight`, a term of the gradient by a value of the input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InputGradientTerm<T> {
    /// The kernel's row.
    pub u: usize,
    /// The kernel's column.
    pub v: usize,
    /// The window's row.
    pub i: usize,
    /// The window's column.
    pub j: usize,
    /// The filter.
    pub o: usize,
    /// `d_y[i, j, o]`.
    pub d_y: T,
    /// `kernel[u, v, c, o]`.
    pub weight: T,
    /// `d_y * weight`.
    pub product: T,
}

/// `d_x[row, column, c]` of [`crate::twins::conv2d_backward_input`]: a term for each filter of each window over the
/// place.
pub fn conv2d_backward_input<T: Real>(
    g: &Geometry,
    d_y: &[T],
    kernel: &[T],
    [row, column, c]: [usize; 3],
) -> Sum<InputGradientTerm<T>, T> {
    let filters = g.output[2];
    let mut sum = T::ZERO;
    let mut terms = Vec::new();
    for (u, v, o) in places([g.size[0], g.size[1], filters]) {
        let (Some(i), Some(j)) = (g.output_place(0, row, u), g.output_place(1, column, v)) else { continue };
        let d_y = d_y[(i * g.output[1] + j) * filters + o];
        let weight = kernel[((u * g.size[1] + v) * g.input[2] + c) * filters + o];
        let product = d_y * weight;
        sum += product;
        terms.push(InputGradientTerm { u, v, i, j, o, d_y, weight, product });
    }
    Sum { terms, sum }
}
