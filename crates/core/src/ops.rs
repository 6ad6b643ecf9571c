//! What a network computes, with every size resolved: the list that each backend turns into its own code.
//!
//! Flatten and linear activations move no numbers, so they leave no operation; a softmax is always one of its
//! own, so that a loss can be taken on the logits before it.

use crate::layers::{Activation, BatchNormalization, Layer};
use crate::network::{Network, Node};
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
    /// Largest value of each window.
    MaxPool {
        /// Its sizes.
        geometry: Geometry,
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
            Self::Conv2D { geometry, .. } | Self::MaxPool { geometry } => geometry.output_size(),
            Self::Dense { units, .. } => units,
            Self::Relu { size } => size,
            Self::Softmax { rows, classes } => rows * classes,
            Self::Dropout { size, .. } => size,
            Self::BatchNorm(BatchNormOp { rows, channels, .. }) => rows * channels,
        }
    }

    /// Its kernel, as an index into [`Network::parameters`].
    pub fn kernel(&self) -> Option<usize> {
        match *self {
            Self::Conv2D { kernel, .. } | Self::Dense { kernel, .. } => Some(kernel),
            _ => None,
        }
    }

    /// Its bias, as an index into [`Network::parameters`].
    pub fn bias(&self) -> Option<usize> {
        match *self {
            Self::Conv2D { bias, .. } | Self::Dense { bias, .. } => bias,
            _ => None,
        }
    }

    /// Whether a ReLU is part of it.
    pub fn is_gated(&self) -> bool {
        matches!(self, Self::Conv2D { relu: true, .. } | Self::Dense { relu: true, .. })
    }
}

impl Network {
    /// The operations in the order of computation, each fed by the one before it.
    pub fn ops(&self) -> Vec<Op> {
        self.ops_by_node().concat()
    }

    /// The operations that each node becomes: none for Flatten, two for a dense layer with a softmax.
    pub fn ops_by_node(&self) -> Vec<Vec<Op>> {
        let mut input = &self.input;
        let mut ops = Vec::new();
        for (index, node) in self.nodes.iter().enumerate() {
            ops.push(ops_of(index, node, input));
            input = &node.output;
        }
        ops
    }
}

fn ops_of(index: usize, node: &Node, input: &Shape) -> Vec<Op> {
    let mut ops = Vec::new();
    let kernel = node.parameters.first().copied().unwrap_or(0);
    let bias = node.parameters.get(1).copied();
    let relu = node.layer.activation() == Activation::Relu;
    match &node.layer {
        Layer::Conv2D(layer) => {
            let geometry = geometry(input, layer.window(), &node.output);
            ops.push(Op::Conv2D { geometry, kernel, bias, relu });
        }
        Layer::MaxPooling2D(layer) => {
            ops.push(Op::MaxPool { geometry: geometry(input, layer.window(), &node.output) });
        }
        Layer::Dense(layer) => {
            ops.push(Op::Dense { inputs: input.size(), units: layer.units, kernel, bias, relu });
        }
        Layer::Activation(_) if relu => ops.push(Op::Relu { size: input.size() }),
        Layer::Dropout(layer) => {
            ops.push(Op::Dropout { size: input.size(), layer: index, rate: layer.rate as f32 });
        }
        Layer::BatchNormalization(layer) => ops.push(Op::BatchNorm(batch_norm(layer, node))),
        Layer::Activation(_) | Layer::Flatten(_) => {}
    }
    if node.layer.activation() == Activation::Softmax {
        let classes = node.output.channels();
        ops.push(Op::Softmax { rows: node.output.size() / classes, classes });
    }
    ops
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
