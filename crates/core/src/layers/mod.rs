//! The layers, with Keras's names, arguments and defaults. Each file holds one layer: its arguments, its shape
//! rule and its parameters. How a layer is computed stands in the backends.

mod activation;
mod add;
mod arguments;
mod average_pooling2d;
mod batch_normalization;
mod conv2d;
mod dense;
mod depthwise_conv2d;
mod dropout;
mod flatten;
mod global_average_pooling2d;
mod max_pooling2d;
mod separable_conv2d;

use arguments::{Arguments, unreadable};

pub use activation::{Activation, ActivationLayer};
pub use add::Add;
pub use average_pooling2d::AveragePooling2D;
pub use batch_normalization::BatchNormalization;
pub use conv2d::Conv2D;
pub use dense::Dense;
pub use depthwise_conv2d::DepthwiseConv2D;
pub use dropout::Dropout;
pub use flatten::Flatten;
pub use global_average_pooling2d::GlobalAveragePooling2D;
pub use max_pooling2d::MaxPooling2D;
pub use separable_conv2d::SeparableConv2D;

use crate::json::Json;
use crate::shape::{Shape, Window};
use crate::text::joined;

/// What each kind of layer tells of itself. `input` is the shape that reaches it; an `Add` has several of one shape.
trait Kind: Sized {
    /// The layer with these arguments.
    fn read(arguments: &mut Arguments<'_>) -> Self;

    /// The name that the description gives.
    fn name(&self) -> Option<&str>;

    /// The shape that comes out.
    fn output_shape(&self, input: &Shape) -> Result<Shape, Problem>;

    /// The parameters, in Keras's order.
    fn parameters(&self, _input: &Shape) -> Vec<ParameterSpec> {
        Vec::new()
    }

    /// The activation that the layer ends in.
    fn activation(&self) -> Activation {
        Activation::Linear
    }
}

/// The layers, a line each: the variant, its type, Keras's class, and the name that Keras derives from it.
macro_rules! layers {
    ($($(#[doc = $doc:literal])* $variant:ident($kind:ty) = $class:literal, $base:literal;)*) => {
        /// One layer of a network. In JSON, `type` names the layer and the other fields are its arguments.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Layer {
            $($(#[doc = $doc])* $variant($kind),)*
        }

        impl Layer {
            /// Keras's classes.
            const CLASSES: &[&str] = &[$($class),*];

            /// Reads a layer of a class from the members of its JSON; none if there is no such class.
            fn read_class(class: &str, members: &[(String, Json)]) -> Option<crate::Result<Self>> {
                let mut arguments = Arguments::new(class, members);
                let layer = match class {
                    $($class => Self::$variant(Kind::read(&mut arguments)),)*
                    _ => return None,
                };
                Some(arguments.finish().map(|()| layer))
            }

            /// Keras's class name, as the summary shows it.
            pub fn class_name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $class,)*
                }
            }

            /// The name that Keras derives from a class; the network appends `_1`, `_2` to further ones.
            pub(crate) fn base_name_of(class: &str) -> Option<&'static str> {
                match class {
                    $($class => Some($base),)*
                    _ => None,
                }
            }

            /// The name that the description gives, if any.
            pub fn given_name(&self) -> Option<&str> {
                match self {
                    $(Self::$variant(layer) => layer.name(),)*
                }
            }

            /// The shape that comes out when `input` goes in.
            pub fn output_shape(&self, input: &Shape) -> Result<Shape, Problem> {
                match self {
                    $(Self::$variant(layer) => layer.output_shape(input),)*
                }
            }

            /// The parameters that the layer has when `input` goes in, in Keras's order.
            pub fn parameters(&self, input: &Shape) -> Vec<ParameterSpec> {
                match self {
                    $(Self::$variant(layer) => layer.parameters(input),)*
                }
            }

            /// The activation that the layer ends in.
            pub fn activation(&self) -> Activation {
                match self {
                    $(Self::$variant(layer) => layer.activation(),)*
                }
            }
        }
    };
}

layers! {
    /// 2D convolution.
    Conv2D(Conv2D) = "Conv2D", "conv2d";
    /// 2D convolution of each channel on its own.
    DepthwiseConv2D(DepthwiseConv2D) = "DepthwiseConv2D", "depthwise_conv2d";
    /// A depthwise convolution, then one of 1x1 that mixes the channels.
    SeparableConv2D(SeparableConv2D) = "SeparableConv2D", "separable_conv2d";
    /// Largest value of each window.
    MaxPooling2D(MaxPooling2D) = "MaxPooling2D", "max_pooling2d";
    /// Mean of each window.
    AveragePooling2D(AveragePooling2D) = "AveragePooling2D", "average_pooling2d";
    /// Mean of each channel.
    GlobalAveragePooling2D(GlobalAveragePooling2D) = "GlobalAveragePooling2D", "global_average_pooling2d";
    /// Picture to row.
    Flatten(Flatten) = "Flatten", "flatten";
    /// Fully connected.
    Dense(Dense) = "Dense", "dense";
    /// An activation as a layer of its own.
    Activation(ActivationLayer) = "Activation", "activation";
    /// Zeros at random, in training.
    Dropout(Dropout) = "Dropout", "dropout";
    /// Each channel brought to mean 0 and variance 1, then scaled and moved.
    BatchNormalization(BatchNormalization) = "BatchNormalization", "batch_normalization";
    /// The sum of several layers.
    Add(Add) = "Add", "add";
}

/// What is wrong with a layer in its place; the network adds the layer's name.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// The shape that reaches the layer cannot be taken: the end of a sentence that begins with the shape.
    Shape(String),
    /// An argument means nothing: its name, and the end of a sentence that begins with it.
    Argument(&'static str, String),
}

/// Where a parameter's first values come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Initializer {
    /// Uniform in `±sqrt(6 / (fan_in + fan_out))`: Glorot and Bengio, AISTATS 2010; Keras's default for kernels.
    GlorotUniform {
        /// Inputs of one output.
        fan_in: usize,
        /// Outputs of one input.
        fan_out: usize,
    },
    /// All zero: Keras's default for biases.
    Zeros,
    /// All one: Keras's default for what scales, and for a variance.
    Ones,
}

/// A parameter that a layer asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterSpec {
    /// `kernel`, `bias`, `gamma`, ...
    pub name: &'static str,
    /// Keras's shape: `[kh, kw, C_in, C_out]`, `[in, out]` or `[out]`.
    pub shape: Vec<usize>,
    /// Its first values.
    pub initializer: Initializer,
    /// Its penalty, `l2 * sum of w^2`, which is added to the loss; 0 is none.
    pub l2: f32,
    /// Whether it has a gradient, and the optimiser changes it.
    pub trainable: bool,
}

impl ParameterSpec {
    /// Weights with the fans that Keras takes for a shape: the field's size times the last two dimensions. The network has not
    /// looked yet whether a tensor of this shape can be.
    fn kernel(name: &'static str, shape: Vec<usize>) -> Self {
        let (field, [inputs, outputs]) = match shape.as_slice() {
            [field @ .., inputs, outputs] => (field, [*inputs, *outputs]),
            _ => ([].as_slice(), [1, 1]),
        };
        let fan = |ends| field.iter().copied().fold(ends, usize::saturating_mul);
        let initializer = Initializer::GlorotUniform { fan_in: fan(inputs), fan_out: fan(outputs) };
        Self { name, shape, initializer, l2: 0.0, trainable: true }
    }

    /// The same with a penalty.
    fn with_l2(self, l2: f32) -> Self {
        Self { l2, ..self }
    }

    fn bias(units: usize) -> Self {
        Self { name: "bias", shape: vec![units], initializer: Initializer::Zeros, l2: 0.0, trainable: true }
    }
}

impl Layer {
    /// Reads a layer of a description.
    pub(crate) fn read(json: &Json) -> crate::Result<Self> {
        let Json::Object(members) = json else {
            return Err(unreadable("each of the layers must be an object".into()));
        };
        let class = json.member("type").and_then(Json::as_text);
        class.and_then(|class| Self::read_class(class, members)).unwrap_or_else(|| {
            let given = class.unwrap_or("without a type");
            Err(unreadable(format!("there is no layer {given}; there are {}", joined(Self::CLASSES, ", "))))
        })
    }

    /// The name that Keras derives from the class.
    pub fn base_name(&self) -> &'static str {
        Self::base_name_of(self.class_name()).unwrap_or_default()
    }
}

fn require_positive(argument: &'static str, values: &[usize]) -> Result<(), Problem> {
    if values.contains(&0) { Err(Problem::Argument(argument, "must be at least 1".into())) } else { Ok(()) }
}

/// The longest side of a window: with padding it may be larger than the picture, but what looks at each of its cells has to
/// come to an end.
const WINDOW: usize = 1024;

/// Where a window lands on the picture that reaches it; `what` is the window, as "pool".
fn sliding(window: Window, input: &Shape, size: &'static str, what: &str) -> Result<[usize; 3], Problem> {
    require_positive(size, &window.size)?;
    require_positive("strides", &window.strides)?;
    if window.size.iter().any(|side| *side > WINDOW) {
        return Err(Problem::Argument(size, format!("must be at most {WINDOW}")));
    }
    let [height, width, channels] = require_picture(input)?;
    let [rows, columns] = window.size;
    let placement = window
        .place([height, width])
        .ok_or_else(|| Problem::Shape(format!("is smaller than the {rows}x{columns} {what}")))?;
    Ok([placement.output[0], placement.output[1], channels])
}

/// What a convolution's activation may be.
fn require_gate(activation: Activation) -> Result<(), Problem> {
    match activation {
        Activation::Softmax => Err(Problem::Argument("activation", "can be linear or relu here".into())),
        Activation::Linear | Activation::Relu => Ok(()),
    }
}

fn require_picture(input: &Shape) -> Result<[usize; 3], Problem> {
    input.picture().ok_or_else(|| Problem::Shape("is not a picture of height, width and channels".into()))
}
