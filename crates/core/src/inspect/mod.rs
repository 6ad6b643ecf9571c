//! Looking inside a network: what one batch makes of each layer's output, of the gradients, and what the weights are.
//!
//! A backend computes the batch and shows its tensors one after the other; an [`Observer`] takes from each what is told
//! of it, so that no two of them need be in memory together. Nothing of a run is changed by it.

mod header;
mod stats;

pub use header::Packed;
pub use stats::{BINS, Stats};

use std::ops::Range;

use crate::backend::{Backend, Loss, Totals};
use crate::cpu::moments;
use crate::dataset::Dataset;
use crate::error::Error;
use crate::layers::{Activation, Layer};
use crate::network::{Network, Node, Source};
use crate::ops::Phase;

/// The most images of an inspection, which are one batch.
pub const MOST_IMAGES: usize = 64;

/// The most numbers of a parameter that are told one by one.
const MOST_DATA: usize = 65_536;

/// How a batch is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inspection {
    /// The loss that is taken.
    pub loss: Loss,
    /// Whether layers do as in training.
    pub phase: Phase,
    /// Whether gradients are computed: of a training phase only, since those of inference teach nothing.
    pub backward: bool,
}

/// A tensor of the batch, as a backend shows it. Operations are numbered as the steps of a [`Program`](crate::ops::Program).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// What goes into the network.
    Images,
    /// What comes out of an operation, behind its ReLU.
    Output(usize),
    /// The gradient of the mean loss by it. Those behind what the loss is taken of have none.
    Gradient(usize),
    /// The weights, an arena.
    Weights,
    /// The gradient of the mean loss by them, the penalty added, an arena.
    Gradients,
}

impl Seen {
    /// The tensor as two numbers, its kind and its operation: between modules of WebAssembly it travels as such.
    pub fn numbers(self) -> [u32; 2] {
        match self {
            Self::Images => [0, 0],
            Self::Output(op) => [1, op as u32],
            Self::Gradient(op) => [2, op as u32],
            Self::Weights => [3, 0],
            Self::Gradients => [4, 0],
        }
    }

    /// The tensor of such numbers.
    pub fn of_numbers(numbers: [u32; 2]) -> Option<Self> {
        match numbers {
            [0, 0] => Some(Self::Images),
            [1, op] => Some(Self::Output(op as usize)),
            [2, op] => Some(Self::Gradient(op as usize)),
            [3, 0] => Some(Self::Weights),
            [4, 0] => Some(Self::Gradients),
            _ => None,
        }
    }
}

/// What a backend tells at the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Looked {
    /// Loss and hits of the batch.
    pub totals: Totals,
    /// The optimiser's steps so far.
    pub steps: u64,
}

/// All that is told of a batch.
#[derive(Clone, Debug)]
pub struct Report {
    /// The mean loss, the penalty added.
    pub loss: f64,
    /// The share of images that were right.
    pub accuracy: f64,
    /// The optimiser's steps so far.
    pub steps: u64,
    /// A report of each layer, in the network's order.
    pub layers: Vec<LayerReport>,
}

/// What is told of a layer.
#[derive(Clone, Debug, Default)]
pub struct LayerReport {
    /// Its name.
    pub name: String,
    /// Keras's class.
    pub class: &'static str,
    /// The shape of its output, an image.
    pub shape: Vec<usize>,
    /// Its output, behind its activation, for all images of the batch.
    pub output: Option<Stats>,
    /// The gradient by its output; where the loss looks through its softmax, by the logits before.
    pub d_output: Option<Stats>,
    /// The output for one image.
    pub map: Vec<f32>,
    /// Channels or units that are 0 for every image and place, and how many there are; of a layer that ends in ReLU.
    pub dead: Option<[usize; 2]>,
    /// How many outputs are exactly 0, and how many there are; of a layer that ends in ReLU.
    pub zeros: Option<[usize; 2]>,
    /// The batch's mean and variance of each channel, and the moving ones; of a batch normalisation.
    /// Behind them the gradients by its gamma and its beta; empty where there is none.
    pub batch_norm: Option<[Vec<f32>; 6]>,
    /// Its parameters.
    pub parameters: Vec<ParameterReport>,
}

/// What is told of a parameter.
#[derive(Clone, Debug)]
pub struct ParameterReport {
    /// Its name, as `conv2d/kernel`.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// Its numbers.
    pub values: Stats,
    /// The gradient by them, if there is one.
    pub gradient: Option<Stats>,
    /// The numbers themselves, unless they are too many.
    pub data: Option<Vec<f32>>,
}

/// Looks at a batch of all images of a data set; `image` is the one whose maps are told.
pub async fn inspect<B: Backend>(
    backend: &mut B,
    data: &Dataset,
    inspection: Inspection,
    image: usize,
) -> Result<Report, B::Error> {
    let mut observer = Observer::new(backend.network().clone(), data.len(), image);
    let looked =
        look(backend, data, inspection, image, &mut |seen, tensor| observer.see(seen, tensor)).await?;
    Ok(observer.report(looked))
}

/// Computes such a batch, and shows its tensors one after the other.
pub async fn look<B: Backend>(
    backend: &mut B,
    data: &Dataset,
    inspection: Inspection,
    image: usize,
    see: &mut dyn FnMut(Seen, &[f32]),
) -> Result<Looked, B::Error> {
    data.check(backend.network())?;
    inspection.loss.check(backend.network())?;
    if data.len() > MOST_IMAGES {
        return Err(Error::Option { name: "images", expected: "at most 64, which are one batch" }.into());
    }
    if image >= data.len() {
        return Err(
            Error::Option { name: "image", expected: "the place of one of the images, from 0" }.into()
        );
    }
    if inspection.backward && inspection.phase == Phase::Inference {
        return Err(Error::Option { name: "backward", expected: "false where training is false" }.into());
    }
    backend.inspect(data, inspection, see).await
}

/// Takes from each tensor what is told of it.
pub struct Observer {
    network: Network,
    images: usize,
    image: usize,
    /// Whose tensors are told of which layer.
    origins: Vec<Origin>,
    layers: Vec<LayerReport>,
}

/// Where a layer's output comes from.
#[derive(Clone)]
enum Origin {
    /// The layer leaves the images as they are.
    Images,
    /// Its own operations, or those of the layer that it leaves as it is; the last gives the output.
    Ops(Range<usize>),
}

impl Origin {
    fn is_output_of(&self, seen: Seen) -> bool {
        match (self, seen) {
            (Self::Images, Seen::Images) => true,
            (Self::Ops(ops), Seen::Output(op)) => ops.end == op + 1,
            _ => false,
        }
    }

    fn has_gradient(&self, seen: Seen) -> bool {
        matches!((self, seen), (Self::Ops(ops), Seen::Gradient(op)) if ops.contains(&op))
    }
}

impl Observer {
    /// An observer of a batch of so many images.
    pub fn new(network: Network, images: usize, image: usize) -> Self {
        let program = network.program();
        let origin = |(span, value): (&Range<usize>, &usize)| match value.checked_sub(1) {
            None => Origin::Images,
            // A layer without operations leaves what it is given as it is.
            Some(last) => {
                let whose = program.spans.iter().find(|span| span.contains(&last));
                Origin::Ops(whose.unwrap_or(span).clone())
            }
        };
        let origins = program.spans.iter().zip(&program.outputs).map(origin).collect();
        let layers = network.nodes.iter().map(|node| LayerReport {
            name: node.name.clone(),
            class: node.layer.class_name(),
            shape: node.output.dims().to_vec(),
            ..LayerReport::default()
        });
        Self { images, image, layers: layers.collect(), origins, network }
    }

    /// Takes in a tensor. Weights come before gradients.
    pub fn see(&mut self, seen: Seen, tensor: &[f32]) {
        match seen {
            Seen::Weights => self.see_weights(tensor),
            Seen::Gradients => self.see_gradients(tensor),
            Seen::Gradient(_) => {
                let mut stats = None;
                for (layer, origin) in self.layers.iter_mut().zip(&self.origins) {
                    // Gradients are shown from the last to the first: the first of a layer is its output's.
                    if origin.has_gradient(seen) && layer.d_output.is_none() {
                        layer.d_output = Some(stats.get_or_insert_with(|| Stats::new(tensor)).clone());
                    }
                }
            }
            Seen::Images | Seen::Output(_) => self.see_output(seen, tensor),
        }
    }

    fn see_output(&mut self, seen: Seen, tensor: &[f32]) {
        let size = tensor.len() / self.images;
        let mut stats = None;
        for (index, node) in self.network.nodes.iter().enumerate() {
            let layer = &mut self.layers[index];
            if self.origins[index].is_output_of(seen) {
                layer.output = Some(stats.get_or_insert_with(|| Stats::new(tensor)).clone());
                layer.map = tensor[self.image * size..(self.image + 1) * size].to_vec();
                if node.layer.activation() == Activation::Relu {
                    let zeros = tensor.iter().filter(|value| **value == 0.0).count();
                    layer.zeros = Some([zeros, tensor.len()]);
                    layer.dead = Some(dead(tensor, node.output.channels()));
                }
            }
            if matches!(node.layer, Layer::BatchNormalization(_))
                && before(node, &self.origins).is_output_of(seen)
            {
                let [mean, variance] = moments(tensor, node.output.channels());
                layer.batch_norm = Some([mean, variance, Vec::new(), Vec::new(), Vec::new(), Vec::new()]);
            }
        }
    }

    fn see_weights(&mut self, arena: &[f32]) {
        for (layer, node) in self.layers.iter_mut().zip(&self.network.nodes) {
            for parameter in node.parameters.iter().map(|index| &self.network.parameters[*index]) {
                let values = &arena[parameter.range()];
                layer.parameters.push(ParameterReport {
                    name: parameter.name.clone(),
                    shape: parameter.shape.clone(),
                    values: Stats::new(values),
                    gradient: None,
                    data: (values.len() <= MOST_DATA).then(|| values.to_vec()),
                });
            }
            if let (Some(report), [.., mean, variance]) = (&mut layer.batch_norm, node.parameters.as_slice())
            {
                let moving = |index: &usize| arena[self.network.parameters[*index].range()].to_vec();
                report[2] = moving(mean);
                report[3] = moving(variance);
            }
        }
    }

    fn see_gradients(&mut self, arena: &[f32]) {
        for (layer, node) in self.layers.iter_mut().zip(&self.network.nodes) {
            for (report, index) in layer.parameters.iter_mut().zip(&node.parameters) {
                let parameter = &self.network.parameters[*index];
                report.gradient = parameter.trainable.then(|| Stats::new(&arena[parameter.range()]));
                if let Some(arrays) = &mut layer.batch_norm {
                    for (place, name) in [(4, "/gamma"), (5, "/beta")] {
                        if parameter.name.ends_with(name) {
                            arrays[place] = arena[parameter.range()].to_vec();
                        }
                    }
                }
            }
        }
    }

    /// All that was seen.
    pub fn report(self, Looked { totals, steps }: Looked) -> Report {
        Report { loss: totals.mean_loss(), accuracy: totals.accuracy(), steps, layers: self.layers }
    }
}

/// Where a layer's input comes from.
fn before(node: &Node, origins: &[Origin]) -> Origin {
    match node.inputs.first() {
        Some(Source::Node(index)) => origins[*index].clone(),
        Some(Source::Images) | None => Origin::Images,
    }
}

/// How many of the channels are 0 in every row, and how many there are.
fn dead(tensor: &[f32], channels: usize) -> [usize; 2] {
    let mut alive = vec![false; channels];
    for row in tensor.chunks_exact(channels) {
        for (alive, value) in alive.iter_mut().zip(row) {
            *alive |= *value != 0.0;
        }
    }
    [alive.iter().filter(|alive| !**alive).count(), channels]
}
