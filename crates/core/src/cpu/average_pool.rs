//! Average pooling of any size and stride.

use crate::ops::{Geometry, Phase};

use super::stage::{Backward, Stage};

/// An average pool.
pub(super) struct AveragePool {
    pub(super) geometry: Geometry,
}

impl AveragePool {
    /// Calls back with the place of each window in the output, and of each place of the picture that it covers, both the
    /// first of their channels, and with the share of one such place.
    fn for_each_contact(&self, mut contact: impl FnMut(usize, usize, f32)) {
        let g = &self.geometry;
        for row in 0..g.output[0] {
            for column in 0..g.output[1] {
                let at = (row * g.output[1] + column) * g.output[2];
                let share = 1.0 / g.covered(row, column) as f32;
                for y in (0..g.size[0]).filter_map(|cell| g.input_place(0, row, cell)) {
                    for x in (0..g.size[1]).filter_map(|cell| g.input_place(1, column, cell)) {
                        contact(at, (y * g.input[1] + x) * g.input[2], share);
                    }
                }
            }
        }
    }
}

impl Stage for AveragePool {
    fn output_size(&self) -> usize {
        self.geometry.output_size()
    }

    fn forward(&mut self, _: &[f32], x: &[f32], y: &mut [f32], _: Phase) {
        let g = self.geometry;
        y.fill(0.0);
        for (x, y) in x.chunks_exact(g.input_size()).zip(y.chunks_exact_mut(g.output_size())) {
            self.for_each_contact(|output, input, share| {
                for (sum, value) in y[output..][..g.output[2]].iter_mut().zip(&x[input..]) {
                    *sum += share * value;
                }
            });
        }
    }

    fn backward(&mut self, pass: Backward<'_>) {
        let Some(d_x) = pass.d_x else { return };
        let g = self.geometry;
        d_x.fill(0.0);
        for (d_x, d_y) in d_x.chunks_exact_mut(g.input_size()).zip(pass.d_y.chunks_exact(g.output_size())) {
            self.for_each_contact(|output, input, share| {
                for (sum, gradient) in d_x[input..][..g.input[2]].iter_mut().zip(&d_y[output..]) {
                    *sum += share * gradient;
                }
            });
        }
    }
}
