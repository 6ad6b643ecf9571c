//! `Flatten`.

use super::arguments::Arguments;
use super::{Kind, Problem};
use crate::shape::Shape;

/// A picture as a row, in the order height, width, channel: the numbers stay where they are in memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flatten {
    /// The layer's name; Keras's own if left out.
    pub name: Option<String>,
}

impl Kind for Flatten {
    fn read(arguments: &mut Arguments<'_>) -> Self {
        Self { name: arguments.name() }
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn output_shape(&self, input: &Shape) -> Result<Shape, Problem> {
        Ok(Shape::new([input.size()]))
    }
}
