//! How each kernel is launched: its constants and how many invocations it has, as pure functions of the sizes. The
//! plan launches kernels through these, and so do the tests.

mod batch_norm;
mod convolution;
mod dense;
mod elementwise;
mod pooling;
mod staged;
mod step;
mod winograd;

pub use batch_norm::*;
pub use convolution::*;
pub use dense::*;
pub use elementwise::*;
pub use pooling::*;
pub use staged::*;
pub use step::*;
pub use winograd::Winograd;

use convlab_core::twins::{BETA_1, BETA_2, EPSILON};

use crate::kernel::Kernel;

/// A kernel with the values of its override constants, and its extent.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The kernel.
    pub kernel: &'static Kernel,
    /// Its override constants.
    pub constants: Vec<(&'static str, f64)>,
    /// How many invocations it has.
    pub extent: Extent,
    /// Multiplications and additions an image, as the mathematics asks for them; 0 where it only moves numbers.
    pub operations: usize,
    /// Numbers of its buffers that it leaves alone.
    pub untouched: usize,
}

impl Launch {
    fn new(kernel: &'static Kernel, constants: Vec<(&'static str, f64)>, extent: Extent) -> Self {
        Self { kernel, constants, extent, operations: 0, untouched: 0 }
    }

    /// With the constants of `shaders/shared/adam.wgsl`.
    fn with_adam(mut self) -> Self {
        self.constants.extend([("beta_1", BETA_1), ("beta_2", BETA_2), ("epsilon", EPSILON)]);
        self
    }

    fn counting(self, operations: usize) -> Self {
        Self { operations, ..self }
    }
}

/// How many invocations a launch has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// So many, whatever the batch.
    Fixed(usize),
    /// So many for each image.
    PerImage(usize),
    /// So many for each of a batch's lanes of eight images.
    Lanes(usize),
    /// `ceil(batch * items / tile) * each`.
    Tiles {
        /// What there is to do for an image.
        items: usize,
        /// How much of it one invocation does.
        tile: usize,
        /// Invocations that share a tile.
        each: usize,
    },
}

impl Extent {
    /// The invocations for a batch.
    pub fn invocations(self, batch: usize) -> usize {
        match self {
            Self::Fixed(invocations) => invocations,
            Self::PerImage(invocations) => batch * invocations,
            Self::Lanes(invocations) => lanes(batch) * invocations,
            Self::Tiles { items, tile, each } => (batch * items).div_ceil(tile) * each,
        }
    }
}

/// Invocations that keep a large GPU busy. Sums with few outputs are split into slices until there are about so many.
const BUSY: usize = 8192;

/// Rows and columns of a register tile.
const TILE: usize = 8;

/// How many slices a sum is split into: enough to keep the GPU busy, but at most `most`.
fn slices(invocations: usize, most: usize) -> usize {
    (BUSY / invocations.max(1)).clamp(1, most.max(1))
}

/// Invocations across a tile's columns; `shaders/shared/columns.wgsl` has the same formula.
pub fn lanes(columns: usize) -> usize {
    columns.div_ceil(TILE)
}

fn launch(kernel: &'static Kernel, constants: &[(&'static str, usize)], extent: Extent) -> Launch {
    let mut numbers = Vec::new();
    for &(name, value) in constants {
        numbers.push((name, value as f64));
    }
    Launch::new(kernel, numbers, extent)
}
