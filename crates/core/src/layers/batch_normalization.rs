//! `BatchNormalization`.

use super::arguments::Arguments;
use super::{Initializer, Kind, ParameterSpec, Problem};
use crate::shape::Shape;

/// Batch normalisation over the last dimension: `y = gamma * (x - mean) / sqrt(variance + epsilon) + beta`.
///
/// Mean and biased variance are those of the batch in training, where the moving ones follow them, and the moving
/// ones in inference.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchNormalization {
    /// The layer's name; Keras's own if left out.
    pub name: Option<String>,
    /// How much of the moving statistics a step keeps.
    pub momentum: f64,
    /// What is added to the variance.
    pub epsilon: f64,
    /// Whether there is a `beta`.
    pub center: bool,
    /// Whether there is a `gamma`.
    pub scale: bool,
}

impl Kind for BatchNormalization {
    fn read(arguments: &mut Arguments<'_>) -> Self {
        Self {
            name: arguments.name(),
            momentum: arguments.number_or("momentum", 0.99),
            epsilon: arguments.number_or("epsilon", 1e-3),
            center: arguments.flag("center"),
            scale: arguments.flag("scale"),
        }
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn output_shape(&self, input: &Shape) -> Result<Shape, Problem> {
        if !(0.0..=1.0).contains(&self.momentum) {
            return Err(Problem::Argument("momentum", "must lie between 0 and 1".into()));
        }
        // It is added in f32, where a tiny one would be 0.
        if self.epsilon as f32 <= 0.0 || !(self.epsilon as f32).is_finite() {
            return Err(Problem::Argument("epsilon", "must be more than 0".into()));
        }
        Ok(input.clone())
    }

    fn parameters(&self, input: &Shape) -> Vec<ParameterSpec> {
        let mut parameters = Vec::new();
        for (name, initializer, trainable, exists) in [
            ("gamma", Initializer::Ones, true, self.scale),
            ("beta", Initializer::Zeros, true, self.center),
            ("moving_mean", Initializer::Zeros, false, true),
            ("moving_variance", Initializer::Ones, false, true),
        ] {
            if exists {
                parameters.push(ParameterSpec {
                    name,
                    shape: vec![input.channels()],
                    initializer,
                    l2: 0.0,
                    trainable,
                });
            }
        }
        parameters
    }
}
