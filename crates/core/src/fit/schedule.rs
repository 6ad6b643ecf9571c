//! How the learning rate changes from epoch to epoch.

use crate::error::Error;

use super::options::require;

/// A learning rate as a pure function of the epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Schedule {
    /// The same rate in every epoch.
    #[default]
    Constant,
    /// `rate * factor^floor(epoch / every)`
    Step {
        /// Epochs between two changes.
        every: usize,
        /// What a change multiplies the rate by.
        factor: f64,
    },
    /// `minimum + (rate - minimum) * (1 + cos(pi * epoch / epochs)) / 2`: Loshchilov and Hutter, "SGDR: stochastic
    /// gradient descent with warm restarts", ICLR 2017, without the restarts.
    Cosine {
        /// Where the rate would be after the last epoch. A rate that is lower already stays.
        minimum: f64,
    },
}

impl Schedule {
    /// The rate of an epoch, counted from 0, of a run of `epochs` that begins at `learning_rate`.
    pub fn rate(self, learning_rate: f64, epoch: usize, epochs: usize) -> f64 {
        match self {
            Self::Constant => learning_rate,
            Self::Step { every, factor } => {
                let changes = i32::try_from(epoch / every.max(1)).unwrap_or(i32::MAX);
                learning_rate * factor.powi(changes)
            }
            Self::Cosine { minimum } => {
                let minimum = minimum.min(learning_rate);
                let share = epoch as f64 / epochs.max(1) as f64;
                minimum + (learning_rate - minimum) * fall(share)
            }
        }
    }

    pub(super) fn check(self, learning_rate: f64) -> Result<(), Error> {
        match self {
            Self::Constant => Ok(()),
            Self::Step { every, factor } => {
                require(every > 0, "schedule.every", "a whole number of at least 1")?;
                require(factor > 0.0 && factor <= 1.0, "schedule.factor", "a number above 0 and at most 1")
            }
            Self::Cosine { minimum } => {
                let valid = minimum >= 0.0 && minimum <= learning_rate;
                require(valid, "schedule.minimum", "a number from 0 to learningRate")
            }
        }
    }
}

/// `(1 + cos(pi * share)) / 2` for a share from 0 to 1: the square of `sin(pi / 2 * (1 - share))`, by the sine's own series.
/// The library's cosine, for angles of any size, would cost the page 3 KB of code.
fn fall(share: f64) -> f64 {
    let angle = std::f64::consts::FRAC_PI_2 * (1.0 - share);
    let square = angle * angle;
    // From the smallest term to the largest; the next one is below 1e-18.
    let ratios = (1..=10).rev().map(|term| square / f64::from(2 * term * (2 * term + 1)));
    let sine = angle * ratios.fold(1.0, |sum, ratio| 1.0 - ratio * sum);
    sine * sine
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(schedule: Schedule, learning_rate: f64, epochs: usize) -> Vec<f64> {
        (0..epochs).map(|epoch| schedule.rate(learning_rate, epoch, epochs)).collect()
    }

    fn assert_close(actual: &[f64], expected: &[f64]) {
        assert_eq!(actual.len(), expected.len());
        for (actual, expected) in actual.iter().zip(expected) {
            assert!(
                (actual - expected).abs() <= 4.0 * f64::EPSILON * expected.abs(),
                "{actual} instead of {expected}"
            );
        }
    }

    #[test]
    fn a_constant_rate_is_the_rate_to_the_bit() {
        assert_eq!(rates(Schedule::Constant, 1e-3, 4), [1e-3; 4]);
    }

    #[test]
    fn steps_come_every_so_many_epochs() {
        let halves = Schedule::Step { every: 2, factor: 0.5 };
        assert_close(&rates(halves, 0.8, 7), &[0.8, 0.8, 0.4, 0.4, 0.2, 0.2, 0.1]);
        let tenths = Schedule::Step { every: 1, factor: 0.1 };
        assert_close(&rates(tenths, 1.0, 3), &[1.0, 0.1, 0.01]);
    }

    #[test]
    fn a_cosine_falls_slowly_fast_and_slowly_towards_its_minimum() {
        let cosine = Schedule::Cosine { minimum: 0.0 };
        let (near, far) = (0.853_553_390_593_273_8, 0.146_446_609_406_726_2);
        assert_close(&rates(cosine, 1.0, 4), &[1.0, near, 0.5, far]);
        let above = Schedule::Cosine { minimum: 0.2 };
        assert_close(&rates(above, 1.0, 2), &[1.0, 0.6]);
        assert_close(&[above.rate(1.0, 2, 2)], &[0.2]);
        assert_close(&rates(above, 0.1, 3), &[0.1; 3]);
        for (epoch, rate) in rates(cosine, 1.0, 100).into_iter().enumerate() {
            let expected = (1.0 + (std::f64::consts::PI * epoch as f64 / 100.0).cos()) / 2.0;
            assert!(
                (rate - expected).abs() <= 2.0 * f64::EPSILON,
                "epoch {epoch}: {rate} instead of {expected}"
            );
        }
    }
}
