//! A model as a file holds it. Each format of `formats` turns one into bytes and bytes into one.

use crate::backend::OptimizerState;
use crate::error::Result;
use crate::network::{Network, NetworkSpec};

/// A network, its weights, and what is known of them. Images go in as `x / 255`.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// The network's description as JSON, `{ inputShape, layers }`.
    pub description: String,
    /// The network that it describes.
    pub network: Network,
    /// The weights, as an arena.
    pub weights: Vec<f32>,
    /// What training goes on with; none where the file has none or the reader wants none.
    pub training: Option<Training>,
    /// The names of the classes; none where they are not known.
    pub classes: Vec<String>,
    /// Whatever the page wants to find again, as a JSON object; only Convlab reads it.
    pub notes: String,
}

/// What training goes on with.
#[derive(Clone, Debug, PartialEq)]
pub struct Training {
    /// What the optimiser remembers.
    pub state: OptimizerState,
    /// Its learning rate when the file was written.
    pub learning_rate: f64,
}

impl Saved {
    /// A model that has weights and nothing else yet.
    pub fn new(description: &str, weights: Vec<f32>) -> Result<Self> {
        let network = Network::new(&NetworkSpec::from_json(description)?)?;
        network.check_arena(&weights)?;
        Ok(Self {
            description: description.to_owned(),
            network,
            weights,
            training: None,
            classes: Vec::new(),
            notes: "{}".to_owned(),
        })
    }
}
