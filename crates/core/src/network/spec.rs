//! The description of a network: its JSON, and how its layers are named and find each other.

use super::Source;
use crate::error::{Error, Result};
use crate::json::Json;
use crate::layers::Layer;

/// The most layers of a description: what it takes to check one grows with the square of their number.
pub(crate) const LAYERS: usize = 1000;

/// What a network is made from: the JSON of the interface.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkSpec {
    /// The shape of one image, `[height, width, channels]`.
    pub input_shape: Vec<usize>,
    /// The layers, in an order in which each stands behind those that feed it.
    pub layers: Vec<LayerSpec>,
}

/// A layer of a description.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerSpec {
    /// The layer.
    pub layer: Layer,
    /// The names of the layers that feed it, [`IMAGES`] among them; left out, the one before it does.
    pub inputs: Option<Vec<String>>,
}

/// What a layer's `inputs` call the images.
pub const IMAGES: &str = "images";

impl LayerSpec {
    pub(crate) fn read(json: &Json) -> Result<Self> {
        let unreadable = || Error::NetworkSpec { reason: "inputs of a layer must be a list of names".into() };
        let inputs = match json.member("inputs") {
            None | Some(Json::Null) => None,
            Some(Json::List(list)) => {
                let mut names = Vec::new();
                for name in list {
                    names.push(name.as_text().ok_or_else(unreadable)?.to_owned());
                }
                Some(names)
            }
            Some(_) => return Err(unreadable()),
        };
        Ok(Self { layer: Layer::read(json)?, inputs })
    }
}

impl NetworkSpec {
    /// Reads a description from JSON.
    pub fn from_json(json: &str) -> Result<Self> {
        let unreadable = |reason: String| Error::NetworkSpec { reason };
        let json = Json::parse(json).map_err(unreadable)?;
        let known = ["inputShape", "layers"];
        if let Some(name) = json.names().find(|name| !known.contains(name)) {
            return Err(unreadable(format!("it has inputShape and layers, but no {name}")));
        }
        let (input_shape, list) = parts(&json)?;
        let mut layers = Vec::new();
        for layer in list {
            layers.push(LayerSpec::read(layer)?);
        }
        Ok(Self { input_shape, layers })
    }

    /// The tutorial's model: two convolutions with max pooling, two hidden dense layers, ten classes.
    pub fn tutorial() -> Result<Self> {
        Self::from_json(include_str!("../tutorial.json"))
    }
}

/// The shape of the images and the layers of a description.
pub(crate) fn parts(json: &Json) -> Result<(Vec<usize>, &[Json])> {
    let unreadable = |reason: String| Error::NetworkSpec { reason };
    let Some(input_shape) = json.member("inputShape").and_then(Json::as_sizes) else {
        return Err(unreadable("inputShape must be a list of whole numbers".into()));
    };
    match json.member("layers") {
        Some(Json::List(layers)) if layers.len() <= LAYERS => Ok((input_shape, layers)),
        Some(Json::List(layers)) => {
            Err(unreadable(format!("it has {} layers, and there can be {LAYERS}", layers.len())))
        }
        _ => Err(unreadable("layers must be a list".into())),
    }
}

/// Keras's own naming of layers, of which each has a given name or none and the base name of its class: the class in
/// snake case, then `_1`, `_2` for further ones of the class.
pub(crate) fn names<'a>(layers: impl Iterator<Item = (Option<&'a str>, &'a str)>) -> Vec<String> {
    let mut unnamed: Vec<&str> = Vec::new();
    let mut names = Vec::new();
    for (given, base) in layers {
        if let Some(name) = given {
            names.push(name.to_owned());
            continue;
        }
        let earlier = unnamed.iter().filter(|other| **other == base).count();
        unnamed.push(base);
        names.push(if earlier == 0 { base.to_owned() } else { format!("{base}_{earlier}") });
    }
    names
}

/// What feeds the layer with this index: the layers with the names given, or the one before.
pub(crate) fn sources(names: &[String], index: usize, inputs: Option<&[String]>) -> Result<Vec<Source>> {
    let Some(inputs) = inputs else {
        return Ok(vec![index.checked_sub(1).map_or(Source::Images, Source::Node)]);
    };
    let mut sources = Vec::new();
    for input in inputs {
        sources.push(match names[..index].iter().position(|name| name == input) {
            Some(node) => Source::Node(node),
            None if input == IMAGES => Source::Images,
            None => {
                return Err(Error::LayerArgument {
                    layer: names[index].clone(),
                    argument: "inputs",
                    reason: format!("names {input}, but no layer before it has this name"),
                });
            }
        });
    }
    Ok(sources)
}
