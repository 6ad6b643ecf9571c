//! A model as a file holds it. Each format of `formats` turns one into bytes and bytes into one.

use crate::backend::{Optimizer, OptimizerState};
use crate::error::Result;
use crate::fit::Place;
use crate::json::{Json, quoted};
use crate::network::{Network, NetworkSpec};
use crate::text::joined;

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
    /// Where the run stood that was not over yet; only with `training`.
    pub place: Option<Place>,
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
        let saved = Self { weights, ..Self::without_weights(description)? };
        saved.network.check_arena(&saved.weights)?;
        Ok(saved)
    }

    /// The names of the classes as JSON.
    pub(crate) fn classes_text(&self) -> String {
        let names: Vec<String> = self.classes.iter().map(|name| quoted(name)).collect();
        format!("[{}]", joined(&names, ","))
    }

    /// Takes what a file says of the classes and the notes.
    pub(crate) fn note(&mut self, classes: Option<&Json>, notes: Option<&str>) {
        if let Some(Json::List(names)) = classes {
            self.classes = names.iter().filter_map(Json::as_text).map(str::to_owned).collect();
        }
        if let Some(notes) = notes {
            self.notes = notes.to_owned();
        }
    }

    /// What the file says besides its numbers, as JSON: the design, the names of the classes, the notes as a text, the
    /// optimiser with its steps, and where the run stands that was not over. Floats are the hexadecimal digits of their bits:
    /// code that prints them would be a tenth of what a page downloads.
    pub fn about(&self) -> String {
        let Self { description, training, place, notes, .. } = self;
        let training = training.as_ref().map_or_else(
            || "null".to_owned(),
            |Training { state, learning_rate }| {
                let optimizer = match state.optimizer {
                    Optimizer::Adam => r#""optimizer":"adam""#.to_owned(),
                    Optimizer::Sgd { momentum, nesterov } => {
                        let bits = f64::from(momentum).to_bits();
                        format!(r#""optimizer":"sgd","momentum":"{bits:016x}","nesterov":{nesterov}"#)
                    }
                };
                let bits = learning_rate.to_bits();
                format!(r#"{{{optimizer},"steps":{},"learningRate":"{bits:016x}"}}"#, state.steps)
            },
        );
        let run = place.as_ref().map_or_else(
            || "null".to_owned(),
            |place| format!(r#"{{"epoch":{},"batches":{}}}"#, place.epoch, place.batches),
        );
        format!(
            r#"{{"description":{description},"classes":{},"notes":{},"training":{training},"run":{run}}}"#,
            self.classes_text(),
            quoted(notes)
        )
    }

    /// A model whose weights are still to be read.
    pub(crate) fn without_weights(description: &str) -> Result<Self> {
        Ok(Self {
            description: description.to_owned(),
            network: Network::new(&NetworkSpec::from_json(description)?)?,
            weights: Vec::new(),
            training: None,
            place: None,
            classes: Vec::new(),
            notes: "{}".to_owned(),
        })
    }
}
