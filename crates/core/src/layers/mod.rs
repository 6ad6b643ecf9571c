//! The layers, with Keras's names, arguments and defaults. Each file holds one layer: its arguments, its shape
//! rule and its parameters. How a layer is computed stands in the backends.

mod activation;
mod arguments;
mod batch_normalization;
mod conv2d;
mod dense;
mod dropout;
mod flatten;
mod max_pooling2d;

use arguments::unreadable;

pub use activation::{Activation, ActivationLayer};
pub use batch_normalization::BatchNormalization;
pub use conv2d::Conv2D;
pub use dense::Dense;
pub use dropout::Dropout;
pub use flatten::Flatten;
pub use max_pooling2d::MaxPooling2D;

use crate::json::Json;
use crate::shape::Shape;

/// One layer of a network. In JSON, `type` names the layer and the other fields are its arguments.
#[derive(Clone, Debug, PartialEq)]
pub enum Layer {
    /// 2D convolution.
    Conv2D(Conv2D),
    /// Largest value of each window.
    MaxPooling2D(MaxPooling2D),
    /// Picture to row.
    Flatten(Flatten),
    /// Fully connected.
    Dense(Dense),
    /// An activation as a layer of its own.
    Activation(ActivationLayer),
    /// Zeros at random, in training.
    Dropout(Dropout),
    /// Each channel brought to mean 0 and variance 1, then scaled and moved.
    BatchNormalization(BatchNormalization),
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
    fn kernel(shape: Vec<usize>, fan_in: usize, fan_out: usize) -> Self {
        let initializer = Initializer::GlorotUniform { fan_in, fan_out };
        Self { name: "kernel", shape, initializer, l2: 0.0, trainable: true }
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
        match json.member("type").and_then(Json::as_text) {
            Some("Conv2D") => Conv2D::read(members).map(Self::Conv2D),
            Some("MaxPooling2D") => MaxPooling2D::read(members).map(Self::MaxPooling2D),
            Some("Flatten") => Flatten::read(members).map(Self::Flatten),
            Some("Dense") => Dense::read(members).map(Self::Dense),
            Some("Activation") => ActivationLayer::read(members).map(Self::Activation),
            Some("Dropout") => Dropout::read(members).map(Self::Dropout),
            Some("BatchNormalization") => BatchNormalization::read(members).map(Self::BatchNormalization),
            other => {
                let known =
                    "Conv2D, MaxPooling2D, Flatten, Dense, Activation, Dropout and BatchNormalization";
                let given = other.unwrap_or("without a type");
                Err(unreadable(format!("there is no layer {given}; there are {known}")))
            }
        }
    }

    /// Keras's class name, as the summary shows it.
    pub fn class_name(&self) -> &'static str {
        match self {
            Self::Conv2D(_) => "Conv2D",
            Self::MaxPooling2D(_) => "MaxPooling2D",
            Self::Flatten(_) => "Flatten",
            Self::Dense(_) => "Dense",
            Self::Activation(_) => "Activation",
            Self::Dropout(_) => "Dropout",
            Self::BatchNormalization(_) => "BatchNormalization",
        }
    }

    /// The name that Keras derives from the class; the network appends `_1`, `_2` to further ones.
    pub fn base_name(&self) -> &'static str {
        match self {
            Self::Conv2D(_) => "conv2d",
            Self::MaxPooling2D(_) => "max_pooling2d",
            Self::Flatten(_) => "flatten",
            Self::Dense(_) => "dense",
            Self::Activation(_) => "activation",
            Self::Dropout(_) => "dropout",
            Self::BatchNormalization(_) => "batch_normalization",
        }
    }

    /// The name that the description gives, if any.
    pub fn given_name(&self) -> Option<&str> {
        match self {
            Self::Conv2D(layer) => layer.name.as_deref(),
            Self::MaxPooling2D(layer) => layer.name.as_deref(),
            Self::Flatten(layer) => layer.name.as_deref(),
            Self::Dense(layer) => layer.name.as_deref(),
            Self::Activation(layer) => layer.name.as_deref(),
            Self::Dropout(layer) => layer.name.as_deref(),
            Self::BatchNormalization(layer) => layer.name.as_deref(),
        }
    }

    /// The shape that comes out when `input` goes in.
    pub fn output_shape(&self, input: &Shape) -> Result<Shape, Problem> {
        match self {
            Self::Conv2D(layer) => layer.output_shape(input),
            Self::MaxPooling2D(layer) => layer.output_shape(input),
            Self::Flatten(_) => Ok(Shape::new([input.size()])),
            Self::Dense(layer) => layer.output_shape(input),
            Self::Activation(_) => Ok(input.clone()),
            Self::Dropout(layer) => layer.check().map(|()| input.clone()),
            Self::BatchNormalization(layer) => layer.check().map(|()| input.clone()),
        }
    }

    /// The parameters that the layer has when `input` goes in, in Keras's order.
    pub fn parameters(&self, input: &Shape) -> Vec<ParameterSpec> {
        match self {
            Self::Conv2D(layer) => layer.parameters(input.channels()),
            Self::Dense(layer) => layer.parameters(input.channels()),
            Self::BatchNormalization(layer) => layer.parameters(input.channels()),
            Self::MaxPooling2D(_) | Self::Flatten(_) | Self::Activation(_) | Self::Dropout(_) => Vec::new(),
        }
    }

    /// The activation that the layer ends in.
    pub fn activation(&self) -> Activation {
        match self {
            Self::Conv2D(layer) => layer.activation,
            Self::Dense(layer) => layer.activation,
            Self::Activation(layer) => layer.activation,
            Self::MaxPooling2D(_) | Self::Flatten(_) | Self::Dropout(_) | Self::BatchNormalization(_) => {
                Activation::Linear
            }
        }
    }
}

fn require_positive(argument: &'static str, values: &[usize]) -> Result<(), Problem> {
    if values.contains(&0) { Err(Problem::Argument(argument, "must be at least 1".into())) } else { Ok(()) }
}

fn require_picture(input: &Shape) -> Result<[usize; 3], Problem> {
    input.picture().ok_or_else(|| Problem::Shape("is not a picture of height, width and channels".into()))
}
