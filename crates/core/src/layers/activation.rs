//! Activations, as an argument of a layer and as a layer.

use super::arguments::Arguments;
use super::{Kind, Problem};
use crate::shape::Shape;

/// The function that a layer's output passes through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Activation {
    /// `x`.
    #[default]
    Linear,
    /// `max(x, 0)`.
    Relu,
    /// `exp(x_i) / sum over j of exp(x_j)` over the last dimension.
    Softmax,
}

/// `Activation`: an activation as a layer of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivationLayer {
    /// The layer's name; Keras's own if left out.
    pub name: Option<String>,
    /// The function.
    pub activation: Activation,
}

impl Kind for ActivationLayer {
    fn read(arguments: &mut Arguments<'_>) -> Self {
        Self { name: arguments.name(), activation: arguments.required_activation() }
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn output_shape(&self, input: &Shape) -> Result<Shape, Problem> {
        Ok(input.clone())
    }

    fn activation(&self) -> Activation {
        self.activation
    }
}
