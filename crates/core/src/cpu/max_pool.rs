//! A max pool that stands alone, of any size and stride.

use crate::ops::{Geometry, Phase};

use super::stage::{Backward, Stage};

/// A max pool.
pub(super) struct MaxPool {
    geometry: Geometry,
    /// Where in its image each output of the last batch came from.
    winners: Vec<u32>,
}

impl MaxPool {
    pub(super) fn new(geometry: Geometry) -> Self {
        Self { geometry, winners: Vec::new() }
    }
}

impl Stage for MaxPool {
    fn output_size(&self) -> usize {
        self.geometry.output_size()
    }

    fn forward(&mut self, _: &[f32], x: &[f32], y: &mut [f32], _: Phase) {
        let g = self.geometry;
        let [_, width, channels] = g.input;
        self.winners.resize(y.len(), 0);
        let mut outputs = y.chunks_exact_mut(channels).zip(self.winners.chunks_exact_mut(channels));
        for x in x.chunks_exact(g.input_size()) {
            for row in 0..g.output[0] {
                for column in 0..g.output[1] {
                    let Some((best, winners)) = outputs.next() else { return };
                    let mut first = true;
                    for row in (0..g.size[0]).filter_map(|cell| g.input_place(0, row, cell)) {
                        for column in (0..g.size[1]).filter_map(|cell| g.input_place(1, column, cell)) {
                            let at = (row * width + column) * channels;
                            for (channel, value) in x[at..at + channels].iter().enumerate() {
                                // The first of equals wins, and NaN does, so that it is not lost.
                                if first || *value > best[channel] || value.is_nan() {
                                    best[channel] = *value;
                                    winners[channel] = (at + channel) as u32;
                                }
                            }
                            first = false;
                        }
                    }
                }
            }
        }
    }

    fn backward(&mut self, pass: Backward<'_>) {
        let Some(d_x) = pass.d_x else { return };
        d_x.fill(0.0);
        let size = self.geometry.output_size();
        let gradients = pass.d_y.chunks_exact(size).zip(self.winners.chunks_exact(size));
        for (d_x, (d_y, winners)) in d_x.chunks_exact_mut(self.geometry.input_size()).zip(gradients) {
            for (gradient, winner) in d_y.iter().zip(winners) {
                d_x[*winner as usize] += gradient;
            }
        }
    }
}
