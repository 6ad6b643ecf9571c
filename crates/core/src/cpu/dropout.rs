//! Dropout.

use crate::ops::Phase;
use crate::random::{Random, Stream};
use crate::twins;

use super::stage::{Backward, Stage};

/// Dropout of `size` numbers an image.
pub(super) struct Dropout {
    size: usize,
    layer: u32,
    rate: f32,
    /// Images of the batch before those that are there.
    before: usize,
    /// What the last forward pass drew from; nothing in inference.
    random: Option<Random>,
}

impl Dropout {
    pub(super) fn new(size: usize, layer: usize, rate: f32) -> Self {
        Self { size, layer: layer as u32, rate, before: 0, random: None }
    }

    /// What is kept of `x`; of a gradient, what passes.
    fn pass(&self, x: &[f32], y: &mut [f32]) {
        match &self.random {
            Some(random) => {
                let first = (self.before * self.size) as u64;
                y.copy_from_slice(&twins::dropout_from(first, x, self.rate, random));
            }
            None => y.copy_from_slice(x),
        }
    }
}

impl Stage for Dropout {
    fn output_size(&self) -> usize {
        self.size
    }

    fn follow(&mut self, images: usize) {
        self.before = images;
    }

    fn forward(&mut self, _: &[f32], x: &[f32], y: &mut [f32], phase: Phase) {
        self.random = match phase {
            Phase::Training { seed, step } => {
                Some(Random::new(seed, Stream::Dropout { layer: self.layer, step }))
            }
            Phase::Inference => None,
        };
        self.pass(x, y);
    }

    fn backward(&mut self, pass: Backward<'_>) {
        if let Some(d_x) = pass.d_x {
            self.pass(pass.d_y, d_x);
        }
    }
}
