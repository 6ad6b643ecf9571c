//! The graph: a node or a few for each layer, between values that are rows, `[batch, units]`, or pictures, `[batch,
//! channels, height, width]`.

use crate::error::Result;
use crate::layers::{Activation, Layer};
use crate::network::{Network, Node, Parameter, Source};
use crate::shape::{Shape, Window};

use super::protobuf::Message;
use super::{numbers_of, refused, tensor};

/// The name of the images, channels last.
const INPUT: &str = "images";

/// Fields of a graph.
const NODE: u64 = 1;
const NAME: u64 = 2;
const INITIALIZER: u64 = 5;
const INPUTS: u64 = 11;
const OUTPUTS: u64 = 12;

struct Graph<'a> {
    network: &'a Network,
    weights: &'a [f32],
    nodes: Vec<Message>,
    initializers: Vec<Message>,
    /// The value that each node of the network gives.
    values: Vec<String>,
}

/// An attribute of a node.
enum Attribute<'a> {
    Number(&'a str, usize),
    Signed(&'a str, i64),
    Numbers(&'a str, Vec<usize>),
    Float(&'a str, f32),
}

impl Attribute<'_> {
    fn message(&self) -> Message {
        const FLOAT: i64 = 1;
        const INT: i64 = 2;
        const INTS: i64 = 7;
        let named = |name: &str, kind| Message::default().text(1, name).number(20, kind);
        match self {
            Self::Number(name, number) => named(name, INT).number(3, *number as i64),
            Self::Signed(name, number) => named(name, INT).number(3, *number),
            Self::Float(name, number) => named(name, FLOAT).float(2, *number),
            Self::Numbers(name, numbers) => {
                named(name, INTS).each(numbers, |message, number| message.number(8, *number as i64))
            }
        }
    }
}

/// Writes the graph of a network.
pub(super) fn write(network: &Network, weights: &[f32]) -> Result<Message> {
    let shapes = network.nodes.iter().map(|node| &node.output).chain([&network.input]);
    for shape in shapes {
        if shape.row().is_none() && shape.picture().is_none() {
            return Err(refused(&format!(
                "ONNX gets rows and pictures here, but there is a value of shape {shape}."
            )));
        }
    }
    let mut graph =
        Graph { network, weights, nodes: Vec::new(), initializers: Vec::new(), values: Vec::new() };
    let mut first = INPUT.to_owned();
    if network.input.picture().is_some() {
        first = graph.node(
            "Transpose",
            &[INPUT],
            "images/turned",
            &[Attribute::Numbers("perm", vec![0, 3, 1, 2])],
        );
    }
    for node in &network.nodes {
        let inputs: Vec<String> = node
            .inputs
            .iter()
            .map(|source| match source {
                Source::Images => first.clone(),
                Source::Node(index) => graph.values[*index].clone(),
            })
            .collect();
        let value = graph.layer(node, &inputs)?;
        graph.values.push(value);
    }
    let output = if network.ends_in_softmax() { "probabilities" } else { "logits" };
    let last = graph.values.last().cloned().unwrap_or_default();
    graph.node("Identity", &[&last], output, &[]);

    let message = Message::default()
        .each(&graph.nodes, |message, node| message.message(NODE, node))
        .text(NAME, "network")
        .each(&graph.initializers, |message, each| message.message(INITIALIZER, each))
        .message(INPUTS, &value_info(INPUT, &network.input))
        .message(OUTPUTS, &value_info(output, network.output()));
    Ok(message)
}

/// What goes in or comes out: 32-bit floats of a shape, of any number of images.
fn value_info(name: &str, shape: &Shape) -> Message {
    let batch = Message::default().text(2, "batch");
    let shape = Message::default()
        .message(1, &batch)
        .each(shape.dims(), |message, dim| message.message(1, &Message::default().number(1, *dim as i64)));
    let tensor = Message::default().number(1, super::FLOAT).message(2, &shape);
    Message::default().text(1, name).message(2, &Message::default().message(1, &tensor))
}

impl Graph<'_> {
    /// Adds a node; the name of its output.
    fn node(&mut self, op: &str, inputs: &[&str], output: &str, attributes: &[Attribute<'_>]) -> String {
        let node = Message::default()
            .each(inputs, |node, input| node.text(1, input))
            .text(2, output)
            .text(3, output)
            .text(4, op)
            .each(attributes, |node, attribute| node.message(5, &attribute.message()));
        self.nodes.push(node);
        output.to_owned()
    }

    fn initializer(&mut self, name: &str, dims: &[usize], numbers: &[f32]) -> String {
        self.initializers.push(tensor(name, dims, numbers));
        name.to_owned()
    }

    /// A parameter of a layer as ONNX has it; none where the layer has none of that name.
    fn parameter(&mut self, node: &Node, name: &str) -> Option<String> {
        let path = format!("{}/{name}", node.name);
        let parameters = node.parameters.iter().map(|index| &self.network.parameters[*index]);
        let parameter = parameters.into_iter().find(|parameter| parameter.name == path)?;
        let (dims, numbers) = turned(node, parameter, numbers_of(self.weights, parameter));
        Some(self.initializer(&path, &dims, &numbers))
    }

    /// The same, or one number for all channels in place of it.
    fn parameter_or(&mut self, node: &Node, name: &str, otherwise: f32) -> String {
        self.parameter(node, name).unwrap_or_else(|| {
            let channels = node.output.channels();
            self.initializer(&format!("{}/no {name}", node.name), &[channels], &vec![otherwise; channels])
        })
    }

    /// The nodes of a layer; the name of what it gives.
    fn layer(&mut self, node: &Node, inputs: &[String]) -> Result<String> {
        let names: Vec<&str> = inputs.iter().map(String::as_str).collect();
        let [input, ..] = names.as_slice() else { return Err(refused("a layer has no input.")) };
        let name = node.name.as_str();
        let before = self.network.shape_of(node.inputs[0]).clone();
        let value = match &node.layer {
            Layer::Conv2D(layer) => {
                let kernel = self.parameter(node, "kernel");
                self.convolution(node, input, kernel, layer.window(), &before, 1)
            }
            Layer::DepthwiseConv2D(layer) => {
                let kernel = self.parameter(node, "kernel");
                self.convolution(node, input, kernel, layer.window(), &before, before.channels())
            }
            Layer::SeparableConv2D(layer) => {
                let depthwise = self.parameter(node, "depthwise_kernel");
                let attributes = sliding(layer.window(), &before, before.channels());
                let names = [*input, depthwise.as_deref().unwrap_or_default()];
                let between = self.node("Conv", &names, &format!("{name}/depthwise"), &attributes);
                let pointwise = self.parameter(node, "pointwise_kernel");
                let window = Window { size: [1, 1], strides: [1, 1], padding: Default::default() };
                self.convolution(node, &between, pointwise, window, &node.output, 1)
            }
            Layer::MaxPooling2D(layer) => {
                let attributes = pooling(layer.window(), &before);
                self.node("MaxPool", &[input], name, &attributes)
            }
            Layer::AveragePooling2D(layer) => {
                let mut attributes = pooling(layer.window(), &before);
                attributes.push(Attribute::Number("count_include_pad", 0));
                self.node("AveragePool", &[input], name, &attributes)
            }
            Layer::GlobalAveragePooling2D(_) => {
                let means = self.node("GlobalAveragePool", &[input], &format!("{name}/means"), &[]);
                self.node("Flatten", &[&means], name, &[Attribute::Number("axis", 1)])
            }
            Layer::Flatten(_) if before.picture().is_some() => {
                let perm = Attribute::Numbers("perm", vec![0, 2, 3, 1]);
                let last = self.node("Transpose", &[input], &format!("{name}/turned"), &[perm]);
                self.node("Flatten", &[&last], name, &[Attribute::Number("axis", 1)])
            }
            Layer::Dense(_) => {
                let kernel = self.parameter(node, "kernel").unwrap_or_default();
                let bias = self.parameter(node, "bias");
                let mut names = vec![*input, &kernel];
                names.extend(bias.as_deref());
                self.node("Gemm", &names, name, &[])
            }
            Layer::BatchNormalization(layer) => {
                let scale = self.parameter_or(node, "gamma", 1.0);
                let bias = self.parameter_or(node, "beta", 0.0);
                let mean = self.parameter_or(node, "moving_mean", 0.0);
                let variance = self.parameter_or(node, "moving_variance", 1.0);
                let names = [*input, &scale, &bias, &mean, &variance];
                self.node(
                    "BatchNormalization",
                    &names,
                    name,
                    &[Attribute::Float("epsilon", layer.epsilon as f32)],
                )
            }
            Layer::Add(_) => self.node("Sum", &names, name, &[]),
            Layer::Flatten(_) | Layer::Dropout(_) | Layer::Activation(_) => (*input).to_owned(),
        };
        Ok(match node.layer.activation() {
            Activation::Linear => value,
            Activation::Relu => self.node("Relu", &[&value], &format!("{name}/relu"), &[]),
            Activation::Softmax => {
                // The channels: the last axis of a row, the second of a picture.
                let axis = if node.output.picture().is_some() { 1 } else { -1 };
                self.node(
                    "Softmax",
                    &[&value],
                    &format!("{name}/softmax"),
                    &[Attribute::Signed("axis", axis)],
                )
            }
        })
    }

    fn convolution(
        &mut self,
        node: &Node,
        input: &str,
        kernel: Option<String>,
        window: Window,
        before: &Shape,
        groups: usize,
    ) -> String {
        let bias = self.parameter(node, "bias");
        let kernel = kernel.unwrap_or_default();
        let mut names = vec![input, &kernel];
        names.extend(bias.as_deref());
        self.node("Conv", &names, &node.name, &sliding(window, before, groups))
    }
}

/// How a convolution slides.
fn sliding(window: Window, before: &Shape, groups: usize) -> Vec<Attribute<'static>> {
    let mut attributes = pooling(window, before);
    attributes.push(Attribute::Number("group", groups));
    attributes
}

/// How a window slides, with the padding that TensorFlow's rules give on this picture.
fn pooling(window: Window, before: &Shape) -> Vec<Attribute<'static>> {
    let [height, width, _] = before.picture().unwrap_or_default();
    let input = [height, width];
    let mut pads = vec![0; 4];
    if let Some(placement) = window.place(input) {
        for axis in 0..2 {
            let reach = placement.output[axis].saturating_sub(1) * window.strides[axis] + window.size[axis];
            pads[axis] = placement.before[axis];
            pads[axis + 2] = reach.saturating_sub(input[axis] + placement.before[axis]);
        }
    }
    vec![
        Attribute::Numbers("kernel_shape", window.size.to_vec()),
        Attribute::Numbers("strides", window.strides.to_vec()),
        Attribute::Numbers("pads", pads),
    ]
}

/// Kernels of convolutions are `[kh, kw, C_in, C_out]` in Keras and `[C_out, C_in, kh, kw]` here; a depthwise one is `[kh,
/// kw, C, multiplier]` there and `[C * multiplier, 1, kh, kw]` here. The number of that row and column for each number here.
fn kernel_order(node: &Node, parameter: &Parameter) -> Option<(Vec<usize>, Vec<usize>)> {
    let [kh, kw, inputs, outputs] = <[usize; 4]>::try_from(parameter.shape.as_slice()).ok()?;
    let is_depthwise =
        parameter.name.ends_with("depthwise_kernel") || matches!(node.layer, Layer::DepthwiseConv2D(_));
    let mut order = Vec::with_capacity(parameter.size());
    let mut push = |input, output| {
        for row in 0..kh {
            for column in 0..kw {
                order.push(((row * kw + column) * inputs + input) * outputs + output);
            }
        }
    };
    if is_depthwise {
        (0..inputs).for_each(|input| (0..outputs).for_each(|output| push(input, output)));
        Some((vec![inputs * outputs, 1, kh, kw], order))
    } else {
        (0..outputs).for_each(|output| (0..inputs).for_each(|input| push(input, output)));
        Some((vec![outputs, inputs, kh, kw], order))
    }
}

/// A parameter in ONNX's shape.
fn turned(node: &Node, parameter: &Parameter, numbers: &[f32]) -> (Vec<usize>, Vec<f32>) {
    match kernel_order(node, parameter) {
        None => (parameter.shape.clone(), numbers.to_vec()),
        Some((dims, order)) => {
            (dims, order.iter().map(|place| numbers.get(*place).copied().unwrap_or_default()).collect())
        }
    }
}

/// A parameter in Keras's shape, of one in ONNX's.
pub(super) fn turned_back(node: &Node, parameter: &Parameter, numbers: &[f32]) -> Vec<f32> {
    let Some((_, order)) = kernel_order(node, parameter) else { return numbers.to_vec() };
    let mut turned = vec![0.0; numbers.len()];
    for (place, number) in order.iter().zip(numbers) {
        turned[*place] = *number;
    }
    turned
}
