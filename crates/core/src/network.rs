//! A network: nodes in topological order, each a layer and the nodes that feed it, with shapes and parameters.

mod spec;

pub use spec::{IMAGES, LayerSpec, NetworkSpec};
pub(crate) use spec::{LAYERS, names, parts, sources};

use crate::error::{Error, Result};
use crate::layers::{Activation, Initializer, Layer, Problem};
use crate::random::{Random, Stream};
use crate::shape::Shape;

/// Parameters start at multiples of this many floats, so that each can be bound on its own on any GPU
/// (`min_storage_buffer_offset_alignment` is 256 bytes by default).
const ALIGNMENT: usize = 64;

/// The most floats that one arena may hold: 128 MiB, WebGPU's default limit for one binding.
const ARENA_LIMIT: usize = (128 << 20) / size_of::<f32>();

/// The most dimensions of an image.
const DIMENSIONS: usize = 8;

/// Whether an arena could hold a tensor of this shape. Shapes may come from anywhere: a product that wraps round would
/// look small.
fn fits(shape: &[usize]) -> bool {
    let size = shape.iter().try_fold(1usize, |size, &dim| size.checked_mul(dim));
    size.is_some_and(|size| size <= ARENA_LIMIT)
}

/// Where a node's input comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The images.
    Images,
    /// The output of the node with this index, which stands earlier in the list.
    Node(usize),
}

/// A layer in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its name, unique in the network.
    pub name: String,
    /// The layer.
    pub layer: Layer,
    /// What feeds it.
    pub inputs: Vec<Source>,
    /// The shape that comes out.
    pub output: Shape,
    /// Its parameters, as indices into [`Network::parameters`].
    pub parameters: Vec<usize>,
}

/// A tensor of weights and its place in the flat arena that weights, gradients and moments share.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Keras's name, such as `conv2d/kernel`.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// Where its first values come from.
    pub initializer: Initializer,
    /// Its penalty, `l2 * sum of w^2`, which is added to the loss; 0 is none.
    pub l2: f32,
    /// Whether it has a gradient, and the optimiser changes it. What has none stands at the arena's end.
    pub trainable: bool,
    /// Its first float in the arena.
    pub offset: usize,
}

impl Parameter {
    /// How many numbers it holds.
    pub fn size(&self) -> usize {
        self.shape.iter().product()
    }

    /// Its place in the arena.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.offset..self.offset + self.size()
    }
}

/// A checked network.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// The shape of one image.
    pub input: Shape,
    /// The layers in topological order; the last one's output is the network's.
    pub nodes: Vec<Node>,
    /// All parameters in Keras's order.
    pub parameters: Vec<Parameter>,
}

impl Network {
    /// Checks a description layer by layer and derives every shape, name and parameter.
    pub fn new(spec: &NetworkSpec) -> Result<Self> {
        let mut network = Self::of_images(&spec.input_shape)?;
        let named = spec.layers.iter().map(|spec| (spec.layer.given_name(), spec.layer.base_name()));
        let names = names(named);
        for (index, spec) in spec.layers.iter().enumerate() {
            let inputs = sources(&names, index, spec.inputs.as_deref())?;
            network.push(names[index].clone(), &spec.layer, inputs)?;
        }
        network.finish()
    }

    /// A network that has no layers yet.
    pub(crate) fn of_images(shape: &[usize]) -> Result<Self> {
        if shape.is_empty() || shape.contains(&0) {
            return Err(Error::NetworkSpec {
                reason: "inputShape must name dimensions of at least 1".into(),
            });
        }
        if shape.len() > DIMENSIONS {
            return Err(Error::NetworkSpec {
                reason: format!("inputShape must name at most {DIMENSIONS} dimensions"),
            });
        }
        if !fits(shape) {
            return Err(Error::NetworkSpec {
                reason: format!("an image of inputShape has more than {ARENA_LIMIT} numbers"),
            });
        }
        Ok(Self { input: Shape::new(shape), nodes: Vec::new(), parameters: Vec::new() })
    }

    /// Checks the whole, and gives the parameters their places.
    pub(crate) fn finish(mut self) -> Result<Self> {
        self.place_trainable_first();
        let output = self.output();
        if self.nodes.is_empty() || output.row().is_none_or(|classes| !(2..=256).contains(&classes)) {
            return Err(Error::NotAClassifier { output: output.clone() });
        }
        if let Some(node) = self.unused() {
            return Err(Error::Unused { layer: node.name.clone() });
        }
        if self.trainable_count() == 0 {
            return Err(Error::NothingToTrain);
        }
        Ok(self)
    }

    /// The first layer before the last whose output no layer takes.
    fn unused(&self) -> Option<&Node> {
        let is_used = |index| self.nodes.iter().any(|node| node.inputs.contains(&Source::Node(index)));
        let (_, before) = self.nodes.split_last()?;
        before.iter().enumerate().find(|(index, _)| !is_used(*index)).map(|(_, node)| node)
    }

    /// Adds a layer behind those that feed it.
    pub(crate) fn push(&mut self, name: String, layer: &Layer, inputs: Vec<Source>) -> Result<()> {
        if self.nodes.iter().any(|node| node.name == name) {
            return Err(Error::DuplicateName { name });
        }
        // Names stand before a slash in those of weights, and the images have one of their own.
        if name == IMAGES || name.is_empty() || name.contains('/') {
            let reason = format!("must not be {IMAGES}, empty or contain a slash");
            return Err(Error::LayerArgument { layer: name, argument: "name", reason });
        }
        let input = self.input_of(&name, layer, &inputs)?.clone();
        let output = layer.output_shape(&input).map_err(|problem| match problem {
            Problem::Shape(reason) => Error::LayerShape { layer: name.clone(), input: input.clone(), reason },
            Problem::Argument(argument, reason) => {
                Error::LayerArgument { layer: name.clone(), argument, reason }
            }
        })?;
        if !fits(output.dims()) {
            let reason = format!("would become {output}, more than {ARENA_LIMIT} numbers an image");
            return Err(Error::LayerShape { layer: name, input, reason });
        }
        let mut parameters = Vec::new();
        for spec in layer.parameters(&input) {
            if !fits(&spec.shape) || self.arena_size() + spec.shape.iter().product::<usize>() > ARENA_LIMIT {
                self.parameters.truncate(self.parameters.len() - parameters.len());
                return Err(Error::TooManyParameters { layer: name, available: ARENA_LIMIT });
            }
            parameters.push(self.parameters.len());
            self.parameters.push(Parameter {
                name: format!("{name}/{}", spec.name),
                offset: self.arena_size(),
                shape: spec.shape,
                initializer: spec.initializer,
                l2: spec.l2,
                trainable: spec.trainable,
            });
        }
        self.nodes.push(Node { name, layer: layer.clone(), inputs, output, parameters });
        Ok(())
    }

    /// The one shape that reaches a layer.
    fn input_of(&self, name: &str, layer: &Layer, inputs: &[Source]) -> Result<&Shape> {
        let refused = |reason: &str| {
            let reason = reason.to_owned();
            Err(Error::LayerArgument { layer: name.to_owned(), argument: "inputs", reason })
        };
        let (first, further) = match inputs {
            [_] if matches!(layer, Layer::Add(_)) => return refused("must name two layers or more to add"),
            [] => return refused("must name a layer"),
            [first, further @ ..] => (self.shape_of(*first), further),
        };
        if !further.is_empty() && !matches!(layer, Layer::Add(_)) {
            return refused("must name one layer; only an Add takes several");
        }
        match further.iter().map(|source| self.shape_of(*source)).find(|shape| *shape != first) {
            Some(other) => Err(Error::LayerShape {
                layer: name.to_owned(),
                input: other.clone(),
                reason: format!("cannot be added to {first}; both must have one shape"),
            }),
            None => Ok(first),
        }
    }

    /// The shape that comes from a source.
    pub fn shape_of(&self, source: Source) -> &Shape {
        match source {
            Source::Images => &self.input,
            Source::Node(index) => &self.nodes[index].output,
        }
    }

    /// Whether each layer is fed by the one before it and by nothing else: Keras's `Sequential`.
    pub fn is_chain(&self) -> bool {
        let before = |index: usize| index.checked_sub(1).map_or(Source::Images, Source::Node);
        self.nodes.iter().enumerate().all(|(index, node)| node.inputs == [before(index)])
    }

    /// Gives every parameter its place: those that Adam changes first, so that a step of it is one run over them.
    fn place_trainable_first(&mut self) {
        let mut end = 0;
        for trainable in [true, false] {
            for parameter in self.parameters.iter_mut().filter(|each| each.trainable == trainable) {
                parameter.offset = end;
                end = parameter.range().end.next_multiple_of(ALIGNMENT);
            }
        }
    }

    /// The shape that comes out of the network (the input's, while there is no layer).
    pub fn output(&self) -> &Shape {
        self.nodes.last().map_or(&self.input, |node| &node.output)
    }

    /// How many classes the network tells apart.
    pub fn classes(&self) -> usize {
        self.output().channels()
    }

    /// Whether the output passes through a softmax, so that it is probabilities.
    pub fn ends_in_softmax(&self) -> bool {
        self.nodes.last().is_some_and(|node| node.layer.activation() == Activation::Softmax)
    }

    /// The length of the flat arena in floats, gaps of the alignment included.
    pub fn arena_size(&self) -> usize {
        self.end_of(|_| true)
    }

    /// Whether an arena has this network's length.
    pub fn check_arena(&self, arena: &[f32]) -> Result<()> {
        let (expected, actual) = (self.arena_size(), arena.len());
        if actual == expected {
            return Ok(());
        }
        let reason = format!("an arena of {actual} numbers instead of {expected}.");
        Err(Error::Weights { reason })
    }

    /// The length of the arena's first part, which holds what Adam changes, gaps included.
    pub fn trainable_size(&self) -> usize {
        self.end_of(|parameter| parameter.trainable)
    }

    /// Where the last of some parameters ends in the arena.
    fn end_of(&self, which: fn(&Parameter) -> bool) -> usize {
        let mut end = 0;
        for parameter in &self.parameters {
            if which(parameter) {
                end = end.max(parameter.range().end);
            }
        }
        end.next_multiple_of(ALIGNMENT)
    }

    /// The name of the parameter that a place in the arena belongs to.
    pub fn name_at(&self, place: usize) -> Option<&str> {
        let owner = self.parameters.iter().find(|parameter| parameter.range().contains(&place));
        owner.map(|parameter| parameter.name.as_str())
    }

    /// Whether an optimiser's memory has this network's length.
    pub fn check_moments(&self, moments: &[Vec<f32>; 2]) -> Result<()> {
        let expected = self.trainable_size();
        match moments.iter().find(|moment| moment.len() != expected) {
            Some(moment) => {
                let reason = format!("moments of {} numbers instead of {expected}.", moment.len());
                Err(Error::Weights { reason })
            }
            None => Ok(()),
        }
    }

    /// The parameters that have a penalty.
    pub fn regularized(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.l2 > 0.0)
    }

    /// How many numbers the parameters are.
    pub fn parameter_count(&self) -> usize {
        self.parameters.iter().map(Parameter::size).sum()
    }

    /// How many of them training changes by a gradient.
    pub fn trainable_count(&self) -> usize {
        self.parameters.iter().filter(|each| each.trainable).map(Parameter::size).sum()
    }

    /// Fresh weights from a seed, as an arena.
    pub fn initial_weights(&self, seed: u64) -> Vec<f32> {
        let mut arena = vec![0.0; self.arena_size()];
        for (index, parameter) in self.parameters.iter().enumerate() {
            let weights = &mut arena[parameter.range()];
            let (fan_in, fan_out) = match parameter.initializer {
                Initializer::GlorotUniform { fan_in, fan_out } => (fan_in, fan_out),
                Initializer::Zeros => continue,
                Initializer::Ones => {
                    weights.fill(1.0);
                    continue;
                }
            };
            let limit = (6.0 / (fan_in + fan_out) as f64).sqrt() as f32;
            let random = Random::new(seed, Stream::Initializer(index as u32));
            for (block, weights) in weights.chunks_mut(4).enumerate() {
                for (weight, draw) in weights.iter_mut().zip(random.units(block as u64)) {
                    *weight = (2.0 * draw - 1.0) * limit;
                }
            }
        }
        arena
    }
}

#[cfg(test)]
mod tests;
