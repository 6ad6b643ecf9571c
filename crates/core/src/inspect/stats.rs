//! What is told of many numbers: their range, mean, deviation, and a histogram.

/// Bins of a histogram: odd, so that 0 lies in the middle of one where there are numbers on both sides of it.
pub const BINS: usize = 41;

/// A summary of many numbers. What is not finite, as in a run that has diverged, makes the other figures NaN or
/// infinite, but is in no bin.
#[derive(Clone, Debug, PartialEq)]
pub struct Stats {
    /// The smallest.
    pub min: f32,
    /// The largest.
    pub max: f32,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation, of all of them rather than estimated.
    pub deviation: f64,
    /// Where the first bin begins: 0, or `-high` if any number is negative.
    pub low: f32,
    /// Where the last bin ends: the largest absolute value.
    pub high: f32,
    /// How many numbers lie in each of the equal bins from `low` to `high`; `high` itself in the last.
    pub counts: [u32; BINS],
}

impl Stats {
    /// How many numbers [`Stats::numbers`] gives.
    pub const LENGTH: usize = 6 + BINS;

    /// The summary of some numbers; of none, all is 0.
    pub fn new(values: &[f32]) -> Self {
        let count = values.len().max(1) as f64;
        let [first] = values.first_chunk().copied().unwrap_or([0.0]);
        let (mut min, mut max, mut high, mut sum) = (first, first, 0.0f32, 0.0);
        for &value in values {
            // NaN is passed on, where f32::min and f32::max would drop it.
            min = if value < min || value.is_nan() { value } else { min };
            max = if value > max || value.is_nan() { value } else { max };
            high = if value.is_finite() { high.max(value.abs()) } else { high };
            sum += f64::from(value);
        }
        let mean = sum / count;
        let low = if values.iter().any(|value| value.is_finite() && *value < 0.0) { -high } else { 0.0 };
        let width = (f64::from(high) - f64::from(low)) / BINS as f64;
        let (mut squares, mut counts) = (0.0, [0; BINS]);
        for &value in values {
            squares += (f64::from(value) - mean).powi(2);
            if value.is_finite() {
                // Where all numbers are 0 the bins have no width, and all are in the first.
                let bin = if width > 0.0 { (f64::from(value) - f64::from(low)) / width } else { 0.0 };
                counts[(bin as usize).min(BINS - 1)] += 1;
            }
        }
        Self { min, max, mean, deviation: (squares / count).sqrt(), low, high, counts }
    }

    /// All of it in the order of the fields.
    pub fn numbers(&self) -> impl Iterator<Item = f64> {
        let Self { min, max, mean, deviation, low, high, counts } = self;
        let [min, max, low, high] = [min, max, low, high].map(|number| f64::from(*number));
        [min, max, *mean, *deviation, low, high].into_iter().chain(counts.iter().copied().map(f64::from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(stats: &Stats) -> Vec<(usize, u32)> {
        stats.counts.iter().copied().enumerate().filter(|(_, count)| *count > 0).collect()
    }

    #[test]
    fn positive_numbers_are_counted_from_zero() {
        let stats = Stats::new(&[0.0, 1.0, 41.0, 40.5, 2.0]);
        assert_eq!((stats.min, stats.max, stats.low, stats.high), (0.0, 41.0, 0.0, 41.0));
        assert_eq!(stats.mean, 84.5 / 5.0);
        assert_eq!(filled(&stats), [(0, 1), (1, 1), (2, 1), (40, 2)]);
    }

    #[test]
    fn numbers_of_both_signs_have_zero_in_the_middle_bin() {
        let stats = Stats::new(&[-1.0, 3.0, 0.0, 0.0]);
        assert_eq!((stats.min, stats.max, stats.low, stats.high), (-1.0, 3.0, -3.0, 3.0));
        assert_eq!((stats.mean, stats.deviation), (0.5, 2.25f64.sqrt()));
        // (-1 + 3) / (6 / 41) = 13.67
        assert_eq!(filled(&stats), [(13, 1), (20, 2), (40, 1)]);
    }

    #[test]
    fn zeros_alone_and_nothing_at_all_have_their_place() {
        let zeros = Stats::new(&[0.0; 7]);
        assert_eq!((zeros.low, zeros.high, zeros.deviation), (0.0, 0.0, 0.0));
        assert_eq!(filled(&zeros), [(0, 7)]);
        assert_eq!(Stats::new(&[]).numbers().collect::<Vec<_>>(), [0.0; Stats::LENGTH]);
    }

    #[test]
    fn what_is_not_finite_is_told_and_not_counted() {
        let stats = Stats::new(&[1.0, f32::NAN, -2.0]);
        assert!(stats.min.is_nan() || stats.max.is_nan());
        assert!(stats.mean.is_nan() && stats.deviation.is_nan());
        assert_eq!(filled(&stats).iter().map(|(_, count)| count).sum::<u32>(), 2);
        let stats = Stats::new(&[1.0, f32::INFINITY]);
        assert_eq!((stats.max, stats.high), (f32::INFINITY, 1.0));
    }
}
