//! One number of a layer's output or gradient with every term that makes it: what an explanation shows.
//!
//! A trace has the name of its twin in [`crate::twins`] and adds in the twin's order, so that its result has the
//! twin's bits. It takes one image, not a batch. Indices lie in the shapes that the twin documents.

mod adam;
mod average_pool;
mod batch_norm;
mod conv2d;
mod dense;
mod max_pool;
mod softmax;

pub use adam::{AdamTrace, adam};
pub use average_pool::{AverageGradientTerm, AveragePoolTrace, average_pool, average_pool_backward};
pub use batch_norm::{
    BatchNormGradientTrace, BatchNormTrace, Channel, batch_norm, batch_norm_backward_input,
};
pub use conv2d::{
    ConvolutionTerm, ConvolutionTrace, InputGradientTerm, KernelGradientTerm, conv2d, conv2d_backward_input,
    conv2d_backward_kernel,
};
pub use dense::{DenseGradientTerm, DenseTerm, DenseTrace, dense, dense_backward_input};
pub use max_pool::{MaxPoolTrace, PoolGradientTerm, PoolTerm, max_pool, max_pool_backward};
pub use softmax::{CrossEntropyTrace, SoftmaxTrace, softmax, softmax_cross_entropy};

use crate::ops::Geometry;
use crate::twins::Real;

/// Terms and what they add up to.
#[derive(Clone, Debug, PartialEq)]
pub struct Sum<Term, T> {
    /// The terms, in the order in which they are added.
    pub terms: Vec<Term>,
    /// What they add up to.
    pub sum: T,
}

/// A place of the input under a cell of a window. It may lie in the padding, before the first row or behind the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The row, from 0; negative in the padding above.
    pub row: isize,
    /// The column, from 0; negative in the padding on the left.
    pub column: isize,
    /// Whether it lies on the picture.
    pub inside: bool,
}

impl Place {
    /// The place under cell `[u, v]` of window `[i, j]`.
    fn under(g: &Geometry, window: [usize; 2], cell: [usize; 2]) -> Self {
        let [row, column] = [0, 1]
            .map(|axis| (window[axis] * g.strides[axis] + cell[axis]) as isize - g.before[axis] as isize);
        let inside = (0..2).all(|axis| g.input_place(axis, window[axis], cell[axis]).is_some());
        Self { row, column, inside }
    }

    /// Row, column, and 1 inside or 0 in the padding: the place among other numbers.
    pub fn numbers(&self) -> [f64; 3] {
        [self.row as f64, self.column as f64, self.inside.into()]
    }

    /// The picture's value in channel `c` at this place; 0 in the padding.
    fn read<T: Real>(&self, g: &Geometry, x: &[T], c: usize) -> T {
        if !self.inside {
            return T::ZERO;
        }
        x[(self.row as usize * g.input[1] + self.column as usize) * g.input[2] + c]
    }

    /// The product of a value read here; 0 in the padding, whatever the factor.
    fn product<T: Real>(&self, x: T, factor: T) -> T {
        if self.inside { x * factor } else { T::ZERO }
    }
}

/// A layer's output from its sum, with a ReLU if asked.
fn activate<T: Real>(sum: T, relu: bool) -> T {
    if relu && sum < T::ZERO { T::ZERO } else { sum }
}
