//! ONNX, the format that most runtimes run. ONNX thinks of pictures channels first: the graph turns its images round when
//! they come in, and values back into rows as Keras flattens them, so that whoever runs it hands over what Keras takes,
//! `[batch, height, width, channels]`, bytes divided by 255.
//!
//! ONNX has no designs and no training. Our own files carry the design among their metadata and come back whole; others are
//! refused. "Open Neural Network Exchange Intermediate Representation", version 8, with operators of version 17.

mod graph;
mod protobuf;

use crate::error::{Error, Result};
use crate::json::Json;
use crate::network::{Network, Parameter};
use crate::saved::Saved;

use super::fill;
use protobuf::{Message, fields};

/// Fields of the messages of `onnx.proto`.
mod field {
    pub(super) const IR_VERSION: u64 = 1;
    pub(super) const PRODUCER: u64 = 2;
    pub(super) const DOC: u64 = 6;
    pub(super) const GRAPH: u64 = 7;
    pub(super) const OPSET: u64 = 8;
    pub(super) const METADATA: u64 = 14;
    pub(super) const INITIALIZER: u64 = 5;
    pub(super) const TENSOR_DIMS: u64 = 1;
    pub(super) const TENSOR_TYPE: u64 = 2;
    pub(super) const TENSOR_NAME: u64 = 8;
    pub(super) const TENSOR_RAW: u64 = 9;
}

const IR_VERSION: i64 = 8;
const OPSET: i64 = 17;
const FLOAT: i64 = 1;

/// Writes a model. A network with values that are neither rows nor pictures is refused.
pub fn write(saved: &Saved) -> Result<Vec<u8>> {
    let graph = graph::write(&saved.network, &saved.weights)?;
    let metadata = [
        ("design", saved.description.clone()),
        ("preprocessing", "x / 255".to_owned()),
        ("classes", saved.classes_text()),
        ("notes", saved.notes.clone()),
    ];
    let doc = "Takes images as [batch, height, width, channels], bytes divided by 255.";
    let model = Message::default()
        .number(field::IR_VERSION, IR_VERSION)
        .message(field::OPSET, &Message::default().text(1, "").number(2, OPSET))
        .text(field::PRODUCER, "Convlab")
        .text(field::DOC, doc)
        .message(field::GRAPH, &graph)
        .each(metadata, |model, (key, value)| {
            model.message(field::METADATA, &Message::default().text(1, key).text(2, &value))
        });
    Ok(model.bytes)
}

/// Reads a model that [`write`] wrote.
pub fn read(file: &[u8]) -> Result<Saved> {
    let broken = || refused("it is no ONNX file, or damaged.");
    let model = fields(file).ok_or_else(broken)?;
    let metadata = |name: &str| {
        let entries = model.iter().filter(|(number, _)| *number == field::METADATA);
        let mut entries = entries.filter_map(|(_, entry)| {
            let entry = fields(entry.bytes()?)?;
            let part =
                |part| entry.iter().find(|(number, _)| *number == part).and_then(|(_, text)| text.text());
            Some((part(1)?, part(2)?))
        });
        entries.find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let graph = model.iter().find(|(number, _)| *number == field::GRAPH).and_then(|(_, graph)| graph.bytes());
    let graph = graph.and_then(fields).ok_or_else(broken)?;
    let Some(design) = metadata("design") else {
        return Err(refused(
            "it was not written by Convlab: a graph of ONNX does not say which layers it was.",
        ));
    };
    let mut saved = Saved::without_weights(design)?;
    let mut tensors = Vec::new();
    for (_, tensor) in graph.iter().filter(|(number, _)| *number == field::INITIALIZER) {
        let tensor = tensor.bytes().and_then(fields).ok_or_else(broken)?;
        let part = |part| tensor.iter().find(|(number, _)| *number == part).map(|(_, value)| *value);
        let name = part(field::TENSOR_NAME).and_then(|name| name.text()).ok_or_else(broken)?;
        tensors.push((name, part(field::TENSOR_RAW).and_then(|raw| raw.bytes()).unwrap_or_default()));
    }
    saved.weights = arena(&saved.network, &tensors, file.len())?;
    let classes = metadata("classes").and_then(|names| Json::parse(names).ok());
    saved.note(classes.as_ref(), metadata("notes"));
    Ok(saved)
}

fn arena(network: &Network, tensors: &[(&str, &[u8])], available: usize) -> Result<Vec<f32>> {
    if network.parameter_count().saturating_mul(size_of::<f32>()) > available {
        return Err(refused("it holds fewer weights than its network has."));
    }
    let mut arena = vec![0.0; network.arena_size()];
    for node in &network.nodes {
        for parameter in node.parameters.iter().map(|index| &network.parameters[*index]) {
            let wrong = || refused(&format!("{} is missing or cut short.", parameter.name));
            let (_, bytes) = tensors.iter().find(|(name, _)| *name == parameter.name).ok_or_else(wrong)?;
            if bytes.len() != parameter.size() * size_of::<f32>() {
                return Err(wrong());
            }
            let mut numbers = vec![0.0; parameter.size()];
            fill(&mut numbers, bytes);
            let turned = graph::turned_back(node, parameter, &numbers);
            arena[parameter.range()].copy_from_slice(&turned);
        }
    }
    Ok(arena)
}

/// A tensor with its shape, as an initializer.
fn tensor(name: &str, dims: &[usize], numbers: &[f32]) -> Message {
    Message::default()
        .each(dims, |tensor, dim| tensor.number(field::TENSOR_DIMS, *dim as i64))
        .number(field::TENSOR_TYPE, FLOAT)
        .text(field::TENSOR_NAME, name)
        .run(field::TENSOR_RAW, bytemuck::cast_slice(numbers))
}

fn numbers_of<'a>(weights: &'a [f32], parameter: &Parameter) -> &'a [f32] {
    weights.get(parameter.range()).unwrap_or_default()
}

fn refused(reason: &str) -> Error {
    Error::SavedModel { reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{DESIGNS, assert_same, sample};
    use super::*;

    #[test]
    fn models_come_back() {
        for design in DESIGNS {
            let saved = sample(design, None);
            assert_same(&read(&write(&saved).unwrap()).unwrap(), &saved);
        }
    }

    #[test]
    fn what_is_damaged_or_foreign_is_refused() {
        let file = write(&sample(DESIGNS[2], None)).unwrap();
        for length in (0..file.len()).step_by(11) {
            assert!(read(&file[..length]).is_err());
        }
        for place in (0..file.len()).step_by(3) {
            let mut flipped = file.clone();
            flipped[place] ^= 0x21;
            let _ = read(&flipped);
        }
        let foreign = Message::default().number(1, 8).message(field::GRAPH, &Message::default()).bytes;
        assert_eq!(
            read(&foreign).unwrap_err().to_string(),
            "This file cannot be opened as a model: it was not written by Convlab: a graph of ONNX does not say which \
             layers it was."
        );
    }
}
