//! What Keras's `model.summary()` tells; `web/engine/summary.js` prints it.

use crate::json::quoted;
use crate::network::{Network, Node, Source};
use crate::text::joined;

/// Keras's name for the images.
const INPUT: &str = "input_layer";

/// One line of the summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The layer's name.
    pub name: String,
    /// Keras's class name.
    pub class_name: &'static str,
    /// The output's shape, such as `(None, 32, 32, 32)`.
    pub output_shape: String,
    /// How many parameters the layer has.
    pub params: usize,
    /// The layers that feed it, as `conv2d[0][0], add[0][0]`; none in a `Sequential`.
    pub connected_to: Option<String>,
}

impl Row {
    fn to_json(&self) -> String {
        let [name, class, shape] = [&self.name, self.class_name, &self.output_shape].map(quoted);
        let params = self.params;
        let connected = self.connected_to.as_deref().map_or("null".to_owned(), quoted);
        format!(
            r#"{{"name":{name},"type":{class},"outputShape":{shape},"params":{params},"connectedTo":{connected}}}"#
        )
    }
}

/// The summary of a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The model's name.
    pub name: &'static str,
    /// A row a layer.
    pub rows: Vec<Row>,
    /// All parameters.
    pub total: usize,
    /// Those that training changes.
    pub trainable: usize,
    /// Those that it does not.
    pub non_trainable: usize,
}

impl Summary {
    /// Sums a network up.
    pub fn new(network: &Network) -> Self {
        let is_chain = network.is_chain();
        let mut rows = Vec::new();
        // A functional model counts its input among its layers.
        if !is_chain {
            rows.push(Row {
                name: INPUT.into(),
                class_name: "InputLayer",
                output_shape: network.input.to_string(),
                params: 0,
                connected_to: Some("-".into()),
            });
        }
        for index in order(network) {
            let node = &network.nodes[index];
            let mut params = 0;
            for &parameter in &node.parameters {
                params += network.parameters[parameter].size();
            }
            rows.push(Row {
                name: node.name.clone(),
                class_name: node.layer.class_name(),
                output_shape: node.output.to_string(),
                params,
                connected_to: (!is_chain).then(|| feeding(network, node)),
            });
        }
        let (total, trainable) = (network.parameter_count(), network.trainable_count());
        Self {
            name: if is_chain { "sequential" } else { "functional" },
            rows,
            total,
            trainable,
            non_trainable: total - trainable,
        }
    }

    /// The summary as JSON, with the names of the interface.
    pub fn to_json(&self) -> String {
        let mut rows = Vec::new();
        for row in &self.rows {
            rows.push(row.to_json());
        }
        format!(
            r#"{{"name":{},"rows":[{}],"total":{},"trainable":{},"nonTrainable":{}}}"#,
            quoted(self.name),
            joined(&rows, ","),
            self.total,
            self.trainable,
            self.non_trainable
        )
    }
}

/// What feeds a node.
fn feeding(network: &Network, node: &Node) -> String {
    let mut sources = Vec::new();
    for source in &node.inputs {
        let name = match source {
            Source::Images => INPUT,
            Source::Node(index) => &network.nodes[*index].name,
        };
        sources.push(format!("{name}[0][0]"));
    }
    joined(&sources, ", ")
}

/// The nodes in Keras's order: those that are farthest from the output first, and of equally far ones the first that a walk
/// from the output meets, which follows each node's inputs in their order.
pub(crate) fn order(network: &Network) -> Vec<usize> {
    let count = network.nodes.len();
    let mut distances = vec![0; count];
    for (index, node) in network.nodes.iter().enumerate().rev() {
        for source in &node.inputs {
            if let Source::Node(input) = source {
                distances[*input] = distances[*input].max(distances[index] + 1);
            }
        }
    }
    let mut met = Vec::new();
    let mut waiting: Vec<usize> = count.checked_sub(1).into_iter().collect();
    while let Some(index) = waiting.pop() {
        if met.contains(&index) {
            continue;
        }
        met.push(index);
        for source in network.nodes[index].inputs.iter().rev() {
            if let Source::Node(input) = source {
                waiting.push(*input);
            }
        }
    }
    // A walk for each distance, since the library's sort would cost the page some KB of code.
    let farthest = distances.iter().copied().max().unwrap_or(0);
    let mut order = Vec::new();
    for distance in (0..=farthest).rev() {
        for &index in &met {
            if distances[index] == distance {
                order.push(index);
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::NetworkSpec;

    #[test]
    fn branches_stand_in_kerass_order() {
        let json = r#"{ "inputShape": [8, 8, 3], "layers": [
            { "type": "Conv2D", "filters": 4, "kernelSize": 1 },
            { "type": "Conv2D", "filters": 4, "kernelSize": 1, "name": "a" },
            { "type": "BatchNormalization", "name": "b" },
            { "type": "MaxPooling2D", "name": "c" },
            { "type": "Conv2D", "filters": 4, "kernelSize": 1, "strides": 2, "inputs": ["conv2d"], "name": "d" },
            { "type": "Add", "inputs": ["c", "d"] },
            { "type": "GlobalAveragePooling2D" }, { "type": "Dense", "units": 10 } ] }"#;
        let summary = Summary::new(&Network::new(&NetworkSpec::from_json(json).unwrap()).unwrap());
        let names: Vec<&str> = summary.rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names[..7], ["input_layer", "conv2d", "a", "b", "c", "d", "add"]);
    }

    #[test]
    fn what_no_gradient_moves_is_counted_apart() {
        let json = include_str!("tutorial.json").replace(
            r#"{ "type": "Dense", "units": 10"#,
            r#"{ "type": "BatchNormalization" }, { "type": "Dropout", "rate": 0.5 }, { "type": "Dense", "units": 10"#,
        );
        let summary = Summary::new(&Network::new(&NetworkSpec::from_json(&json).unwrap()).unwrap());
        assert_eq!([summary.total, summary.trainable, summary.non_trainable], [881_802, 881_402, 400]);
        let params: Vec<usize> = summary.rows.iter().map(|row| row.params).collect();
        assert_eq!(params, [896, 0, 18_496, 0, 0, 819_400, 40_200, 800, 0, 2010]);
    }

    #[test]
    fn a_network_with_branches_says_what_feeds_each_layer() {
        let json = r#"{ "inputShape": [32, 32, 3], "layers": [
            { "type": "Conv2D", "filters": 3, "kernelSize": 3, "padding": "same" },
            { "type": "Add", "inputs": ["conv2d", "images"] },
            { "type": "GlobalAveragePooling2D" },
            { "type": "Dense", "units": 10 } ] }"#;
        let summary = Summary::new(&Network::new(&NetworkSpec::from_json(json).unwrap()).unwrap());
        assert_eq!(summary.name, "functional");
        let connected = summary.rows.iter().map(|row| row.connected_to.as_deref());
        let expected = [
            "-",
            "input_layer[0][0]",
            "conv2d[0][0], input_layer[0][0]",
            "add[0][0]",
            "global_average_pooling2d[0][0]",
        ];
        assert!(connected.eq(expected.map(Some)));
        assert_eq!(summary.rows[0].output_shape, "(None, 32, 32, 3)");
    }

    #[test]
    fn the_json_has_the_names_of_the_interface() {
        let layers = r#"[{"type":"Dense","units":10,"name":"a \"quoted\" name"}]"#;
        let spec = NetworkSpec::from_json(&format!(r#"{{"inputShape":[5],"layers":{layers}}}"#)).unwrap();
        let summary = Summary::new(&Network::new(&spec).unwrap());
        let json: serde_json::Value = serde_json::from_str(&summary.to_json()).unwrap();
        let row = serde_json::json!(
            { "name": "a \"quoted\" name", "type": "Dense", "outputShape": "(None, 10)", "params": 60, "connectedTo": null }
        );
        assert_eq!(json["rows"], serde_json::json!([row]));
        assert_eq!(json["name"], "sequential");
        assert_eq!(
            (&json["total"], &json["trainable"], &json["nonTrainable"]),
            (&60.into(), &60.into(), &0.into())
        );
    }
}
