//! The one source of chance: Philox4x32-10, a counter-based generator.
//!
//! A draw is a pure function of the seed, the stream and the counter, so a run can be repeated, resumed in the
//! middle, and drawn on the GPU without carrying a state. Salmon et al., "Parallel random numbers: as easy as
//! 1, 2, 3", SC 2011.

const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const ROUNDS: usize = 10;

/// What the numbers are for. Streams of one seed are independent of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Initial values of the parameter with this index.
    Initializer(u32),
    /// The order of the images in the epoch with this index.
    Shuffle(u32),
    /// What a layer drops in a step.
    Dropout {
        /// The layer's index in the network.
        layer: u32,
        /// The step.
        step: u32,
    },
    /// How the images of a step are changed.
    Augment {
        /// The step.
        step: u32,
    },
}

/// Sets the changes of images apart from all others; `shaders/gather_augmented.wgsl` has the same number.
const OF_AN_AUGMENTATION: u32 = 2;

/// Sets the streams of layers apart from all others; `shaders/dropout.wgsl` has the same number.
const OF_A_LAYER: u32 = 1 << 31;

impl Stream {
    fn words(self) -> [u32; 2] {
        match self {
            Self::Initializer(parameter) => [0, parameter],
            Self::Shuffle(epoch) => [1, epoch],
            Self::Augment { step } => [OF_AN_AUGMENTATION, step],
            Self::Dropout { layer, step } => [OF_A_LAYER | layer, step],
        }
    }
}

/// A seeded stream of random numbers, addressed by a counter.
#[derive(Clone, Copy, Debug)]
pub struct Random {
    key: [u32; 2],
    stream: [u32; 2],
}

impl Random {
    /// The stream of a seed.
    pub fn new(seed: u64, stream: Stream) -> Self {
        Self { key: [seed as u32, (seed >> 32) as u32], stream: stream.words() }
    }

    /// The numbers from `4 * block` on, uniform over all 32-bit values: they come by fours.
    pub(crate) fn words(&self, block: u64) -> [u32; 4] {
        philox([block as u32, (block >> 32) as u32, self.stream[0], self.stream[1]], self.key)
    }

    /// The number at `index`, uniform over all 32-bit values.
    pub fn word(&self, index: u64) -> u32 {
        self.words(index / 4)[(index % 4) as usize]
    }

    /// The number at `index`, uniform in `[0, 1)` on a grid of 2^-24, so that it is exact in f32.
    pub fn unit(&self, index: u64) -> f32 {
        unit(self.word(index))
    }

    /// The four numbers from `4 * block` on, uniform in `[0, 1)`.
    pub(crate) fn units(&self, block: u64) -> [f32; 4] {
        self.words(block).map(unit)
    }

    /// The numbers `0..n` in random order (Fisher and Yates). The bias of the 32-bit multiply is below `n / 2^32`.
    pub fn permutation(&self, n: usize) -> Vec<u32> {
        let mut order: Vec<u32> = (0..n as u32).collect();
        for last in (1..n).rev() {
            let pick = (u64::from(self.word(last as u64)) * (last as u64 + 1)) >> 32;
            order.swap(last, pick as usize);
        }
        order
    }
}

fn unit(word: u32) -> f32 {
    (word >> 8) as f32 / (1 << 24) as f32
}

fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for _ in 0..ROUNDS {
        let first = u64::from(MULTIPLIERS[0]) * u64::from(counter[0]);
        let second = u64::from(MULTIPLIERS[1]) * u64::from(counter[2]);
        counter = [
            (second >> 32) as u32 ^ counter[1] ^ key[0],
            second as u32,
            (first >> 32) as u32 ^ counter[3] ^ key[1],
            first as u32,
        ];
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    counter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn philox_gives_the_published_values() {
        // The known answers that the paper's authors publish with their implementation.
        assert_eq!(philox([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(
            philox([u32::MAX; 4], [u32::MAX; 2]),
            [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
        );
    }

    #[test]
    fn a_permutation_holds_every_index_once_and_depends_on_seed_and_epoch() {
        let order = |seed, epoch| Random::new(seed, Stream::Shuffle(epoch)).permutation(1000);
        let mut sorted = order(1, 0);
        sorted.sort_unstable();
        assert!(sorted.iter().copied().eq(0..1000));
        assert_eq!(order(1, 0), order(1, 0));
        assert_ne!(order(1, 0), order(1, 1));
        assert_ne!(order(1, 0), order(2, 0));
    }

    #[test]
    fn units_are_the_same_one_by_one_and_by_fours() {
        let random = Random::new(3, Stream::Dropout { layer: 4, step: 5 });
        let blocks: Vec<f32> = (0..3).flat_map(|block| random.units(block)).collect();
        assert_eq!(blocks, (0..12).map(|index| random.unit(index)).collect::<Vec<_>>());
        for stream in [Stream::Dropout { layer: 4, step: 6 }, Stream::Dropout { layer: 5, step: 5 }] {
            assert_ne!(blocks[..4], Random::new(3, stream).units(0));
        }
    }

    #[test]
    fn units_fill_the_interval_evenly() {
        let random = Random::new(7, Stream::Initializer(0));
        let units: Vec<f32> = (0..10_000).map(|index| random.unit(index)).collect();
        assert!(units.iter().all(|unit| (0.0..1.0).contains(unit)));
        let mean = units.iter().sum::<f32>() / units.len() as f32;
        assert!((mean - 0.5).abs() < 0.01, "mean {mean}");
    }
}
