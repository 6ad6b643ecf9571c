//! A batch's way in where its images are changed at random.

use crate::augmentation::Augmentation;
use crate::dataset::Pixels;
use crate::random::Random;

use super::gather_batch;

/// The images of [`gather_batch`], each changed by what [`Augmentation::draw`] gives for its place in the batch; 0
/// where nothing of the image is.
///
/// `picture` is the images' height, width and channels.
pub fn gather_augmented(
    pixels: &Pixels,
    picture: [usize; 3],
    order: &[u32],
    augmentation: Augmentation,
    random: &Random,
) -> Vec<f32> {
    let [height, width, channels] = picture;
    let size = height * width * channels;
    let images = gather_batch(pixels, size, order);
    let mut x = vec![0.0; images.len()];
    for (place, (x, image)) in x.chunks_exact_mut(size).zip(images.chunks_exact(size)).enumerate() {
        let change = augmentation.draw(random, place as u64);
        for (index, pixel) in x.chunks_exact_mut(channels).enumerate() {
            if let Some([row, column]) = change.source([height, width], index / width, index % width) {
                pixel.copy_from_slice(&image[(row * width + column) * channels..][..channels]);
            }
        }
    }
    x
}
