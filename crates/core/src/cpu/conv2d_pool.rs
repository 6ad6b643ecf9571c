//! Convolution, bias, ReLU and the halving max pool in one: the four windows of a tile are the four places of
//! a pool, so the full feature maps never exist.

use std::ops::Range;

use crate::ops::{Geometry, Phase};

use super::convolution::Convolution;
use super::stage::{Backward, Stage};
use super::tile::{LANES, WINDOWS};

/// A convolution with its pool.
pub(super) struct Conv2DPool {
    convolution: Convolution,
    pool: Geometry,
    /// Which of its four places each output of the last batch came from, in reading order.
    winners: Vec<u8>,
}

impl Conv2DPool {
    pub(super) fn new(
        geometry: Geometry,
        pool: Geometry,
        kernel: Range<usize>,
        bias: Option<Range<usize>>,
    ) -> Self {
        Self { convolution: Convolution::new(geometry, kernel, bias), pool, winners: Vec::new() }
    }
}

impl Stage for Conv2DPool {
    fn output_size(&self) -> usize {
        self.pool.output_size()
    }

    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], _: Phase) {
        let input_size = self.convolution.geometry.input_size();
        let [height, width, filters] = self.pool.output;
        let length = self.convolution.row_length();
        self.convolution.pack(weights);
        self.winners.resize(y.len(), 0);
        let Convolution { frame, panels, .. } = &mut self.convolution;
        let size = self.pool.output_size();
        let outputs = y.chunks_exact_mut(size).zip(self.winners.chunks_exact_mut(size));
        for (x, (y, winners)) in x.chunks_exact(input_size).zip(outputs) {
            frame.load(x);
            for panel in panels.iter() {
                for row in 0..height {
                    for column in 0..width {
                        let starts = [(0, 0), (0, 1), (1, 0), (1, 1)]
                            .map(|(a, b)| frame.start(2 * row + a, 2 * column + b));
                        let (values, places) = largest(panel.tile(frame, starts, length));
                        let at = (row * width + column) * filters + panel.first;
                        y[at..at + panel.filters].copy_from_slice(&values[..panel.filters]);
                        winners[at..at + panel.filters].copy_from_slice(&places[..panel.filters]);
                    }
                }
            }
        }
    }

    fn backward(&mut self, pass: Backward<'_>) {
        let size = self.pool.output_size();
        let [_, width, filters] = self.pool.output;
        let (y, d_y, winners) = (pass.y, &*pass.d_y, &self.winners);
        self.convolution.backward(pass.weights, pass.x, pass.d_x, pass.gradients, |image, collector| {
            for place in 0..size / filters {
                let (row, column) = (2 * (place / width), 2 * (place % width));
                let at = image * size + place * filters;
                let (y, d_y, winners) =
                    (&y[at..][..filters], &d_y[at..][..filters], &winners[at..][..filters]);
                for filter in 0..filters {
                    let winner = usize::from(winners[filter]);
                    let value = if y[filter] <= 0.0 { 0.0 } else { d_y[filter] };
                    collector.push(row + winner / 2, column + winner % 2, filter, value);
                }
            }
        });
    }
}

/// Of four values the ReLU of the largest, and which it is: the first of equals; NaN wins, so that it is not
/// lost.
#[inline]
fn largest(tile: [[f32; LANES]; WINDOWS]) -> ([f32; LANES], [u8; LANES]) {
    let mut best = tile[0];
    let mut places = [0u32; LANES];
    for place in 1..WINDOWS {
        for lane in 0..LANES {
            let value = tile[place][lane];
            let wins = value > best[lane] || value.is_nan();
            best[lane] = if wins { value } else { best[lane] };
            places[lane] = if wins { place as u32 } else { places[lane] };
        }
    }
    (best.map(|value| if value < 0.0 { 0.0 } else { value }), places.map(|place| place as u8))
}
