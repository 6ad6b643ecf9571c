//! Activations that stand alone, and the ReLU's gate.

use crate::ops::Phase;
use crate::twins;

use super::stage::{Backward, Stage};

/// ReLU of `size` numbers an image.
pub(super) struct Relu {
    pub(super) size: usize,
}

impl Stage for Relu {
    fn output_size(&self) -> usize {
        self.size
    }

    fn forward(&mut self, _: &[f32], x: &[f32], y: &mut [f32], _: Phase) {
        y.copy_from_slice(x);
        relu(y);
    }

    fn backward(&mut self, pass: Backward<'_>) {
        if let Some(d_x) = pass.d_x {
            d_x.copy_from_slice(pass.d_y);
            gate(pass.y, d_x);
        }
    }
}

/// Softmax over rows of `classes`.
pub(super) struct Softmax {
    pub(super) rows: usize,
    pub(super) classes: usize,
}

impl Stage for Softmax {
    fn output_size(&self) -> usize {
        self.rows * self.classes
    }

    fn forward(&mut self, _: &[f32], x: &[f32], y: &mut [f32], _: Phase) {
        y.copy_from_slice(&twins::softmax(x, self.classes));
    }

    fn backward(&mut self, pass: Backward<'_>) {
        if let Some(d_x) = pass.d_x {
            d_x.copy_from_slice(&twins::softmax_backward(pass.y, pass.d_y, self.classes));
        }
    }
}

/// `y = max(y, 0)`; NaN stays NaN.
pub(super) fn relu(y: &mut [f32]) {
    for value in y {
        *value = if *value < 0.0 { 0.0 } else { *value };
    }
}

/// `d_y = 0` where the ReLU's output is.
pub(super) fn gate(y: &[f32], d_y: &mut [f32]) {
    for (gradient, value) in d_y.iter_mut().zip(y) {
        *gradient = if *value <= 0.0 { 0.0 } else { *gradient };
    }
}
