//! The fully connected layer: three matrix products.

use std::ops::Range;

use crate::ops::Phase;

use super::activation::{gate, relu};
use super::gemm::{Matrix, gemm};
use super::stage::{Backward, Stage};

/// A dense layer's place in the arena and its sizes.
pub(super) struct Dense {
    inputs: usize,
    units: usize,
    kernel: Range<usize>,
    bias: Option<Range<usize>>,
    relu: bool,
}

impl Dense {
    pub(super) fn new(
        [inputs, units]: [usize; 2],
        kernel: Range<usize>,
        bias: Option<Range<usize>>,
        relu: bool,
    ) -> Self {
        Self { inputs, units, kernel, bias, relu }
    }
}

impl Stage for Dense {
    fn output_size(&self) -> usize {
        self.units
    }

    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], _: Phase) {
        match &self.bias {
            Some(bias) => {
                for row in y.chunks_exact_mut(self.units) {
                    row.copy_from_slice(&weights[bias.clone()]);
                }
            }
            None => y.fill(0.0),
        }
        let kernel = Matrix::new(&weights[self.kernel.clone()], self.units);
        gemm(Matrix::new(x, self.inputs), kernel, 1.0, y);
        if self.relu {
            relu(y);
        }
    }

    fn backward(&mut self, pass: Backward<'_>) {
        if self.relu {
            gate(pass.y, pass.d_y);
        }
        if let Some(bias) = &self.bias {
            let d_bias = &mut pass.gradients[bias.clone()];
            d_bias.fill(0.0);
            for row in pass.d_y.chunks_exact(self.units) {
                for (sum, gradient) in d_bias.iter_mut().zip(row) {
                    *sum += gradient;
                }
            }
        }
        let d_y = Matrix::new(pass.d_y, self.units);
        let x = Matrix::new(pass.x, self.inputs);
        gemm(x.transposed(), d_y, 0.0, &mut pass.gradients[self.kernel.clone()]);
        if let Some(d_x) = pass.d_x {
            let kernel = Matrix::new(&pass.weights[self.kernel.clone()], self.units);
            gemm(d_y, kernel.transposed(), 0.0, d_x);
        }
    }
}
