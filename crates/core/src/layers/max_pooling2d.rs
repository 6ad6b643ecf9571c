//! `MaxPooling2D`.

use super::arguments::Arguments;
use super::{Problem, require_picture, require_positive};
use crate::json::Json;
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
    pub(super) fn read(members: &[(String, Json)]) -> crate::Result<Self> {
        let arguments = Arguments::new("MaxPooling2D", members, &["poolSize", "strides", "padding"])?;
        Ok(Self {
            name: arguments.name()?,
            pool_size: arguments.pair("poolSize")?.unwrap_or([2, 2]),
            strides: arguments.pair("strides")?,
            padding: arguments.padding()?,
        })
    }

    /// The window that slides.
    pub fn window(&self) -> Window {
        let strides = self.strides.unwrap_or(self.pool_size);
        Window { size: self.pool_size, strides, padding: self.padding }
    }

    pub(super) fn output_shape(&self, input: &Shape) -> Result<Shape, Problem> {
        require_positive("pool_size", &self.pool_size)?;
        require_positive("strides", &self.window().strides)?;
        let [height, width, channels] = require_picture(input)?;
        let [ph, pw] = self.pool_size;
        let placement = self
            .window()
            .place([height, width])
            .ok_or_else(|| Problem::Shape(format!("is smaller than the {ph}x{pw} pool")))?;
        Ok(Shape::new([placement.output[0], placement.output[1], channels]))
    }
}
