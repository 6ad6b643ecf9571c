//! `Conv2D`.

use super::arguments::Arguments;
use super::{Activation, ParameterSpec, Problem, require_picture, require_positive};
use crate::json::Json;
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
    pub(super) fn read(members: &[(String, Json)]) -> crate::Result<Self> {
        let known =
            ["filters", "kernelSize", "strides", "padding", "useBias", "activation", "kernelRegularizer"];
        let arguments = Arguments::new("Conv2D", members, &known)?;
        Ok(Self {
            name: arguments.name()?,
            filters: arguments.whole("filters")?,
            kernel_size: arguments.required_pair("kernelSize")?,
            strides: arguments.pair("strides")?.unwrap_or([1, 1]),
            padding: arguments.padding()?,
            use_bias: arguments.flag("useBias")?,
            activation: arguments.activation()?.unwrap_or_default(),
            kernel_l2: arguments.l2("kernelRegularizer")?,
        })
    }

    /// The window that slides.
    pub fn window(&self) -> Window {
        Window { size: self.kernel_size, strides: self.strides, padding: self.padding }
    }

    pub(super) fn output_shape(&self, input: &Shape) -> Result<Shape, Problem> {
        require_positive("filters", &[self.filters])?;
        require_positive("kernel_size", &self.kernel_size)?;
        require_positive("strides", &self.strides)?;
        if self.activation == Activation::Softmax {
            return Err(Problem::Argument("activation", "can be linear or relu here".into()));
        }
        let [height, width, _] = require_picture(input)?;
        let [kh, kw] = self.kernel_size;
        let placement = self
            .window()
            .place([height, width])
            .ok_or_else(|| Problem::Shape(format!("is smaller than the {kh}x{kw} kernel")))?;
        Ok(Shape::new([placement.output[0], placement.output[1], self.filters]))
    }

    pub(super) fn parameters(&self, channels: usize) -> Vec<ParameterSpec> {
        let [kh, kw] = self.kernel_size;
        let field = kh * kw;
        let kernel = ParameterSpec::kernel(
            vec![kh, kw, channels, self.filters],
            field * channels,
            field * self.filters,
        )
        .with_l2(self.kernel_l2);
        if self.use_bias { vec![kernel, ParameterSpec::bias(self.filters)] } else { vec![kernel] }
    }
}
