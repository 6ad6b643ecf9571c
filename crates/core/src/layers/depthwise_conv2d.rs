//! `DepthwiseConv2D`.

use super::arguments::Arguments;
use super::{Activation, Kind, ParameterSpec, Problem, require_gate, require_positive, sliding};
use crate::shape::{Padding, Shape, Window};

/// 2D convolution of each channel on its own, with bias and activation: half of a separable convolution.
///
/// `y[n, i, j, c*M + m] = act(bias[c*M + m] + sum over u, v of x[n, i*s+u-p, j*s+v-p, c] * kernel[u, v, c, m])`
#[derive(Clone, Debug, PartialEq)]
pub struct DepthwiseConv2D {
    /// The layer's name; Keras's own if left out.
    pub name: Option<String>,
    /// The kernel's extent.
    pub kernel_size: [usize; 2],
    /// How far the window moves.
    pub strides: [usize; 2],
    /// What happens at the border.
    pub padding: Padding,
    /// How many feature maps each channel becomes.
    pub depth_multiplier: usize,
    /// Whether each feature map has a bias.
    pub use_bias: bool,
    /// `linear` or `relu`.
    pub activation: Activation,
    /// The kernel's penalty, `kernel_l2 * sum of kernel^2`, which is added to the loss; 0 is none.
    pub kernel_l2: f32,
}

impl DepthwiseConv2D {
    /// The window that slides.
    pub fn window(&self) -> Window {
        Window { size: self.kernel_size, strides: self.strides, padding: self.padding }
    }
}

impl Kind for DepthwiseConv2D {
    fn read(arguments: &mut Arguments<'_>) -> Self {
        Self {
            name: arguments.name(),
            kernel_size: arguments.required_pair("kernelSize"),
            strides: arguments.pair("strides").unwrap_or([1, 1]),
            padding: arguments.padding(),
            depth_multiplier: arguments.whole_or("depthMultiplier", 1),
            use_bias: arguments.flag("useBias"),
            activation: arguments.activation(),
            kernel_l2: arguments.l2("depthwiseRegularizer"),
        }
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn output_shape(&self, input: &Shape) -> Result<Shape, Problem> {
        require_positive("depth_multiplier", &[self.depth_multiplier])?;
        require_gate(self.activation)?;
        let [height, width, channels] = sliding(self.window(), input, "kernel_size", "kernel")?;
        Ok(Shape::new([height, width, channels.saturating_mul(self.depth_multiplier)]))
    }

    fn parameters(&self, input: &Shape) -> Vec<ParameterSpec> {
        let [kh, kw] = self.kernel_size;
        let (channels, multiplier) = (input.channels(), self.depth_multiplier);
        let kernel =
            ParameterSpec::kernel("kernel", vec![kh, kw, channels, multiplier]).with_l2(self.kernel_l2);
        if self.use_bias {
            vec![kernel, ParameterSpec::bias(channels.saturating_mul(multiplier))]
        } else {
            vec![kernel]
        }
    }

    fn activation(&self) -> Activation {
        self.activation
    }
}
