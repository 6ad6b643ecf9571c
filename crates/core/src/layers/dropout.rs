//! `Dropout`.

use super::arguments::Arguments;
use super::{Kind, Problem};
use crate::shape::Shape;

/// In training each number becomes 0 with a probability of `rate`, and what is kept is divided by `1 - rate`; in
/// inference nothing happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Dropout {
    /// The layer's name; Keras's own if left out.
    pub name: Option<String>,
    /// The share that is dropped.
    pub rate: f64,
}

impl Kind for Dropout {
    fn read(arguments: &mut Arguments<'_>) -> Self {
        Self { name: arguments.name(), rate: arguments.number("rate") }
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn output_shape(&self, input: &Shape) -> Result<Shape, Problem> {
        // The mask is drawn in f32, where a rate close to 1 would be 1.
        if self.rate >= 0.0 && (self.rate as f32) < 1.0 {
            Ok(input.clone())
        } else {
            Err(Problem::Argument("rate", "must be at least 0 and below 1".into()))
        }
    }
}
