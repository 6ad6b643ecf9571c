//! A network's layers as the page steps through them: their sizes, and the operations that they become.

use crate::json::quoted;
use crate::layers::{Activation, Layer};
use crate::network::{Network, Node, Source};
use crate::shape::{Padding, Shape, Window};
use crate::text::joined;

impl Network {
    /// The layers as JSON: a list of `{ name, type, inputs, op, inputShape, outputShape, sliding, units, relu, softmax,
    /// params }`.
    ///
    /// `inputs` are the numbers of the layers that feed it, -1 for the images. `op` is the number of the layer's first operation, or null if it has none. `sliding` is `{ input, size,
    /// strides, padding }` of a convolution or pool, with `filters` of a convolution and `multiplier` of a depthwise one, else null; `units` are those
    /// of a dense layer, else null.
    /// `params` counts the moving statistics too.
    pub fn outline(&self) -> String {
        let mut layers = Vec::new();
        for (node, mut span) in self.nodes.iter().zip(self.program().spans) {
            let first = span.next().map_or("null".to_owned(), |op| op.to_string());
            layers.push(self.outline_of(node, self.shape_of(node.inputs[0]), &first));
        }
        format!("[{}]", joined(&layers, ","))
    }

    fn outline_of(&self, node: &Node, input: &Shape, op: &str) -> String {
        let [name, class] = [&node.name, node.layer.class_name()].map(quoted);
        let [input_shape, output_shape] = [input, &node.output].map(Shape::dims);
        let inputs: Vec<isize> = node.inputs.iter().map(number).collect();
        let sliding = sliding(&node.layer, input);
        let units = match &node.layer {
            Layer::Dense(dense) => dense.units.to_string(),
            _ => "null".into(),
        };
        let relu = node.layer.activation() == Activation::Relu;
        let softmax = node.layer.activation() == Activation::Softmax;
        let params: usize = node.parameters.iter().map(|&index| self.parameters[index].size()).sum();
        format!(
            r#"{{"name":{name},"type":{class},"inputs":{inputs:?},"op":{op},"inputShape":{input_shape:?},"outputShape":{output_shape:?},"sliding":{sliding},"units":{units},"relu":{relu},"softmax":{softmax},"params":{params}}}"#
        )
    }
}

/// The number of a source in the outline.
fn number(source: &Source) -> isize {
    match source {
        Source::Images => -1,
        Source::Node(index) => *index as isize,
    }
}

/// How a layer's window slides, as JSON.
fn sliding(layer: &Layer, input: &Shape) -> String {
    let (Window { size, strides, padding }, filters) = match layer {
        Layer::Conv2D(layer) => (layer.window(), format!(r#","filters":{}"#, layer.filters)),
        Layer::DepthwiseConv2D(layer) => {
            let multiplier = layer.depth_multiplier;
            let filters = input.channels() * multiplier;
            (layer.window(), format!(r#","filters":{filters},"multiplier":{multiplier}"#))
        }
        Layer::SeparableConv2D(layer) => {
            let (filters, multiplier) = (layer.filters, layer.depth_multiplier);
            (layer.window(), format!(r#","filters":{filters},"multiplier":{multiplier}"#))
        }
        Layer::MaxPooling2D(layer) => (layer.window(), String::new()),
        Layer::AveragePooling2D(layer) => (layer.window(), String::new()),
        Layer::GlobalAveragePooling2D(_) => {
            let [height, width, _] = input.picture().unwrap_or_default();
            let size = [height, width];
            (Window { size, strides: size, padding: Padding::Valid }, String::new())
        }
        Layer::Flatten(_)
        | Layer::Dense(_)
        | Layer::Activation(_)
        | Layer::Dropout(_)
        | Layer::BatchNormalization(_)
        | Layer::Add(_) => return "null".into(),
    };
    let padding = match padding {
        Padding::Valid => "valid",
        Padding::Same => "same",
    };
    let input = input.dims();
    format!(r#"{{"input":{input:?},"size":{size:?},"strides":{strides:?},"padding":"{padding}"{filters}}}"#)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::network::{Network, NetworkSpec};

    #[test]
    fn each_layer_has_its_sizes_and_its_first_operation() {
        let network = Network::new(&NetworkSpec::tutorial().unwrap()).unwrap();
        let layers: Vec<Value> = serde_json::from_str(&network.outline()).unwrap();
        assert_eq!(
            layers[0],
            json!({
                "name": "conv2d", "type": "Conv2D", "inputs": [-1], "op": 0,
                "inputShape": [32, 32, 3], "outputShape": [32, 32, 32],
                "sliding": {
                    "input": [32, 32, 3], "size": [3, 3], "strides": [1, 1], "padding": "same", "filters": 32
                },
                "units": null, "relu": true, "softmax": false, "params": 896
            })
        );
        assert_eq!(
            layers[1]["sliding"],
            json!({ "input": [32, 32, 32], "size": [2, 2], "strides": [2, 2], "padding": "valid" })
        );
        let ops: Vec<&Value> = layers.iter().map(|layer| &layer["op"]).collect();
        assert_eq!(json!(ops), json!([0, 1, 2, 3, null, 4, 5, 6]));
        assert_eq!(layers[4]["outputShape"], json!([4096]));
        assert_eq!((&layers[7]["units"], &layers[7]["softmax"]), (&json!(10), &json!(true)));
    }

    #[test]
    fn a_layer_that_neither_slides_nor_multiplies_is_an_operation_too() {
        let json = r#"{ "inputShape": [4, 4, 2], "layers": [
            { "type": "BatchNormalization" }, { "type": "Flatten" }, { "type": "Dropout", "rate": 0.5 },
            { "type": "Dense", "units": 3 } ] }"#;
        let network = Network::new(&NetworkSpec::from_json(json).unwrap()).unwrap();
        let layers: Vec<Value> = serde_json::from_str(&network.outline()).unwrap();
        assert_eq!(
            layers[0],
            json!({
                "name": "batch_normalization", "type": "BatchNormalization", "inputs": [-1], "op": 0,
                "inputShape": [4, 4, 2], "outputShape": [4, 4, 2], "sliding": null, "units": null,
                "relu": false, "softmax": false, "params": 8
            })
        );
        let ops: Vec<&Value> = layers.iter().map(|layer| &layer["op"]).collect();
        assert_eq!(json!(ops), json!([0, null, 1, 2]));
        assert_eq!((&layers[2]["type"], &layers[2]["params"]), (&json!("Dropout"), &json!(0)));
    }
}
