//! `Conv2D`.

use super::arguments::Arguments;
use super::{Activation, Kind, ParameterSpec, Problem, require_gate, require_positive, sliding};
use crate::shape::{Padding, Shape, Window};

/// 2D convolution (a cross-correlation, as everywhere in deep learning) with bias and activation.
///
/// `y[n, i, j, o] = act(bias[o] + sum over u, v, c of x[n, i*s+u-p, j*s+v-p, c] * kernel[u, v, c, o])`
#[derive(Clone, Debug, PartialEq)]
pub struct Conv2D {
    /// The layer's name; Keras's own if left out.
    pub name: Option<String>,
    /// How many feature maps come out.
    pub filters: usize,
    /// The kernel's extent.
    pub kernel_size: [usize; 2],
    /// How far the window moves.
    pub strides: [usize; 2],
    /// What happens at the border.
    pub padding: Padding,
    /// Whether each feature map has a bias.
    pub use_bias: bool,
    /// `linear` or `relu`.
    pub activation: Activation,
    /// The kernel's penalty, `kernel_l2 * sum of kernel^2`, which is added to the loss; 0 is none.
    pub kernel_l2: f32,
}

impl Conv2D {
    /// The window that slides.
    pub fn window(&self) -> Window {
        Window { size: self.kernel_size, strides: self.strides, padding: self.padding }
    }
}

impl Kind for Conv2D {
    fn read(arguments: &mut Arguments<'_>) -> Self {
        Self {
            name: arguments.name(),
            filters: arguments.whole("filters"),
            kernel_size: arguments.required_pair("kernelSize"),
            strides: arguments.pair("strides").unwrap_or([1, 1]),
            padding: arguments.padding(),
            use_bias: arguments.flag("useBias"),
            activation: arguments.activation(),
            kernel_l2: arguments.l2("kernelRegularizer"),
        }
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn output_shape(&self, input: &Shape) -> Result<Shape, Problem> {
        require_positive("filters", &[self.filters])?;
        require_gate(self.activation)?;
        let [height, width, _] = sliding(self.window(), input, "kernel_size", "kernel")?;
        Ok(Shape::new([height, width, self.filters]))
    }

    fn parameters(&self, input: &Shape) -> Vec<ParameterSpec> {
        let [kh, kw] = self.kernel_size;
        let shape = vec![kh, kw, input.channels(), self.filters];
        let kernel = ParameterSpec::kernel("kernel", shape).with_l2(self.kernel_l2);
        if self.use_bias { vec![kernel, ParameterSpec::bias(self.filters)] } else { vec![kernel] }
    }

    fn activation(&self) -> Activation {
        self.activation
    }
}
