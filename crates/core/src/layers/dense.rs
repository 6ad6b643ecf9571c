//! `Dense`.

use serde::{Deserialize, Serialize};

use super::{Activation, ParameterSpec, Problem, require_positive};
use crate::shape::Shape;

/// Fully connected: `y[n, o] = act(bias[o] + sum over i of x[n, i] * kernel[i, o])`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Dense {
    /// The layer's name; Keras's own if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How many numbers come out.
    pub units: usize,
    /// Whether each has a bias.
    #[serde(default = "yes")]
    pub use_bias: bool,
    /// `linear`, `relu` or `softmax`.
    #[serde(default)]
    pub activation: Activation,
}

fn yes() -> bool {
    true
}

impl Dense {
    pub(super) fn output_shape(&self, input: &Shape) -> Result<Shape, Problem> {
        require_positive("units", &[self.units])?;
        match input.row() {
            Some(_) => Ok(Shape::new([self.units])),
            None => Err(Problem::Shape("is a picture; put a Flatten before it".into())),
        }
    }

    pub(super) fn parameters(&self, inputs: usize) -> Vec<ParameterSpec> {
        let kernel = ParameterSpec::kernel(vec![inputs, self.units], inputs, self.units);
        if self.use_bias { vec![kernel, ParameterSpec::bias(self.units)] } else { vec![kernel] }
    }
}
