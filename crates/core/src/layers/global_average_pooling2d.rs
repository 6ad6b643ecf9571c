//! `GlobalAveragePooling2D`.

use super::arguments::Arguments;
use super::{Kind, Problem, require_picture};
use crate::shape::Shape;

/// The mean of each channel over the whole picture: a picture becomes a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GlobalAveragePooling2D {
    /// The layer's name; Keras's own if left out.
    pub name: Option<String>,
}

impl Kind for GlobalAveragePooling2D {
    fn read(arguments: &mut Arguments<'_>) -> Self {
        Self { name: arguments.name() }
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn output_shape(&self, input: &Shape) -> Result<Shape, Problem> {
        let [_, _, channels] = require_picture(input)?;
        Ok(Shape::new([channels]))
    }
}
