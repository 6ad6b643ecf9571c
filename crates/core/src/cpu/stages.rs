//! The stages of a network one by one, for those who want to know where the time of a step goes.

use crate::network::Network;
use crate::ops::Phase;
use crate::random::{Random, Stream};
use crate::text::joined;
use crate::twins;

use super::graph::Graph;

/// A network in the midst of a training step on images of noise: each stage has what it needs and can be computed again.
pub struct Stages {
    graph: Graph,
    weights: Vec<f32>,
    gradients: Vec<f32>,
    images: usize,
    /// The value that each stage gives, its name, and the gradient by the value.
    stages: Vec<(usize, String, Vec<f32>)>,
}

impl Stages {
    /// A step of a batch of so many images.
    pub fn new(network: &Network, images: usize) -> Self {
        let random = Random::new(0, Stream::Shuffle(0));
        let mut graph = Graph::new(network, true);
        graph.values[0] = (0..images * network.input.size()).map(|index| random.unit(index as u64)).collect();
        let labels: Vec<u8> = (0..images).map(|image| (image % network.classes()) as u8).collect();
        let weights = network.initial_weights(1);
        let mut gradients = vec![0.0; weights.len()];
        let program = network.program();
        let end = program.steps.len() - usize::from(network.ends_in_softmax());
        graph.forward(&weights, images, 1..=end, PHASE);
        let result = twins::softmax_cross_entropy(&graph.values[end], &labels, network.classes());
        let mut stages = Vec::new();
        graph.backward(&weights, &mut gradients, 1..=end, &result.d_logits, |value, gradient| {
            stages.push((value, String::new(), gradient.to_vec()));
        });
        stages.reverse();
        let mut first = 0;
        for (value, name, _) in &mut stages {
            let steps = first..*value;
            let is_of_it = |node: &usize| program.spans[*node].clone().any(|step| steps.contains(&step));
            let nodes = (0..network.nodes.len()).filter(is_of_it);
            let names: Vec<&str> = nodes.map(|node| network.nodes[node].name.as_str()).collect();
            *name = joined(&names, " + ");
            first = *value;
        }
        Self { graph, weights, gradients, images, stages }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.stages.len()
    }

    /// The layers that a stage computes.
    pub fn name(&self, stage: usize) -> &str {
        &self.stages[stage].1
    }

    /// Computes a stage's output.
    pub fn forward(&mut self, stage: usize) {
        let value = self.stages[stage].0;
        self.graph.forward(&self.weights, self.images, value..=value, PHASE);
    }

    /// Computes the gradients of a stage's weights, and that of its input if another stage wants it.
    pub fn backward(&mut self, stage: usize) {
        let (value, _, gradient) = &self.stages[stage];
        self.graph.backward(&self.weights, &mut self.gradients, *value..=*value, gradient, |_, _| {});
    }
}

const PHASE: Phase = Phase::Training { seed: 0, step: 1 };
