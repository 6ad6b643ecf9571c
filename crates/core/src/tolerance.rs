//! How close two tensors must be, as a formula that a failure can print.

use std::fmt;

use crate::twins::Real;

/// A formula that an actual value `a` and an expected value `b` must satisfy. NaN never does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tolerance {
    /// `|a - b| <= absolute + relative * |b|` for each element.
    Each {
        /// The part that does not depend on the value.
        absolute: f64,
        /// The part that grows with it.
        relative: f64,
    },
    /// `|a - b| <= relative * |b|` in the Euclidean norm of the whole tensor.
    Norm {
        /// The share of the expected tensor's norm.
        relative: f64,
    },
}

impl Tolerance {
    /// The same bound for every element.
    pub const fn absolute(absolute: f64) -> Self {
        Self::Each { absolute, relative: 0.0 }
    }

    /// Compares two tensors; `tensor` names them in the failure.
    pub fn check<A: Real, B: Real>(
        self,
        tensor: &str,
        actual: &[A],
        expected: &[B],
    ) -> Result<(), Box<Difference>> {
        let pairs = || actual.iter().zip(expected).map(|(a, b)| (a.to_f64(), b.to_f64()));
        let within = actual.len() == expected.len()
            && match self {
                Self::Each { .. } => pairs().all(|(a, b)| excess(a, b, self) <= 0.0),
                Self::Norm { relative } => norm_of_difference(pairs()) <= relative * norm(pairs()),
            };
        if within {
            return Ok(());
        }
        let worst = pairs().enumerate().reduce(|worst, next| {
            let (before, now) = (excess(worst.1.0, worst.1.1, self), excess(next.1.0, next.1.1, self));
            if before.is_nan() || before >= now { worst } else { next }
        });
        Err(Box::new(Difference {
            tensor: tensor.to_owned(),
            tolerance: self,
            lengths: [actual.len(), expected.len()],
            worst: worst.map(|(index, (a, b))| Worst { index, actual: a, expected: b }),
            outside: pairs()
                .filter(|&(a, b)| excess(a, b, self).is_nan() || excess(a, b, self) > 0.0)
                .count(),
            relative_norm: norm_of_difference(pairs()) / norm(pairs()),
        }))
    }

    /// [`Tolerance::check`] for tests.
    ///
    /// # Panics
    /// With the difference's sentence, if there is one.
    #[track_caller]
    #[expect(clippy::panic, reason = "an assertion")]
    pub fn assert<A: Real, B: Real>(self, tensor: &str, actual: &[A], expected: &[B]) {
        if let Err(difference) = self.check(tensor, actual, expected) {
            panic!("{difference}");
        }
    }
}

impl fmt::Display for Tolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Each { absolute, relative } => write!(f, "|a - b| <= {absolute:e} + {relative:e} * |b|"),
            Self::Norm { relative } => write!(f, "|a - b| <= {relative:e} * |b| in the Euclidean norm"),
        }
    }
}

/// How two tensors differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Their name.
    pub tensor: String,
    /// The formula that failed.
    pub tolerance: Tolerance,
    /// The actual length and the expected one.
    pub lengths: [usize; 2],
    /// The element that is furthest outside, NaN before all others.
    pub worst: Option<Worst>,
    /// How many elements are outside; with a bound on the norm, how many differ at all.
    pub outside: usize,
    /// `|a - b| / |b|` in the Euclidean norm.
    pub relative_norm: f64,
}

/// The element that differs most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worst {
    /// Its place in the flat tensor.
    pub index: usize,
    /// The value that was tested.
    pub actual: f64,
    /// The value it should have.
    pub expected: f64,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tensor, tolerance, lengths: [actual, expected], worst, outside, relative_norm } = self;
        if actual != expected {
            return write!(f, "{tensor}: {actual} elements, expected {expected}");
        }
        write!(f, "{tensor}: not within {tolerance}; {outside} of {actual} elements outside")?;
        if let Some(Worst { index, actual, expected }) = worst {
            let difference = (actual - expected).abs();
            write!(f, "; worst at [{index}]: {actual:e}, expected {expected:e}, difference {difference:e}")?;
        }
        write!(f, "; relative norm {relative_norm:.3e}")
    }
}

impl std::error::Error for Difference {}

/// How far an element is outside its bound; not positive if it is inside.
fn excess(actual: f64, expected: f64, tolerance: Tolerance) -> f64 {
    let bound = match tolerance {
        Tolerance::Each { absolute, relative } => absolute + relative * expected.abs(),
        Tolerance::Norm { .. } => 0.0,
    };
    (actual - expected).abs() - bound
}

fn norm_of_difference(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
    pairs.map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}

fn norm(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
    pairs.map(|(_, b)| b * b).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_tensor_the_formula_and_the_worst_element() {
        let tolerance = Tolerance::Each { absolute: 0.25, relative: 0.5 };
        assert!(tolerance.check("y", &[1.0f32, 4.0], &[1.0f64, 3.0]).is_ok());
        let difference = tolerance.check("y", &[1.0f32, 5.0, 1.5], &[1.0f32, 1.0, 0.0]).unwrap_err();
        assert_eq!(
            difference.to_string(),
            "y: not within |a - b| <= 2.5e-1 + 5e-1 * |b|; 2 of 3 elements outside; worst at [1]: 5e0, \
             expected 1e0, difference 4e0; relative norm 3.021e0"
        );
    }

    #[test]
    fn nan_and_wrong_lengths_fail() {
        for tolerance in [Tolerance::absolute(1.0), Tolerance::Norm { relative: 1.0 }] {
            let difference = tolerance.check("y", &[9.0, f32::NAN, 8.0], &[0.0f32; 3]).unwrap_err();
            assert_eq!(difference.worst.unwrap().index, 1);
            let difference = tolerance.check("y", &[0.0f32; 2], &[0.0f32; 3]).unwrap_err();
            assert_eq!(difference.to_string(), "y: 2 elements, expected 3");
        }
    }

    #[test]
    fn a_norm_weighs_the_tensor_as_a_whole() {
        let tolerance = Tolerance::Norm { relative: 0.1 };
        assert!(tolerance.check("y", &[100.0f32, 0.5], &[100.0f32, 0.0]).is_ok());
        assert!(tolerance.check("y", &[100.0f32, 20.0], &[100.0f32, 0.0]).is_err());
    }
}
