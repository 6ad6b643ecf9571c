//! Dropout, which is its own gradient.

use super::Real;
use crate::random::Random;

/// `y[e] = x[e] / (1 - rate)` where `u[e] >= rate`, else `0`
///
/// with `u` uniform in `[0, 1)`, drawn from `random`. Srivastava et al., "Dropout: a simple way to prevent neural
/// networks from overfitting", JMLR 2014, in its inverted form. The gradient passes where a value was kept, so the
/// same function with the same `random` gives `d_x` from `d_y`.
pub fn dropout<T: Real>(x: &[T], rate: f32, random: &Random) -> Vec<T> {
    dropout_from(0, x, rate, random)
}

/// [`dropout`] of a part of a tensor that begins at its number `first`: the same as the part of the whole.
pub fn dropout_from<T: Real>(first: u64, x: &[T], rate: f32, random: &Random) -> Vec<T> {
    let scale = T::from_f64(dropout_scale(rate).into());
    let mut y = Vec::with_capacity(x.len());
    // Numbers are drawn by fours, and the part may begin between two of them.
    let skipped = (first % 4) as usize;
    let (head, rest) = x.split_at(((4 - skipped) % 4).min(x.len()));
    let mut pass = |block: u64, values: &[T], skipped: usize| {
        let kept = random.units(block).map(|unit| unit >= rate);
        let kept = kept.iter().skip(skipped);
        y.extend(values.iter().zip(kept).map(|(x, kept)| if *kept { *x * scale } else { T::ZERO }));
    };
    pass(first / 4, head, skipped);
    for (block, values) in rest.chunks(4).enumerate() {
        pass(first.div_ceil(4) + block as u64, values, 0);
    }
    y
}

/// `1 / (1 - rate)`: what keeps the mean where it was.
pub fn dropout_scale(rate: f32) -> f32 {
    1.0 / (1.0 - rate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn a_part_is_dropped_as_in_the_whole() {
        let random = Random::new(3, Stream::Dropout { layer: 1, step: 2 });
        let whole: Vec<f32> = (1..40).map(|number| number as f32).collect();
        let expected = dropout(&whole, 0.5, &random);
        for first in 0..whole.len() {
            for end in first..=whole.len() {
                let part = dropout_from(first as u64, &whole[first..end], 0.5, &random);
                assert_eq!(part, expected[first..end], "{first}..{end}");
            }
        }
    }
}
