//! Where a network is cut, so that threads can share it.

use std::fmt;
use std::ops::Range;

use crate::network::Network;
use crate::ops::{Op, Step};

/// Why a network stays on one thread. Its `Display` is the end of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// There is no dense layer behind which each thread could go on with all images.
    NoDense,
    /// A batch normalisation before the first dense layer needs the whole batch.
    BatchNorm,
    /// A branch leads past the first dense layer.
    Branch,
    /// A step has so few products that messages would take longer.
    Small,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoDense => "it has no dense layer to divide",
            Self::BatchNorm => "a batch normalisation before its first dense layer needs the whole batch",
            Self::Branch => "a branch leads past its first dense layer",
            Self::Small => "it is too small to be divided",
        })
    }
}

/// Products of an image's forward pass below which messages take what a second thread spares: at batch 32 a network of
/// 270,000 was as fast on two threads as on one, one of 540,000 a tenth faster.
const LEAST_PRODUCTS: usize = 500_000;

/// The first dense layer, where the trunk ends.
pub(super) struct Cut {
    /// The value that goes into the layer: the trunk's last.
    pub(super) input: usize,
    /// The value that comes out.
    pub(super) output: usize,
    pub(super) inputs: usize,
    pub(super) units: usize,
    pub(super) kernel: Range<usize>,
    pub(super) bias: Option<Range<usize>>,
    pub(super) relu: bool,
    /// The penalty on the kernel.
    pub(super) l2: f32,
}

impl Cut {
    /// The cut of a network for so many threads.
    pub(super) fn of(network: &Network, threads: usize) -> Result<Self, Obstacle> {
        let steps = network.program().steps;
        let is_dense = |step: &Step| matches!(step.op, Op::Dense { .. });
        let at = steps.iter().position(is_dense).ok_or(Obstacle::NoDense)?;
        let (trunk, tail) = (&steps[..at], &steps[at + 1..]);
        let Step { op: Op::Dense { inputs, units, kernel, bias, relu }, input, .. } = steps[at] else {
            return Err(Obstacle::NoDense);
        };
        if trunk.iter().any(|step| matches!(step.op, Op::BatchNorm(_))) {
            return Err(Obstacle::BatchNorm);
        }
        let takes_of_trunk = |step: &Step| step.inputs().any(|value| value <= at);
        if input != at || tail.iter().any(takes_of_trunk) {
            return Err(Obstacle::Branch);
        }
        if inputs < threads {
            return Err(Obstacle::Small);
        }
        let parameter = &network.parameters[kernel];
        Ok(Self {
            input,
            output: at + 1,
            inputs,
            units,
            kernel: parameter.range(),
            bias: bias.map(|bias| network.parameters[bias].range()),
            relu,
            l2: parameter.l2,
        })
    }
}

/// Why a network had better stay on one thread, where there are so many.
pub fn obstacle(network: &Network, threads: usize) -> Option<Obstacle> {
    let products: usize = network.program().steps.iter().map(|step| products(&step.op)).sum();
    Cut::of(network, threads).err().or((products < LEAST_PRODUCTS).then_some(Obstacle::Small))
}

/// Products of an operation's forward pass, an image.
fn products(op: &Op) -> usize {
    match op {
        Op::Conv2D { geometry, .. } => geometry.output_size() * geometry.depth(),
        Op::DepthwiseConv2D { geometry, .. } => {
            geometry.output_size() * geometry.size.iter().product::<usize>()
        }
        Op::Dense { inputs, units, .. } => inputs * units,
        _ => 0,
    }
}
