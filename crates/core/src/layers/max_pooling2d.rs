//! `MaxPooling2D`.

use super::arguments::Arguments;
use super::{Kind, Problem, sliding};
use crate::shape::{Padding, Shape, Window};

/// The largest value of each window, channel by channel. Of equal values the first in reading order wins, and
/// the gradient goes to the winner alone.
#[derive(Clone, Debug, PartialEq)]
pub struct MaxPooling2D {
    /// The layer's name; Keras's own if left out.
    pub name: Option<String>,
    /// The window's extent.
    pub pool_size: [usize; 2],
    /// How far the window moves; the window's extent if left out.
    pub strides: Option<[usize; 2]>,
    /// What happens at the border. Padded places never win.
    pub padding: Padding,
}

impl MaxPooling2D {
    /// The window that slides.
    pub fn window(&self) -> Window {
        let strides = self.strides.unwrap_or(self.pool_size);
        Window { size: self.pool_size, strides, padding: self.padding }
    }
}

impl Kind for MaxPooling2D {
    fn read(arguments: &mut Arguments<'_>) -> Self {
        Self {
            name: arguments.name(),
            pool_size: arguments.pair("poolSize").unwrap_or([2, 2]),
            strides: arguments.pair("strides"),
            padding: arguments.padding(),
        }
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn output_shape(&self, input: &Shape) -> Result<Shape, Problem> {
        sliding(self.window(), input, "pool_size", "pool").map(Shape::new)
    }
}
