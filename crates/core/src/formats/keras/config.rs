//! A network as Keras's `config.json`, both ways: a `Sequential`, or a `Functional` model where layers branch.

use crate::error::{Error, Result};
use crate::json::Json;
use crate::layers::Layer;
use crate::network::{IMAGES, LAYERS, Network, Source};
use crate::summary::order;

use super::layers::{arguments, batch_shape, described, member, object, text, whole};

/// Keras's name for the images.
pub(crate) const INPUT: &str = "input_layer";

/// The configuration of a network.
pub(super) fn write(network: &Network) -> Json {
    let is_chain = network.is_chain();
    let mut layers = vec![input_layer(network, is_chain)];
    for index in order(network) {
        let node = &network.nodes[index];
        let mut config = vec![member("name", text(&node.name)), member("trainable", Json::Bool(true))];
        config.extend(arguments(&node.layer, penalty));
        let mut layer = vec![
            member("module", text("keras.layers")),
            member("class_name", text(node.layer.class_name())),
            member("config", Json::Object(config)),
            member("registered_name", Json::Null),
        ];
        if !is_chain {
            let tensors: Vec<Json> = node.inputs.iter().map(|source| tensor(network, *source)).collect();
            let argument = match (&node.layer, tensors.as_slice()) {
                (Layer::Add(_), _) => Json::List(tensors),
                (_, [tensor, ..]) => tensor.clone(),
                (_, []) => Json::Null,
            };
            let inbound = object([("args", Json::List(vec![argument])), ("kwargs", object([]))]);
            layer.push(member("name", text(&node.name)));
            layer.push(member("inbound_nodes", Json::List(vec![inbound])));
        }
        layers.push(Json::Object(layer));
    }
    let mut config = vec![
        member("name", text(if is_chain { "sequential" } else { "functional" })),
        member("trainable", Json::Bool(true)),
        member("layers", Json::List(layers)),
    ];
    if !is_chain {
        let (first, last) = ends(network);
        config.push(member("input_layers", first));
        config.push(member("output_layers", last));
    }
    object([
        ("module", text("keras")),
        ("class_name", text(if is_chain { "Sequential" } else { "Model" })),
        ("config", Json::Object(config)),
        ("registered_name", Json::Null),
    ])
}

fn input_layer(network: &Network, is_chain: bool) -> Json {
    let config = object([
        ("batch_shape", batch_shape(network.input.dims())),
        ("dtype", text("float32")),
        ("name", text(INPUT)),
    ]);
    let mut layer = vec![
        member("module", text("keras.layers")),
        member("class_name", text("InputLayer")),
        member("config", config),
        member("registered_name", Json::Null),
    ];
    if !is_chain {
        layer.push(member("name", text(INPUT)));
        layer.push(member("inbound_nodes", Json::List(Vec::new())));
    }
    Json::Object(layer)
}

/// Where a functional model begins and where it ends.
pub(crate) fn ends(network: &Network) -> (Json, Json) {
    let end = |name| Json::List(vec![Json::List(vec![text(name), whole(0), whole(0)])]);
    (end(INPUT), end(network.nodes.last().map_or(INPUT, |node| node.name.as_str())))
}

/// The name of what gives a value.
pub(crate) fn name_of(network: &Network, source: Source) -> &str {
    match source {
        Source::Images => INPUT,
        Source::Node(index) => &network.nodes[index].name,
    }
}

/// A value of the network, as an argument of the layer that takes it.
fn tensor(network: &Network, source: Source) -> Json {
    let name = name_of(network, source);
    let config = object([
        ("shape", batch_shape(network.shape_of(source).dims())),
        ("dtype", text("float32")),
        ("keras_history", Json::List(vec![text(name), whole(0), whole(0)])),
    ]);
    object([("class_name", text("__keras_tensor__")), ("config", config)])
}

fn penalty(l2: f64) -> Json {
    object([
        ("module", text("keras.regularizers")),
        ("class_name", text("L2")),
        ("config", object([("l2", Json::Float(l2))])),
        ("registered_name", Json::Null),
    ])
}

/// What a configuration describes.
pub(crate) struct Described {
    /// Our description of it, as JSON.
    pub(crate) description: String,
    /// The layers' names in the file, in the description's order.
    pub(crate) names: Vec<String>,
}

/// The network that a configuration describes.
pub(crate) fn read(root: &Json) -> Result<Described> {
    let class = root.member("class_name").and_then(Json::as_text).unwrap_or_default();
    let config = root.member("config").unwrap_or(root);
    let is_chain = match class {
        "Sequential" => true,
        "Functional" | "Model" => false,
        _ => return Err(refused("its model is neither a Sequential nor a Functional one.")),
    };
    let Some(Json::List(layers)) = config.member("layers").or(Some(config)) else {
        return Err(refused("it lists no layers."));
    };
    if layers.len() > LAYERS {
        return Err(refused(&format!("it has {} layers, and there can be {LAYERS}.", layers.len())));
    }
    let mut input_shape = config.member("build_input_shape");
    // Names of Keras's, and of the images, with what we call them.
    let mut names: Vec<(&str, String)> = Vec::new();
    let mut described_layers: Vec<Json> = Vec::new();
    let mut file_names = Vec::new();
    let mut bases: Vec<&str> = Vec::new();
    for layer in layers {
        let class = layer.member("class_name").and_then(Json::as_text).unwrap_or_default();
        let config = layer.member("config").unwrap_or(&Json::Null);
        let name = config.member("name").and_then(Json::as_text).unwrap_or(class);
        if class == "InputLayer" {
            if names.iter().any(|(_, ours)| ours == IMAGES) {
                return Err(refused("it has several inputs."));
            }
            input_shape = config.member("batch_shape").or_else(|| config.member("batch_input_shape"));
            names.push((name, IMAGES.to_owned()));
            continue;
        }
        if Layer::base_name_of(class).is_none() {
            return Err(refused(&format!("{name}: there is no layer {class} here.")));
        }
        input_shape = input_shape.or_else(|| config.member("batch_input_shape"));
        let mut members = described(class, name, config).map_err(|reason| refused(&reason))?;
        let given = members.iter().find(|(name, _)| name == "name").and_then(|(_, value)| value.as_text());
        let base = Layer::base_name_of(class).unwrap_or_default();
        let ours = given.map(str::to_owned).unwrap_or_else(|| {
            let earlier = bases.iter().filter(|other| **other == base).count();
            bases.push(base);
            if earlier == 0 { base.to_owned() } else { format!("{base}_{earlier}") }
        });
        if !is_chain {
            let inputs =
                inbound(layer).ok_or_else(|| refused(&format!("{name}: its inputs cannot be read.")))?;
            let inputs: Option<Vec<Json>> = inputs
                .iter()
                .map(|input| names.iter().find(|(name, _)| name == input).map(|(_, ours)| text(ours)))
                .collect();
            let inputs =
                inputs.ok_or_else(|| refused(&format!("{name}: it stands before what feeds it.")))?;
            // What follows the layer before it needs no word.
            let before = names.last().map(|(_, ours)| text(ours));
            if inputs.first() != before.as_ref() || inputs.len() > 1 {
                members.push(member("inputs", Json::List(inputs)));
            }
        }
        names.push((name, ours));
        file_names.push(name.to_owned());
        described_layers.push(Json::Object(members));
    }
    let shape: Option<Vec<Json>> = match input_shape {
        Some(Json::List(dims)) => dims.get(1..).map(<[Json]>::to_vec),
        _ => None,
    };
    let shape = shape.ok_or_else(|| refused("it does not say the shape of its images."))?;
    let layers = Json::List(described_layers);
    let description = object([("inputShape", Json::List(shape)), ("layers", layers)]).to_text();
    Ok(Described { description, names: file_names })
}

/// The names of the layers that feed one: of Keras 3, whose tensors tell where they come from, or of Keras 2, which lists
/// the layers.
fn inbound(layer: &Json) -> Option<Vec<&str>> {
    let Json::List(nodes) = layer.member("inbound_nodes")? else { return None };
    let [node] = nodes.as_slice() else { return None };
    if let Json::List(inputs) = node {
        return inputs.iter().map(first_name).collect();
    }
    let Json::List(args) = node.member("args")? else { return None };
    let [argument] = args.as_slice() else { return None };
    let tensors = if let Json::List(tensors) = argument { tensors.as_slice() } else { args.as_slice() };
    tensors.iter().map(|tensor| first_name(tensor.member("config")?.member("keras_history")?)).collect()
}

/// The name that a list of a name and two numbers begins with.
fn first_name(list: &Json) -> Option<&str> {
    let Json::List(items) = list else { return None };
    items.first()?.as_text()
}

pub(crate) fn refused(reason: &str) -> Error {
    Error::SavedModel { reason: reason.to_owned() }
}
