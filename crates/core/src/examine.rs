//! A description examined layer by layer, as far as it goes: what an editor shows while a network is being built.

use crate::error::{Error, Result};
use crate::json::{Json, quoted};
use crate::layers::Layer;
use crate::network::{IMAGES, LayerSpec, Network, Source, names, parts, sources};
use crate::text::joined;

/// Examines a description in JSON. Gives JSON, whatever it is given: `{ layers: [{ name, type, inputs, outputShape, params,
/// trainable, error }], total, trainable, error }`.
///
/// Where a layer cannot be, its `error` says why; its shape and counts are null, and so are those of the layers that it
/// feeds. The last `error` is about the whole; `total` and `trainable` count what there is.
pub fn examine(json: &str) -> String {
    match Examination::new(json) {
        Ok(examination) => examination.to_json(),
        Err(error) => {
            format!(r#"{{"layers":[],"total":0,"trainable":0,"error":{}}}"#, quoted(&error.to_string()))
        }
    }
}

struct Examination {
    /// What could be built.
    network: Network,
    layers: Vec<Examined>,
}

/// A layer of the description.
struct Examined {
    name: String,
    class: String,
    inputs: Vec<String>,
    /// Its place in the network, unless it or one that feeds it cannot be.
    node: Option<usize>,
    error: Option<String>,
}

impl Examination {
    fn new(json: &str) -> Result<Self> {
        let json = Json::parse(json).map_err(|reason| Error::NetworkSpec { reason })?;
        let (input_shape, layers) = parts(&json)?;
        let mut network = Network::of_images(&input_shape)?;
        let text =
            |layer: &'_ Json, member: &str| layer.member(member).and_then(Json::as_text).map(str::to_owned);
        let classes: Vec<String> =
            layers.iter().map(|layer| text(layer, "type").unwrap_or_default()).collect();
        let given: Vec<Option<String>> = layers.iter().map(|layer| text(layer, "name")).collect();
        let bases = classes.iter().map(|class| Layer::base_name_of(class).unwrap_or("layer"));
        let names = names(given.iter().map(Option::as_deref).zip(bases));
        let mut examined: Vec<Examined> = Vec::new();
        for (index, (layer, class)) in layers.iter().zip(classes).enumerate() {
            let result = place(&mut network, &examined, &names, index, layer);
            let (node, error) = match result {
                Ok(node) => (node, None),
                Err(Error::NetworkSpec { reason }) => (None, Some(format!("{reason}."))),
                Err(error) => (None, Some(error.to_string())),
            };
            let inputs = inputs(layer, index, &names);
            examined.push(Examined { name: names[index].clone(), class, inputs, node, error });
        }
        Ok(Self { network, layers: examined })
    }

    fn to_json(&self) -> String {
        let mut whole = None;
        let mut unused = None;
        if self.layers.iter().all(|layer| layer.node.is_some()) {
            match self.network.clone().finish() {
                Err(Error::Unused { layer }) => unused = Some(layer),
                Err(error) => whole = Some(error.to_string()),
                Ok(_) => {}
            }
        }
        let layers = self.layers.iter().map(|layer| {
            let is_unused = unused.as_ref() == Some(&layer.name);
            let error = if is_unused {
                Some(Error::Unused { layer: layer.name.clone() }.to_string())
            } else {
                layer.error.clone()
            };
            self.layer_to_json(layer, error)
        });
        format!(
            r#"{{"layers":[{}],"total":{},"trainable":{},"error":{}}}"#,
            joined(&layers.collect::<Vec<_>>(), ","),
            self.network.parameter_count(),
            self.network.trainable_count(),
            or_null(whole.as_deref().map(quoted))
        )
    }

    fn layer_to_json(&self, layer: &Examined, error: Option<String>) -> String {
        let node = layer.node.map(|node| &self.network.nodes[node]);
        let count = |trainable_only: bool| {
            let parameters = node?.parameters.iter().map(|index| &self.network.parameters[*index]);
            let counted = parameters.filter(|parameter| parameter.trainable || !trainable_only);
            Some(counted.map(|parameter| parameter.size()).sum::<usize>().to_string())
        };
        format!(
            r#"{{"name":{},"type":{},"inputs":[{}],"outputShape":{},"params":{},"trainable":{},"error":{}}}"#,
            quoted(&layer.name),
            quoted(&layer.class),
            joined(&layer.inputs.iter().map(|input| quoted(input)).collect::<Vec<_>>(), ","),
            or_null(node.map(|node| format!("{:?}", node.output.dims()))),
            or_null(count(false)),
            or_null(count(true)),
            or_null(error.as_deref().map(quoted))
        )
    }
}

/// Puts a layer into the network; gives its place, or none if what feeds it is not there.
fn place(
    network: &mut Network,
    before: &[Examined],
    names: &[String],
    index: usize,
    layer: &Json,
) -> Result<Option<usize>> {
    let spec = LayerSpec::read(layer)?;
    let mut inputs = Vec::new();
    for source in sources(names, index, spec.inputs.as_deref())? {
        inputs.push(match source {
            Source::Images => Source::Images,
            Source::Node(layer) => match before[layer].node {
                Some(node) => Source::Node(node),
                None => return Ok(None),
            },
        });
    }
    network.push(names[index].clone(), &spec.layer, inputs)?;
    Ok(Some(network.nodes.len() - 1))
}

/// The names of what feeds a layer, as the description has them.
fn inputs(layer: &Json, index: usize, names: &[String]) -> Vec<String> {
    match layer.member("inputs") {
        Some(Json::List(inputs)) => inputs.iter().filter_map(Json::as_text).map(str::to_owned).collect(),
        _ => vec![index.checked_sub(1).map_or(IMAGES, |before| names[before].as_str()).to_owned()],
    }
}

fn or_null(json: Option<String>) -> String {
    json.unwrap_or_else(|| "null".into())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    fn examine(layers: &str) -> Value {
        let json = format!(r#"{{ "inputShape": [8, 8, 3], "layers": [{layers}] }}"#);
        serde_json::from_str(&super::examine(&json)).unwrap()
    }

    #[test]
    fn each_layer_has_its_shape_and_its_parameters() {
        let examined = examine(
            r#"{"type":"Conv2D","filters":4,"kernelSize":3},{"type":"BatchNormalization","name":"norm"},
               {"type":"Add","inputs":["conv2d","norm"]},{"type":"Flatten"},{"type":"Dense","units":10}"#,
        );
        assert_eq!(
            examined["layers"][1],
            json!({ "name": "norm", "type": "BatchNormalization", "inputs": ["conv2d"],
                "outputShape": [6, 6, 4], "params": 16, "trainable": 8, "error": null })
        );
        assert_eq!(examined["layers"][2]["inputs"], json!(["conv2d", "norm"]));
        assert_eq!(examined["layers"][0]["inputs"], json!(["images"]));
        assert_eq!(
            [&examined["total"], &examined["trainable"]],
            [&json!(112 + 16 + 1450), &json!(112 + 8 + 1450)]
        );
        assert_eq!(examined["error"], Value::Null);
    }

    #[test]
    fn a_layer_that_cannot_be_leaves_those_behind_it_without_a_shape_and_others_alone() {
        let examined = examine(
            r#"{"type":"Conv2D","filters":4,"kernelSize":9},{"type":"MaxPooling2D"},
               {"type":"Flatten","inputs":["images"]},{"type":"Dense","units":2}"#,
        );
        let of = |member: &str| -> Vec<Value> {
            let layers = examined["layers"].as_array().unwrap();
            layers.iter().map(|layer| layer[member].clone()).collect()
        };
        assert_eq!(of("outputShape"), [Value::Null, Value::Null, json!([192]), json!([2])]);
        assert_eq!(of("params"), [Value::Null, Value::Null, json!(0), json!(386)]);
        assert_eq!(
            of("error"),
            [
                json!("conv2d: the input (None, 8, 8, 3) is smaller than the 9x9 kernel."),
                Value::Null,
                Value::Null,
                Value::Null
            ]
        );
    }

    #[test]
    fn whatever_it_is_given_it_answers() {
        let examined = examine(r#"{"type":"Conv2D","filters":4},{"type":"Blur"},7"#);
        let errors: Vec<&Value> =
            examined["layers"].as_array().unwrap().iter().map(|each| &each["error"]).collect();
        assert_eq!(errors[0], "Conv2D needs kernelSize.");
        assert!(errors[1].as_str().unwrap().starts_with("there is no layer Blur; there are Conv2D, "));
        assert_eq!(errors[2], "each of the layers must be an object.");
        assert_eq!(examined["layers"][1]["name"], "layer");
        let unused = examine(
            r#"{"type":"Flatten"},{"type":"Flatten","inputs":["images"]},{"type":"Dense","units":2}"#,
        );
        let sentence = "flatten: nothing takes its output; a later layer must name it among its inputs.";
        assert_eq!(unused["layers"][0]["error"], sentence);
        for (description, sentence) in [
            ("[]", "inputShape must be a list of whole numbers"),
            ("{", "The network's description cannot be read"),
            (r#"{"inputShape":[8],"layers":[]}"#, "The last layer must give one row of classes"),
            (r#"{"inputShape":[0],"layers":[]}"#, "inputShape must name dimensions of at least 1"),
            (r#"{"inputShape":[2],"layers":[{"type":"Flatten"}]}"#, "No layer has weights to train"),
        ] {
            let examined: Value = serde_json::from_str(&super::examine(description)).unwrap();
            assert!(examined["error"].as_str().unwrap().contains(sentence), "{examined}");
        }
    }
}
