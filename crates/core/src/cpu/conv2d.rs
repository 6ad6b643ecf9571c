//! Convolution, bias and perhaps ReLU.

use std::ops::Range;

use crate::ops::{Geometry, Phase};

use super::activation::{gate, relu};
use super::convolution::Convolution;
use super::stage::{Backward, Stage};
use super::tile::WINDOWS;

/// A convolution.
pub(super) struct Conv2D {
    convolution: Convolution,
    relu: bool,
}

impl Conv2D {
    pub(super) fn new(
        geometry: Geometry,
        kernel: Range<usize>,
        bias: Option<Range<usize>>,
        relu: bool,
    ) -> Self {
        Self { convolution: Convolution::new(geometry, kernel, bias), relu }
    }
}

impl Stage for Conv2D {
    fn output_size(&self) -> usize {
        self.convolution.geometry.output_size()
    }

    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], _: Phase) {
        let g = self.convolution.geometry;
        let [height, width, filters] = g.output;
        let length = self.convolution.row_length();
        self.convolution.pack(weights);
        let Convolution { frame, panels, .. } = &mut self.convolution;
        for (x, y) in x.chunks_exact(g.input_size()).zip(y.chunks_exact_mut(g.output_size())) {
            frame.load(x);
            for panel in panels.iter() {
                for row in 0..height {
                    for column in (0..width).step_by(WINDOWS) {
                        // What sticks out at the end repeats the last place.
                        let place = |index: usize| (column + index).min(width - 1);
                        let starts = std::array::from_fn(|index| frame.start(row, place(index)));
                        let tile = panel.tile(frame, starts, length);
                        for (index, sums) in tile.iter().enumerate() {
                            let at = (row * width + place(index)) * filters + panel.first;
                            y[at..at + panel.filters].copy_from_slice(&sums[..panel.filters]);
                        }
                    }
                }
            }
        }
        if self.relu {
            relu(y);
        }
    }

    fn backward(&mut self, pass: Backward<'_>) {
        if self.relu {
            gate(pass.y, pass.d_y);
        }
        let g = self.convolution.geometry;
        let d_y = &*pass.d_y;
        self.convolution.backward(pass.weights, pass.x, pass.d_x, pass.gradients, |image, collector| {
            let d_y = &d_y[image * g.output_size()..][..g.output_size()];
            for (place, values) in d_y.chunks_exact(g.output[2]).enumerate() {
                let (row, column) = (place / g.output[1], place % g.output[1]);
                for (filter, value) in values.iter().enumerate() {
                    collector.push(row, column, filter, *value);
                }
            }
        });
    }
}
