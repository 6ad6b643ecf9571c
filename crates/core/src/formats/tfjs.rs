//! The layers format of TensorFlow.js: `model.json`, with the network as Keras 2 writes it and a list of the weights, and
//! `model.weights.bin`, their bytes one after the other. It has no place for an optimiser's state.

use crate::error::Result;
use crate::json::Json;
use crate::layers::Layer;
use crate::network::{Network, Node};
use crate::saved::Saved;
use crate::summary::order;

use super::fill;
use super::keras::config::{self, INPUT, refused};
use super::keras::layers::{arguments, batch_shape, member, object, text, whole, wholes};

/// What the file of weights is called in `model.json`.
pub const WEIGHTS: &str = "model.weights.bin";

/// Writes a model: `model.json`, and its weights.
pub fn write(saved: &Saved) -> (String, Vec<u8>) {
    let network = &saved.network;
    let mut entries = Vec::new();
    let mut bytes = Vec::new();
    for index in order(network) {
        let node = &network.nodes[index];
        for parameter in node.parameters.iter().map(|index| &network.parameters[*index]) {
            entries.push(object([
                ("name", text(&weight_name(node, &node.name, &parameter.name))),
                ("shape", wholes(&parameter.shape)),
                ("dtype", text("float32")),
            ]));
            let numbers = saved.weights.get(parameter.range()).unwrap_or_default();
            bytes.extend_from_slice(bytemuck::cast_slice(numbers));
        }
    }
    let manifest = object([("paths", Json::List(vec![text(WEIGHTS)])), ("weights", Json::List(entries))]);
    let classes = saved.classes.iter().map(|name| text(name)).collect();
    let about = object([
        ("preprocessing", text("x / 255")),
        ("classes", Json::List(classes)),
        ("notes", text(&saved.notes)),
    ]);
    let topology = object([
        ("keras_version", text("2.15.0")),
        ("backend", text("tensorflow")),
        ("model_config", topology(network)),
    ]);
    let model = object([
        ("format", text("layers-model")),
        ("generatedBy", text("Convlab")),
        ("convertedBy", Json::Null),
        ("modelTopology", topology),
        ("weightsManifest", Json::List(vec![manifest])),
        ("userDefinedMetadata", about),
    ]);
    (model.to_text(), bytes)
}

/// A weight's name in TensorFlow.js, where a depthwise kernel has a name of its own.
fn weight_name(node: &Node, layer: &str, parameter: &str) -> String {
    let (_, name) = parameter.rsplit_once('/').unwrap_or(("", parameter));
    let is_depthwise = matches!(node.layer, Layer::DepthwiseConv2D(_)) && name == "kernel";
    format!("{layer}/{}", if is_depthwise { "depthwise_kernel" } else { name })
}

fn topology(network: &Network) -> Json {
    let is_chain = network.is_chain();
    let input = object([
        ("batch_input_shape", batch_shape(network.input.dims())),
        ("dtype", text("float32")),
        ("sparse", Json::Bool(false)),
        ("name", text(INPUT)),
    ]);
    let entry = |class: &str, name: &str, config: Json, inputs: Vec<Json>| {
        let mut entry = vec![member("class_name", text(class)), member("config", config)];
        if !is_chain {
            let nodes = if inputs.is_empty() { Vec::new() } else { vec![Json::List(inputs)] };
            entry.push(member("name", text(name)));
            entry.push(member("inbound_nodes", Json::List(nodes)));
        }
        Json::Object(entry)
    };
    let mut layers = vec![entry("InputLayer", INPUT, input, Vec::new())];
    for index in order(network) {
        let node = &network.nodes[index];
        let mut config = vec![
            member("name", text(&node.name)),
            member("trainable", Json::Bool(true)),
            member("dtype", text("float32")),
        ];
        config.extend(arguments(&node.layer, penalty));
        let inputs = node.inputs.iter().map(|source| {
            Json::List(vec![text(config::name_of(network, *source)), whole(0), whole(0), object([])])
        });
        layers.push(entry(node.layer.class_name(), &node.name, Json::Object(config), inputs.collect()));
    }
    let mut config = vec![
        member("name", text(if is_chain { "sequential" } else { "functional" })),
        member("layers", Json::List(layers)),
    ];
    if !is_chain {
        let (first, last) = config::ends(network);
        config.push(member("input_layers", first));
        config.push(member("output_layers", last));
    }
    let class = if is_chain { "Sequential" } else { "Model" };
    object([("class_name", text(class)), ("config", Json::Object(config))])
}

fn penalty(l2: f64) -> Json {
    let config = object([("l1", Json::Float(0.0)), ("l2", Json::Float(l2))]);
    object([("class_name", text("L1L2")), ("config", config)])
}

/// Reads a model of `model.json` and the bytes of its files of weights, one after the other.
pub fn read(model: &[u8], weights: &[u8]) -> Result<Saved> {
    let model = std::str::from_utf8(model).ok().and_then(|text| Json::parse_foreign(text).ok());
    let model = model.ok_or_else(|| refused("model.json is no JSON."))?;
    let topology = model.member("modelTopology").unwrap_or(&Json::Null);
    if topology.member("node").is_some() {
        return Err(refused("it is a graph of TensorFlow, whose layers are gone."));
    }
    let described = config::read(topology.member("model_config").unwrap_or(topology))?;
    let mut saved = Saved::without_weights(&described.description)?;
    let network = &saved.network;
    let places = places(&model)?;
    if network.parameter_count().saturating_mul(size_of::<f32>()) > weights.len() {
        return Err(refused("its files of weights are missing, or cut short."));
    }
    let mut arena = vec![0.0f32; network.arena_size()];
    for (node, layer) in network.nodes.iter().zip(&described.names) {
        for parameter in node.parameters.iter().map(|index| &network.parameters[*index]) {
            let name = weight_name(node, layer, &parameter.name);
            let wrong = |reason: &str| refused(&format!("{name} {reason}."));
            let (_, shape, begin) =
                places.iter().find(|(own, ..)| *own == name).ok_or_else(|| wrong("is missing"))?;
            if *shape != parameter.shape {
                let (shape, expected) = (shape, &parameter.shape);
                return Err(wrong(&format!("has the shape {shape:?}; the network's is {expected:?}")));
            }
            let end = begin.saturating_add(parameter.size() * size_of::<f32>());
            let bytes = weights.get(*begin..end).ok_or_else(|| wrong("is cut short"))?;
            fill(&mut arena[parameter.range()], bytes);
        }
    }
    saved.weights = arena;
    if let Some(about) = model.member("userDefinedMetadata") {
        saved.note(about.member("classes"), about.member("notes").and_then(Json::as_text));
    }
    Ok(saved)
}

/// The name, the shape and the first byte of each weight.
fn places(model: &Json) -> Result<Vec<(&str, Vec<usize>, usize)>> {
    let unreadable = || refused("its list of weights cannot be read.");
    let Some(Json::List(groups)) = model.member("weightsManifest") else { return Err(unreadable()) };
    let mut places = Vec::new();
    let mut place = 0usize;
    for group in groups {
        let Some(Json::List(weights)) = group.member("weights") else { return Err(unreadable()) };
        for weight in weights {
            let name = weight.member("name").and_then(Json::as_text).ok_or_else(unreadable)?;
            if weight.member("dtype") != Some(&text("float32")) || weight.member("quantization").is_some() {
                return Err(refused(&format!("{name} is not of 32-bit floats.")));
            }
            let shape = weight.member("shape").and_then(Json::as_sizes).ok_or_else(unreadable)?;
            let size = shape.iter().try_fold(size_of::<f32>(), |size, dim| size.checked_mul(*dim));
            places.push((name, shape, place));
            place = size.and_then(|size| place.checked_add(size)).ok_or_else(unreadable)?;
        }
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{DESIGNS, assert_same, sample};
    use super::*;

    #[test]
    fn models_come_back() {
        for design in DESIGNS {
            let saved = sample(design, None);
            let (model, weights) = write(&saved);
            assert_same(&read(model.as_bytes(), &weights).unwrap(), &saved);
        }
    }

    #[test]
    fn what_is_damaged_or_foreign_is_refused() {
        let (model, weights) = write(&sample(DESIGNS[2], None));
        let sentence = |model: &str, weights: &[u8]| {
            let error = read(model.as_bytes(), weights).expect_err("should be refused").to_string();
            error.strip_prefix("This file cannot be opened as a model: ").unwrap().to_owned()
        };
        assert_eq!(sentence("hello", &weights), "model.json is no JSON.");
        assert_eq!(sentence(&model, &weights[4..]), "its files of weights are missing, or cut short.");
        assert_eq!(
            sentence(
                &model.replace(r#"[3,3,3,4],"dtype":"float32""#, r#"[3,3,3,4],"dtype":"uint8""#),
                &weights
            ),
            "conv2d/kernel is not of 32-bit floats."
        );
        assert_eq!(
            sentence(&model.replace("dense/kernel", "dense/other"), &weights),
            "dense/kernel is missing."
        );
        assert_eq!(
            sentence(r#"{"modelTopology":{"node":[]}}"#, &weights),
            "it is a graph of TensorFlow, whose layers are gone."
        );
        for place in (0..model.len()).step_by(5) {
            let mut flipped = model.clone().into_bytes();
            flipped[place] ^= 0x15;
            let _ = read(&flipped, &weights);
        }
    }

    /// What TensorFlow.js itself writes of a model: no `model_config`, arguments in its own order, names of its own.
    #[test]
    fn a_model_of_tensorflow_js_is_opened() {
        let model = r#"{"format":"layers-model","generatedBy":"TensorFlow.js tfjs-layers v4.22.0","convertedBy":null,
            "modelTopology":{"class_name":"Sequential","config":{"name":"sequential_1","layers":[
            {"class_name":"Conv2D","config":{"filters":2,"kernel_initializer":{"class_name":"VarianceScaling","config":
            {"scale":1,"mode":"fan_avg","distribution":"normal","seed":null}},"kernel_regularizer":null,
            "kernel_constraint":null,"kernel_size":[1,1],"strides":[1,1],"padding":"valid","data_format":"channels_last",
            "dilation_rate":[1,1],"activation":"relu","use_bias":false,"bias_initializer":{"class_name":"Zeros","config":{}},
            "bias_regularizer":null,"activity_regularizer":null,"bias_constraint":null,"name":"conv2d_Conv2D1",
            "trainable":true,"batch_input_shape":[null,2,2,1],"dtype":"float32"}},
            {"class_name":"Flatten","config":{"name":"flatten_Flatten1","trainable":true}},
            {"class_name":"Dense","config":{"units":2,"activation":"softmax","use_bias":false,"kernel_initializer":
            {"class_name":"VarianceScaling","config":{}},"kernel_regularizer":{"class_name":"L1L2","config":{"l1":0,"l2":
            0.009999999776482582}},"name":"dense_Dense1","trainable":true}}]},"keras_version":"tfjs-layers 4.22.0",
            "backend":"tensor_flow.js"},"weightsManifest":[{"paths":["./weights.bin"],"weights":[
            {"name":"conv2d_Conv2D1/kernel","shape":[1,1,1,2],"dtype":"float32"},
            {"name":"dense_Dense1/kernel","shape":[8,2],"dtype":"float32"}]}]}"#;
        let numbers: Vec<f32> = (0..18).map(|index| index as f32).collect();
        let saved = read(model.as_bytes(), bytemuck::cast_slice(&numbers)).unwrap();
        let dense = saved.network.parameters.iter().find(|each| each.name == "dense_Dense1/kernel").unwrap();
        assert_eq!(saved.weights[dense.range()], numbers[2..]);
        assert_eq!(dense.l2, 0.01);
    }
}
