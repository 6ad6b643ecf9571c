//! `SeparableConv2D`.

use super::arguments::Arguments;
use super::{Activation, Kind, ParameterSpec, Problem, require_gate, require_positive, sliding};
use crate::shape::{Padding, Shape, Window};

/// A depthwise convolution without bias, then a convolution of 1x1 that mixes the channels, with bias and activation
/// (Chollet, Xception, CVPR 2017).
///
/// `y[n, i, j, o] = act(bias[o] + sum over k of middle[n, i, j, k] * pointwise_kernel[0, 0, k, o])`, where
/// `middle[n, i, j, c*M + m] = sum over u, v of x[n, i*s+u-p, j*s+v-p, c] * depthwise_kernel[u, v, c, m]`
#[derive(Clone, Debug, PartialEq)]
pub struct SeparableConv2D {
    /// The layer's name; Keras's own if left out.
    pub name: Option<String>,
    /// How many feature maps come out.
    pub filters: usize,
    /// The depthwise kernel's extent.
    pub kernel_size: [usize; 2],
    /// How far its window moves.
    pub strides: [usize; 2],
    /// What happens at the border.
    pub padding: Padding,
    /// How many feature maps each channel becomes in between.
    pub depth_multiplier: usize,
    /// Whether each feature map has a bias.
    pub use_bias: bool,
    /// `linear` or `relu`.
    pub activation: Activation,
    /// The penalties of the depthwise and of the pointwise kernel, `l2 * sum of kernel^2`, which are added to the loss;
    /// 0 is none.
    pub kernel_l2: [f32; 2],
}

impl SeparableConv2D {
    /// The window that slides.
    pub fn window(&self) -> Window {
        Window { size: self.kernel_size, strides: self.strides, padding: self.padding }
    }
}

impl Kind for SeparableConv2D {
    fn read(arguments: &mut Arguments<'_>) -> Self {
        Self {
            name: arguments.name(),
            filters: arguments.whole("filters"),
            kernel_size: arguments.required_pair("kernelSize"),
            strides: arguments.pair("strides").unwrap_or([1, 1]),
            padding: arguments.padding(),
            depth_multiplier: arguments.whole_or("depthMultiplier", 1),
            use_bias: arguments.flag("useBias"),
            activation: arguments.activation(),
            kernel_l2: [arguments.l2("depthwiseRegularizer"), arguments.l2("pointwiseRegularizer")],
        }
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn output_shape(&self, input: &Shape) -> Result<Shape, Problem> {
        require_positive("filters", &[self.filters])?;
        require_positive("depth_multiplier", &[self.depth_multiplier])?;
        require_gate(self.activation)?;
        let [height, width, _] = sliding(self.window(), input, "kernel_size", "kernel")?;
        Ok(Shape::new([height, width, self.filters]))
    }

    fn parameters(&self, input: &Shape) -> Vec<ParameterSpec> {
        let [kh, kw] = self.kernel_size;
        let (channels, multiplier) = (input.channels(), self.depth_multiplier);
        let middle = channels.saturating_mul(multiplier);
        let [depthwise_l2, pointwise_l2] = self.kernel_l2;
        let depthwise = ParameterSpec::kernel("depthwise_kernel", vec![kh, kw, channels, multiplier]);
        let pointwise = ParameterSpec::kernel("pointwise_kernel", vec![1, 1, middle, self.filters]);
        let mut parameters = vec![depthwise.with_l2(depthwise_l2), pointwise.with_l2(pointwise_l2)];
        parameters.extend(self.use_bias.then(|| ParameterSpec::bias(self.filters)));
        parameters
    }

    fn activation(&self) -> Activation {
        self.activation
    }
}
