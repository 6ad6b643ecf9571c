//! What a network computes, with every size resolved: the list that each backend turns into its own code.
//!
//! Flatten and linear activations move no numbers, so they leave no operation; a softmax is always one of its
//! own, so that a loss can be taken on the logits before it.

use std::ops::Range;

use crate::layers::{Activation, BatchNormalization, Layer};
use crate::network::{Network, Node, Source};
use crate::shape::{Shape, Window};

/// The sizes of a convolution or pool over pictures `[height, width, channels]`; pairs are `[height, width]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// The picture that goes in.
    pub input: [usize; 3],
    /// The picture that comes out.
    pub output: [usize; 3],
    /// The window's extent.
    pub size: [usize; 2],
    /// How far it moves.
    pub strides: [usize; 2],
    /// Padded rows and columns before the picture.
    pub before: [usize; 2],
}

impl Geometry {
    /// The geometry of a window over a picture, if any fits; `filters` are the output's channels.
    pub fn new(input: [usize; 3], window: Window, filters: usize) -> Option<Self> {
        let placement = window.place([input[0], input[1]])?;
        Some(Self {
            input,
            output: [placement.output[0], placement.output[1], filters],
            size: window.size,
            strides: window.strides,
            before: placement.before,
        })
    }

    /// Numbers in one input picture.
    pub fn input_size(&self) -> usize {
        self.input.iter().product()
    }

    /// Numbers in one output picture.
    pub fn output_size(&self) -> usize {
        self.output.iter().product()
    }

    /// How many places of the picture the window at an output place covers.
    pub fn covered(&self, row: usize, column: usize) -> usize {
        let within = |axis: usize, output: usize| {
            (0..self.size[axis]).filter(|cell| self.input_place(axis, output, *cell).is_some()).count()
        };
        within(0, row) * within(1, column)
    }

    /// Products in one output value of a convolution: `kh * kw * C_in`.
    pub fn depth(&self) -> usize {
        self.size[0] * self.size[1] * self.input[2]
    }

    /// The row (axis 0) or column (axis 1) of the input under cell `cell` of window `output`; `None` for padding.
    pub fn input_place(&self, axis: usize, output: usize, cell: usize) -> Option<usize> {
        let place = (output * self.strides[axis] + cell).checked_sub(self.before[axis])?;
        (place < self.input[axis]).then_some(place)
    }

    /// The window whose cell `cell` lies on row or column `input`, if there is one.
    pub fn output_place(&self, axis: usize, input: usize, cell: usize) -> Option<usize> {
        let start = (input + self.before[axis]).checked_sub(cell)?;
        let place = start / self.strides[axis];
        (start % self.strides[axis] == 0 && place < self.output[axis]).then_some(place)
    }

    /// Padded rows and columns behind the picture: those that a window touches.
    pub fn after(&self) -> [usize; 2] {
        [0, 1].map(|axis| self.reach(axis).saturating_sub(self.input[axis]))
    }

    /// Rows and columns at the picture's end that no window reaches, where the stride does not divide.
    pub fn unused(&self) -> [usize; 2] {
        [0, 1].map(|axis| self.input[axis].saturating_sub(self.reach(axis)))
    }

    /// Where the last window ends, counted from the picture's first row or column.
    fn reach(&self, axis: usize) -> usize {
        ((self.output[axis] - 1) * self.strides[axis] + self.size[axis]).saturating_sub(self.before[axis])
    }

    /// Whether this is the 2x2 pool that halves a picture, each place in at most one window.
    pub fn is_halving(&self) -> bool {
        self.size == [2, 2]
            && self.strides == [2, 2]
            && (0..2).all(|axis| 2 * self.output[axis] <= self.input[axis])
    }
}

/// What a batch is computed for: some layers do something else in training.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Predicting: nothing is dropped, and a batch normalisation takes its moving statistics.
    Inference,
    /// Learning: layers drop at random, and a batch normalisation takes the batch's own statistics.
    Training {
        /// The seed of what is random.
        seed: u64,
        /// The step, which draws its own part of it.
        step: u32,
    },
}

/// One operation. Parameters are indices into [`Network::parameters`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Op {
    /// Convolution, then bias if there is one, then ReLU if asked.
    Conv2D {
        /// Its sizes.
        geometry: Geometry,
        /// `[kh, kw, C_in, C_out]`.
        kernel: usize,
        /// `[C_out]`.
        bias: Option<usize>,
        /// Whether a ReLU follows.
        relu: bool,
    },
    /// Convolution of each channel on its own, then bias if there is one, then ReLU if asked.
    DepthwiseConv2D {
        /// Its sizes; the output has a multiple of the input's channels.
        geometry: Geometry,
        /// `[kh, kw, C_in, C_out / C_in]`.
        kernel: usize,
        /// `[C_out]`.
        bias: Option<usize>,
        /// Whether a ReLU follows.
        relu: bool,
    },
    /// Largest value of each window.
    MaxPool {
        /// Its sizes.
        geometry: Geometry,
    },
    /// Mean of each window, padding not counted.
    AveragePool {
        /// Its sizes.
        geometry: Geometry,
    },
    /// The sum of its input and its addend.
    Add {
        /// Numbers an image.
        size: usize,
    },
    /// Fully connected, then bias if there is one, then ReLU if asked.
    Dense {
        /// Numbers in.
        inputs: usize,
        /// Numbers out.
        units: usize,
        /// `[inputs, units]`.
        kernel: usize,
        /// `[units]`.
        bias: Option<usize>,
        /// Whether a ReLU follows.
        relu: bool,
    },
    /// ReLU of `size` numbers an image.
    Relu {
        /// Numbers an image.
        size: usize,
    },
    /// Softmax over `classes`, in each of `rows` rows an image.
    Softmax {
        /// Rows an image.
        rows: usize,
        /// Numbers a row.
        classes: usize,
    },
    /// Zeros at random in training, nothing in inference.
    Dropout {
        /// Numbers an image.
        size: usize,
        /// The layer's index in the network, which sets its draws apart.
        layer: usize,
        /// The share that is dropped.
        rate: f32,
    },
    /// Batch normalisation.
    BatchNorm(BatchNormOp),
}

/// A batch normalisation over `channels`, in each of `rows` rows an image. Parameters are `[channels]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatchNormOp {
    /// Rows an image.
    pub rows: usize,
    /// Numbers a row.
    pub channels: usize,
    /// What scales, if anything does.
    pub gamma: Option<usize>,
    /// What is added, if anything is.
    pub beta: Option<usize>,
    /// The mean of inference.
    pub moving_mean: usize,
    /// The variance of inference.
    pub moving_variance: usize,
    /// How much of the moving statistics a step keeps.
    pub momentum: f64,
    /// What is added to the variance.
    pub epsilon: f64,
}

impl Op {
    /// Numbers that come out, an image.
    pub fn output_size(&self) -> usize {
        match *self {
            Self::Conv2D { geometry, .. }
            | Self::DepthwiseConv2D { geometry, .. }
            | Self::MaxPool { geometry }
            | Self::AveragePool { geometry } => geometry.output_size(),
            Self::Dense { units, .. } => units,
            Self::Relu { size } | Self::Add { size } => size,
            Self::Softmax { rows, classes } => rows * classes,
            Self::Dropout { size, .. } => size,
            Self::BatchNorm(BatchNormOp { rows, channels, .. }) => rows * channels,
        }
    }

    /// Its kernel, as an index into [`Network::parameters`].
    pub fn kernel(&self) -> Option<usize> {
        match *self {
            Self::Conv2D { kernel, .. }
            | Self::DepthwiseConv2D { kernel, .. }
            | Self::Dense { kernel, .. } => Some(kernel),
            _ => None,
        }
    }

    /// Its bias, as an index into [`Network::parameters`].
    pub fn bias(&self) -> Option<usize> {
        match *self {
            Self::Conv2D { bias, .. } | Self::DepthwiseConv2D { bias, .. } | Self::Dense { bias, .. } => bias,
            _ => None,
        }
    }

    /// Whether a ReLU is part of it.
    pub fn is_gated(&self) -> bool {
        matches!(
            self,
            Self::Conv2D { relu: true, .. }
                | Self::DepthwiseConv2D { relu: true, .. }
                | Self::Dense { relu: true, .. }
        )
    }
}

/// An operation in its place. Value 0 is the images, and value `k + 1` what step `k` gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The operation.
    pub op: Op,
    /// The value that goes in.
    pub input: usize,
    /// The other value of an [`Op::Add`].
    pub addend: Option<usize>,
}

impl Step {
    /// The values that the step takes.
    pub fn inputs(&self) -> impl Iterator<Item = usize> + use<> {
        std::iter::once(self.input).chain(self.addend)
    }
}

/// What a network computes, step by step.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    /// The steps in the order of computation; each takes values of earlier ones.
    pub steps: Vec<Step>,
    /// The steps that each node becomes: none for Flatten, two for a dense layer with a softmax.
    pub spans: Vec<Range<usize>>,
    /// The value that is each node's output.
    pub outputs: Vec<usize>,
    /// The values that feed each node.
    pub inputs: Vec<Vec<usize>>,
}

impl Program {
    /// How many steps take a value.
    pub fn uses(&self, value: usize) -> usize {
        let mut uses = 0;
        for step in &self.steps {
            uses += step.inputs().filter(|input| *input == value).count();
        }
        uses
    }

    /// Whether the step behind a step is the only one that takes what it gives.
    pub fn is_followed(&self, step: usize) -> bool {
        let value = step + 1;
        self.uses(value) == 1 && self.steps.get(value).is_some_and(|next| next.input == value)
    }
}

impl Network {
    /// The steps of the network.
    pub fn program(&self) -> Program {
        let mut program =
            Program { steps: Vec::new(), spans: Vec::new(), outputs: Vec::new(), inputs: Vec::new() };
        for (index, node) in self.nodes.iter().enumerate() {
            let mut inputs = Vec::new();
            for source in &node.inputs {
                inputs.push(match source {
                    Source::Images => 0,
                    Source::Node(node) => program.outputs[*node],
                });
            }
            let (mut input, mut addends) = (inputs[0], inputs[1..].iter().copied());
            let first = program.steps.len();
            for op in ops_of(index, node, self.shape_of(node.inputs[0])) {
                let addend = if matches!(op, Op::Add { .. }) { addends.next() } else { None };
                program.steps.push(Step { op, input, addend });
                input = program.steps.len();
            }
            program.spans.push(first..program.steps.len());
            program.outputs.push(input);
            program.inputs.push(inputs);
        }
        program
    }
}

fn ops_of(index: usize, node: &Node, input: &Shape) -> Vec<Op> {
    let mut ops = Vec::new();
    let parameter = |index: usize| node.parameters.get(index).copied();
    let kernel = parameter(0).unwrap_or(0);
    let bias = parameter(1);
    let relu = node.layer.activation() == Activation::Relu;
    match &node.layer {
        Layer::Conv2D(layer) => {
            let geometry = geometry(input, layer.window(), &node.output);
            ops.push(Op::Conv2D { geometry, kernel, bias, relu });
        }
        Layer::DepthwiseConv2D(layer) => {
            let geometry = geometry(input, layer.window(), &node.output);
            ops.push(Op::DepthwiseConv2D { geometry, kernel, bias, relu });
        }
        Layer::SeparableConv2D(layer) => {
            let depthwise =
                with_channels(geometry(input, layer.window(), &node.output), layer.depth_multiplier);
            ops.push(Op::DepthwiseConv2D { geometry: depthwise, kernel, bias: None, relu: false });
            let geometry = Geometry {
                input: depthwise.output,
                output: node.output.picture().unwrap_or_default(),
                size: [1, 1],
                strides: [1, 1],
                before: [0, 0],
            };
            let pointwise = parameter(1).unwrap_or(0);
            ops.push(Op::Conv2D { geometry, kernel: pointwise, bias: parameter(2), relu });
        }
        Layer::MaxPooling2D(layer) => {
            ops.push(Op::MaxPool { geometry: geometry(input, layer.window(), &node.output) });
        }
        Layer::AveragePooling2D(layer) => {
            ops.push(Op::AveragePool { geometry: geometry(input, layer.window(), &node.output) });
        }
        Layer::GlobalAveragePooling2D(_) => {
            let input = input.picture().unwrap_or_default();
            let size = [input[0], input[1]];
            let output = [1, 1, input[2]];
            ops.push(Op::AveragePool {
                geometry: Geometry { input, output, size, strides: size, before: [0, 0] },
            });
        }
        Layer::Dense(layer) => {
            ops.push(Op::Dense { inputs: input.size(), units: layer.units, kernel, bias, relu });
        }
        Layer::Activation(_) if relu => ops.push(Op::Relu { size: input.size() }),
        Layer::Dropout(layer) => {
            ops.push(Op::Dropout { size: input.size(), layer: index, rate: layer.rate as f32 });
        }
        Layer::BatchNormalization(layer) => ops.push(Op::BatchNorm(batch_norm(layer, node))),
        Layer::Add(_) => ops.extend(node.inputs[1..].iter().map(|_| Op::Add { size: input.size() })),
        Layer::Activation(_) | Layer::Flatten(_) => {}
    }
    if node.layer.activation() == Activation::Softmax {
        let classes = node.output.channels();
        ops.push(Op::Softmax { rows: node.output.size() / classes, classes });
    }
    ops
}

/// The same windows with `multiplier` times as many channels as go in.
fn with_channels(geometry: Geometry, multiplier: usize) -> Geometry {
    let [height, width, _] = geometry.output;
    Geometry { output: [height, width, geometry.input[2] * multiplier], ..geometry }
}

/// A node's batch normalisation: of its parameters `gamma` or `beta` may be missing.
fn batch_norm(layer: &BatchNormalization, node: &Node) -> BatchNormOp {
    let mut parameters = node.parameters.iter().copied();
    let gamma = if layer.scale { parameters.next() } else { None };
    let beta = if layer.center { parameters.next() } else { None };
    let [moving_mean, moving_variance] = std::array::from_fn(|_| parameters.next().unwrap_or(0));
    let channels = node.output.channels();
    let (momentum, epsilon) = (layer.momentum, layer.epsilon);
    let rows = node.output.size() / channels;
    BatchNormOp { rows, channels, gamma, beta, moving_mean, moving_variance, momentum, epsilon }
}

/// The geometry of a node; its window fits, since the network has checked its shapes.
fn geometry(input: &Shape, window: Window, output: &Shape) -> Geometry {
    let input = input.picture().unwrap_or_default();
    let before = window.place([input[0], input[1]]).map_or([0, 0], |placement| placement.before);
    let output = output.picture().unwrap_or_default();
    Geometry { input, output, size: window.size, strides: window.strides, before }
}
