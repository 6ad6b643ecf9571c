//! `Dense`.

use super::arguments::Arguments;
use super::{Activation, Kind, ParameterSpec, Problem, require_positive};
use crate::shape::Shape;

/// Fully connected: `y[n, o] = act(bias[o] + sum over i of x[n, i] * kernel[i, o])`.
#[derive(Clone, Debug, PartialEq)]
pub struct Dense {
    /// The layer's name; Keras's own if left out.
    pub name: Option<String>,
    /// How many numbers come out.
    pub units: usize,
    /// Whether each has a bias.
    pub use_bias: bool,
    /// `linear`, `relu` or `softmax`.
    pub activation: Activation,
    /// The kernel's penalty, `kernel_l2 * sum of kernel^2`, which is added to the loss; 0 is none.
    pub kernel_l2: f32,
}

impl Kind for Dense {
    fn read(arguments: &mut Arguments<'_>) -> Self {
        Self {
            name: arguments.name(),
            units: arguments.whole("units"),
            use_bias: arguments.flag("useBias"),
            activation: arguments.activation(),
            kernel_l2: arguments.l2("kernelRegularizer"),
        }
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn output_shape(&self, input: &Shape) -> Result<Shape, Problem> {
        require_positive("units", &[self.units])?;
        match input.row() {
            Some(_) => Ok(Shape::new([self.units])),
            None => Err(Problem::Shape("is a picture; put a Flatten before it".into())),
        }
    }

    fn parameters(&self, input: &Shape) -> Vec<ParameterSpec> {
        let shape = vec![input.channels(), self.units];
        let kernel = ParameterSpec::kernel("kernel", shape).with_l2(self.kernel_l2);
        if self.use_bias { vec![kernel, ParameterSpec::bias(self.units)] } else { vec![kernel] }
    }

    fn activation(&self) -> Activation {
        self.activation
    }
}
