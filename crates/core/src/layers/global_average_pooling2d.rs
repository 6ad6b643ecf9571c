//! `GlobalAveragePooling2D`.

use super::arguments::Arguments;
use super::{Kind, Problem, require_picture};
use crate::json::Json;
use crate::shape::Shape;

/// The mean of each channel over the whole picture: a picture becomes a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GlobalAveragePooling2D {
    /// The layer's name; Keras's own if left out.
    pub name: Option<String>,
}

impl Kind for GlobalAveragePooling2D {
    fn read(members: &[(String, Json)]) -> crate::Result<Self> {
        Ok(Self { name: Arguments::new("GlobalAveragePooling2D", members, &[])?.name()? })
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn output_shape(&self, input: &Shape) -> Result<Shape, Problem> {
        let [_, _, channels] = require_picture(input)?;
        Ok(Shape::new([channels]))
    }
}
