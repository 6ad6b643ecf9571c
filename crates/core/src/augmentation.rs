//! Training images changed at random: turned over left to right, and moved by a few pixels.
//!
//! A change is a pure function of the run's seed, the step and the image's place in its batch, so that a run can be
//! repeated and the CPU and the GPU draw the same.

use crate::random::Random;

/// The most pixels that an image may be moved by.
pub const MOST_SHIFT: u32 = 4;

/// How the images of a training step are changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Augmentation {
    /// Whether one image of two, at random, is turned over left to right.
    pub flip: bool,
    /// An image is moved by up to so many pixels up or down, and right or left, each distance as likely as another.
    /// What moves in is 0.
    pub shift: u32,
}

/// What happens to one image: it is turned over, then moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whether it is turned over left to right.
    pub flip: bool,
    /// Pixels down; up where it is negative.
    pub down: i32,
    /// Pixels to the right; to the left where it is negative.
    pub right: i32,
}

impl Augmentation {
    /// Images stay as they are.
    pub const NONE: Self = Self { flip: false, shift: 0 };

    /// The change of the image at a place in its batch, drawn from its four words of `random`. The bias of the 16-bit
    /// multiply is below 1 in 7,000.
    pub fn draw(self, random: &Random, place: u64) -> Change {
        let [side, down, right, _] = random.words(place);
        let distance = |word: u32| (((word >> 16) * (2 * self.shift + 1)) >> 16) as i32 - self.shift as i32;
        Change { flip: self.flip && side >> 31 == 1, down: distance(down), right: distance(right) }
    }
}

impl Change {
    /// The row and column of the unchanged image that are seen at `row` and `column`; `None` where nothing is.
    pub fn source(self, [height, width]: [usize; 2], row: usize, column: usize) -> Option<[usize; 2]> {
        let within = |at: i32, size: usize| usize::try_from(at).ok().filter(|at| *at < size);
        let row = within(row as i32 - self.down, height)?;
        let column = within(column as i32 - self.right, width)?;
        Some([row, if self.flip { width - 1 - column } else { column }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    fn changes(augmentation: Augmentation, seed: u64, step: u32, images: u64) -> Vec<Change> {
        let random = Random::new(seed, Stream::Augment { step });
        (0..images).map(|place| augmentation.draw(&random, place)).collect()
    }

    #[test]
    fn half_of_the_images_are_turned_over_and_every_move_is_as_likely_as_another() {
        let changes = changes(Augmentation { flip: true, shift: 4 }, 3, 5, 8100);
        let flips = changes.iter().filter(|change| change.flip).count() as f64 / 8100.0;
        assert!((flips - 0.5).abs() < 0.02, "{flips} are turned over");
        for down in -4..=4 {
            for right in -4..=4 {
                let count =
                    changes.iter().filter(|change| (change.down, change.right) == (down, right)).count();
                assert!((60..140).contains(&count), "{count} of 8100 move by {down}, {right}, not about 100");
            }
        }
        assert!(changes.iter().all(|change| change.down.abs() <= 4 && change.right.abs() <= 4));
    }

    #[test]
    fn a_draw_depends_on_the_seed_the_step_and_the_place() {
        let augmentation = Augmentation { flip: true, shift: 4 };
        let first = changes(augmentation, 3, 5, 50);
        assert_eq!(first, changes(augmentation, 3, 5, 50));
        assert_ne!(first, changes(augmentation, 3, 6, 50));
        assert_ne!(first, changes(augmentation, 4, 5, 50));
        assert_ne!(first, changes(augmentation, 3 | 1 << 32, 5, 50));
        assert_ne!(first[..25], first[25..]);
    }

    #[test]
    fn each_half_stands_alone() {
        let still = Change { flip: false, down: 0, right: 0 };
        assert!(changes(Augmentation::NONE, 3, 5, 50).iter().all(|change| *change == still));
        let flips = changes(Augmentation { flip: true, shift: 0 }, 3, 5, 50);
        assert!(flips.iter().all(|change| (change.down, change.right) == (0, 0)));
        assert!(flips.iter().any(|change| change.flip) && flips.iter().any(|change| !change.flip));
        assert!(changes(Augmentation { flip: false, shift: 1 }, 3, 5, 50).iter().all(|change| !change.flip));
    }
}
