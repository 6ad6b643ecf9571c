//! `Add`.

use super::arguments::Arguments;
use super::{Kind, Problem};
use crate::shape::Shape;

/// The sum of two layers or more of one shape: `y = x_0 + x_1 + ...` (the residual sum of He et al., CVPR 2016).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Add {
    /// The layer's name; Keras's own if left out.
    pub name: Option<String>,
}

impl Kind for Add {
    fn read(arguments: &mut Arguments<'_>) -> Self {
        Self { name: arguments.name() }
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn output_shape(&self, input: &Shape) -> Result<Shape, Problem> {
        Ok(input.clone())
    }
}
