//! A data set in the order in which it is visited, and how a batch of it is taken in.

use crate::augmentation::Augmentation;
use crate::backend::Batch;
use crate::dataset::{Dataset, Pixels};
use crate::random::Random;
use crate::twins;

/// A data set in the order in which it is visited.
pub struct Feed {
    pub(super) data: Dataset,
    pub(super) order: Vec<u32>,
    pub(super) batch_size: usize,
    pub(super) augmentation: Augmentation,
}

impl Feed {
    /// A feed of one batch alone.
    pub(super) fn part(&self, batch: Batch) -> Self {
        let order = self.order[batch.first..batch.first + batch.images].to_vec();
        Self { data: self.data.clone(), order, ..*self }
    }

    /// Takes the labels of a batch, and tells which images it has.
    fn take_labels(&self, batch: Batch, labels: &mut Vec<u8>) -> &[u32] {
        let order = &self.order[batch.first..batch.first + batch.images];
        labels.clear();
        labels.extend(order.iter().map(|image| self.data.labels()[*image as usize]));
        order
    }

    /// Takes the images and labels of a batch as they are.
    pub(super) fn take(&self, batch: Batch, images: &mut Vec<f32>, labels: &mut Vec<u8>) {
        let order = self.take_labels(batch, labels);
        images.resize(batch.images * self.data.image().size(), 0.0);
        gather(self.data.pixels(), order, images);
    }

    /// The same for a step of training: images are changed as the feed wants it, at `random`.
    pub(super) fn take_for_training(
        &self,
        batch: Batch,
        random: &Random,
        images: &mut Vec<f32>,
        labels: &mut Vec<u8>,
    ) {
        if self.augmentation == Augmentation::NONE {
            return self.take(batch, images, labels);
        }
        let order = self.take_labels(batch, labels);
        let picture = self.data.image().picture().unwrap_or_default();
        *images = twins::gather_augmented(self.data.pixels(), picture, order, self.augmentation, random);
    }
}

/// Copies the images of a batch, bytes as `x / 255`.
fn gather(pixels: &Pixels, order: &[u32], x: &mut [f32]) {
    let size = x.len() / order.len();
    for (x, image) in x.chunks_exact_mut(size).zip(order) {
        let range = *image as usize * size..(*image as usize + 1) * size;
        match pixels {
            Pixels::Bytes(bytes) => {
                for (x, byte) in x.iter_mut().zip(&bytes[range]) {
                    *x = f32::from(*byte) / 255.0;
                }
            }
            Pixels::Floats(floats) => x.copy_from_slice(&floats[range]),
        }
    }
}
