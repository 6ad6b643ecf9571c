//! Layers as Keras writes their arguments, both ways.

use crate::json::Json;
use crate::layers::{Activation, Layer};
use crate::shape::{Padding, Window};

/// Arguments that have one meaning in Keras and here, by Keras's name and ours.
const ARGUMENTS: &[(&str, &str)] = &[
    ("filters", "filters"),
    ("kernel_size", "kernelSize"),
    ("strides", "strides"),
    ("padding", "padding"),
    ("depth_multiplier", "depthMultiplier"),
    ("use_bias", "useBias"),
    ("activation", "activation"),
    ("pool_size", "poolSize"),
    ("units", "units"),
    ("rate", "rate"),
    ("momentum", "momentum"),
    ("epsilon", "epsilon"),
    ("center", "center"),
    ("scale", "scale"),
];

/// Penalties, by Keras's name and ours.
const REGULARIZERS: &[(&str, &str)] = &[
    ("kernel_regularizer", "kernelRegularizer"),
    ("depthwise_regularizer", "depthwiseRegularizer"),
    ("pointwise_regularizer", "pointwiseRegularizer"),
];

/// Arguments that mean nothing once there are weights.
const IDLE: &[&str] = &["name", "trainable", "seed", "renorm_momentum", "batch_input_shape", "batch_shape"];

/// A member of an object.
pub(crate) fn member(name: &str, value: Json) -> (String, Json) {
    (name.to_owned(), value)
}

/// An object of members.
pub(crate) fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(members.into_iter().map(|(name, value)| member(name, value)).collect())
}

/// A text.
pub(crate) fn text(text: &str) -> Json {
    Json::Text(text.to_owned())
}

/// A whole number.
pub(crate) fn whole(number: usize) -> Json {
    Json::Number(number as f64)
}

/// A list of whole numbers.
pub(crate) fn wholes(numbers: &[usize]) -> Json {
    Json::List(numbers.iter().copied().map(whole).collect())
}

/// A shape of Keras's, whose first dimension is the batch's.
pub(crate) fn batch_shape(dims: &[usize]) -> Json {
    let dims = dims.iter().copied().map(whole);
    Json::List(std::iter::once(Json::Null).chain(dims).collect())
}

/// The arguments of a layer, by Keras's names. `penalty` writes a regularizer.
pub(crate) fn arguments(layer: &Layer, penalty: fn(f64) -> Json) -> Vec<(String, Json)> {
    let window = |size: &str, Window { size: extent, strides, padding }: Window| {
        let padding = if padding == Padding::Same { "same" } else { "valid" };
        vec![
            member(size, wholes(&extent)),
            member("strides", wholes(&strides)),
            member("padding", text(padding)),
            member("data_format", text("channels_last")),
        ]
    };
    let activation = |activation| {
        member(
            "activation",
            text(match activation {
                Activation::Linear => "linear",
                Activation::Relu => "relu",
                Activation::Softmax => "softmax",
            }),
        )
    };
    let regularizer = |name, l2: f32| member(name, if l2 > 0.0 { penalty(shortest(l2)) } else { Json::Null });
    let bias = |use_bias| member("use_bias", Json::Bool(use_bias));
    match layer {
        Layer::Conv2D(layer) => {
            let mut arguments = vec![member("filters", whole(layer.filters))];
            arguments.extend(window("kernel_size", layer.window()));
            arguments.extend([activation(layer.activation), bias(layer.use_bias)]);
            arguments.push(regularizer("kernel_regularizer", layer.kernel_l2));
            arguments
        }
        Layer::DepthwiseConv2D(layer) => {
            let mut arguments = window("kernel_size", layer.window());
            arguments.push(member("depth_multiplier", whole(layer.depth_multiplier)));
            arguments.extend([activation(layer.activation), bias(layer.use_bias)]);
            arguments.push(regularizer("depthwise_regularizer", layer.kernel_l2));
            arguments
        }
        Layer::SeparableConv2D(layer) => {
            let mut arguments = vec![member("filters", whole(layer.filters))];
            arguments.extend(window("kernel_size", layer.window()));
            arguments.push(member("depth_multiplier", whole(layer.depth_multiplier)));
            arguments.extend([activation(layer.activation), bias(layer.use_bias)]);
            let [depthwise, pointwise] = layer.kernel_l2;
            arguments.push(regularizer("depthwise_regularizer", depthwise));
            arguments.push(regularizer("pointwise_regularizer", pointwise));
            arguments
        }
        Layer::MaxPooling2D(layer) => window("pool_size", layer.window()),
        Layer::AveragePooling2D(layer) => window("pool_size", layer.window()),
        Layer::Dense(layer) => vec![
            member("units", whole(layer.units)),
            activation(layer.activation),
            bias(layer.use_bias),
            regularizer("kernel_regularizer", layer.kernel_l2),
        ],
        Layer::Activation(layer) => vec![activation(layer.activation)],
        Layer::Dropout(layer) => vec![member("rate", Json::Float(layer.rate))],
        Layer::BatchNormalization(layer) => vec![
            member("axis", Json::Number(-1.0)),
            member("momentum", Json::Float(layer.momentum)),
            member("epsilon", Json::Float(layer.epsilon)),
            member("center", Json::Bool(layer.center)),
            member("scale", Json::Bool(layer.scale)),
        ],
        Layer::Flatten(_) | Layer::GlobalAveragePooling2D(_) => {
            vec![member("data_format", text("channels_last"))]
        }
        Layer::Add(_) => Vec::new(),
    }
}

/// The members of our description of a layer; the error is a sentence that names the layer and the argument.
pub(crate) fn described(class: &str, name: &str, config: &Json) -> Result<Vec<(String, Json)>, String> {
    let Json::Object(members) = config else { return Err(format!("{name} has no arguments.")) };
    let mut described = vec![member("type", text(class))];
    if let Some(name) = own_name(class, name) {
        described.push(member("name", text(name)));
    }
    for (argument, value) in members {
        let named = |(keras, _): &&(&str, &str)| keras == argument;
        if let Some((_, ours)) = ARGUMENTS.iter().find(named) {
            described.push(member(ours, rounded(value)));
        } else if let Some((_, ours)) = REGULARIZERS.iter().find(named) {
            match l2_of(value) {
                Some(Json::Null) => {}
                Some(l2) => described.push(member(ours, object([("l2", rounded(&l2))]))),
                None => return Err(format!("{name}: {argument} is another than L2.")),
            }
        } else if !is_usual(argument, value) {
            return Err(format!("{name}: there is no {argument} of {} here.", value.to_text()));
        }
    }
    // Keras writes a pool's strides always; they are its extent if left out.
    let value = |name: &str| described.iter().find(|(own, _)| own == name).map(|(_, value)| value);
    if value("poolSize").is_some() && value("poolSize") == value("strides") {
        described.retain(|(name, _)| name != "strides");
    }
    Ok(described)
}

/// A name that Keras did not derive from the class.
fn own_name<'a>(class: &str, name: &'a str) -> Option<&'a str> {
    let base = Layer::base_name_of(class)?;
    let rest = name.strip_prefix(base);
    let number = rest.and_then(|rest| rest.strip_prefix('_'));
    let is_derived = rest == Some("")
        || number
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    (!is_derived).then_some(name)
}

/// Whether an argument that we do not have says what we do.
fn is_usual(argument: &str, value: &Json) -> bool {
    if IDLE.contains(&argument) {
        return !matches!((argument, value), ("trainable", Json::Bool(false)));
    }
    match (argument, value) {
        (_, Json::Null | Json::Bool(false)) => true,
        ("data_format", format) => *format == text("channels_last"),
        ("dilation_rate", rate) => *rate == wholes(&[1, 1]) || *rate == whole(1),
        ("groups", groups) => *groups == whole(1),
        // The last one: of a row, or of a picture.
        ("axis", axis) => {
            let axis = if let Json::List(axes) = axis { axes.first().unwrap_or(axis) } else { axis };
            matches!(axis, Json::Number(axis) if [-1.0, 1.0, 3.0].contains(axis))
        }
        ("dtype", policy) => {
            let name = policy.member("config").and_then(|config| config.member("name")).unwrap_or(policy);
            *name == text("float32")
        }
        // Where weights came from is of no more interest.
        (argument, _) => argument.ends_with("_initializer"),
    }
}

/// The strength of an L2 penalty; null where there is none.
fn l2_of(regularizer: &Json) -> Option<Json> {
    if *regularizer == Json::Null {
        return Some(Json::Null);
    }
    let config = regularizer.member("config")?;
    let is_zero = |value: Option<&Json>| value.is_none_or(|value| *value == Json::Number(0.0));
    match regularizer.member("class_name")?.as_text()? {
        "L2" => config.member("l2").cloned(),
        "L1L2" if is_zero(config.member("l1")) => config.member("l2").cloned(),
        _ => None,
    }
}

/// A value whose numbers have no more digits than a description may have.
fn rounded(value: &Json) -> Json {
    match value {
        Json::Number(number) => Json::Number(format!("{number:.14e}").parse().unwrap_or(*number)),
        other => other.clone(),
    }
}

/// The float with the fewest digits that is this one in 32 bits.
pub(crate) fn shortest(number: f32) -> f64 {
    number.to_string().parse().unwrap_or_else(|_| number.into())
}
