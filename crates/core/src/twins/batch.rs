//! A batch's way in, and its figures' way out.

use crate::backend::Totals;
use crate::dataset::Pixels;

use super::Real;

/// `x[n, k] = pixels[order[n], k] / 255` for bytes; floats are taken as they are.
///
/// `pixels` hold images of `image_size` numbers; `x` is `[order.len(), image_size]`.
pub fn gather_batch(pixels: &Pixels, image_size: usize, order: &[u32]) -> Vec<f32> {
    let mut x = Vec::with_capacity(order.len() * image_size);
    for image in order {
        let at = *image as usize * image_size;
        match pixels {
            Pixels::Bytes(bytes) => {
                x.extend(bytes[at..][..image_size].iter().map(|byte| f32::from(*byte) / 255.0))
            }
            Pixels::Floats(floats) => x.extend_from_slice(&floats[at..][..image_size]),
        }
    }
    x
}

/// Sums of a batch's losses and of its images that were right.
pub fn batch_metrics<T: Real>(losses: &[T], correct: &[u32]) -> Totals {
    Totals {
        images: losses.len(),
        loss: losses.iter().map(|loss| loss.to_f64()).sum(),
        correct: correct.iter().map(|right| *right as usize).sum(),
    }
}
