//! `model.summary()` as Keras 3 prints it.

use crate::json::quoted;
use crate::network::{Network, Node, Source};

/// A column of the table: its head, its width at Keras's default line length of 78, and whether it is set right.
struct Column {
    head: &'static str,
    width: usize,
    right: bool,
}

const fn column(head: &'static str, width: usize, right: bool) -> Column {
    Column { head, width, right }
}

/// The columns of a `Sequential`.
const CHAIN: [Column; 3] =
    [column("Layer (type)", 31, false), column("Output Shape", 22, false), column("Param #", 13, true)];

/// The columns of a functional model with branches.
const BRANCHES: [Column; 4] = [
    column("Layer (type)", 19, false),
    column("Output Shape", 17, false),
    column("Param #", 10, true),
    column("Connected to", 17, false),
];

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
    /// The table as Keras prints it.
    pub text: String,
}

impl Summary {
    /// Sums a network up.
    pub fn new(network: &Network) -> Self {
        let is_chain = network.is_chain();
        let source = |source: &Source| match source {
            Source::Images => format!("{INPUT}[0][0]"),
            Source::Node(index) => format!("{}[0][0]", network.nodes[*index].name),
        };
        let row = |node: &Node| Row {
            name: node.name.clone(),
            class_name: node.layer.class_name(),
            output_shape: node.output.to_string(),
            params: node.parameters.iter().map(|&index| network.parameters[index].size()).sum(),
            connected_to: (!is_chain).then(|| node.inputs.iter().map(source).collect::<Vec<_>>().join(", ")),
        };
        // A functional model counts its input among its layers.
        let input = (!is_chain).then(|| Row {
            name: INPUT.into(),
            class_name: "InputLayer",
            output_shape: network.input.to_string(),
            params: 0,
            connected_to: Some("-".into()),
        });
        let nodes = order(network).into_iter().map(|node| row(&network.nodes[node]));
        let rows = input.into_iter().chain(nodes).collect();
        let (total, trainable) = (network.parameter_count(), network.trainable_count());
        let mut summary = Self {
            name: if is_chain { "sequential" } else { "functional" },
            rows,
            total,
            trainable,
            non_trainable: total - trainable,
            text: String::new(),
        };
        summary.text = summary.print();
        summary
    }

    /// The summary as JSON, with the names of the interface.
    pub fn to_json(&self) -> String {
        let rows: Vec<String> = self.rows.iter().map(Row::to_json).collect();
        format!(
            r#"{{"name":{},"rows":[{}],"total":{},"trainable":{},"nonTrainable":{},"text":{}}}"#,
            quoted(self.name),
            rows.join(","),
            self.total,
            self.trainable,
            self.non_trainable,
            quoted(&self.text)
        )
    }

    fn print(&self) -> String {
        let columns: &[Column] =
            if self.rows.iter().any(|row| row.connected_to.is_some()) { &BRANCHES } else { &CHAIN };
        let heads: Vec<String> = columns.iter().map(|column| column.head.to_owned()).collect();
        let mut lines = vec![
            format!("Model: \"{}\"", self.name),
            rule(columns, ['┏', '━', '┳', '┓']),
            line(columns, '┃', &heads),
            rule(columns, ['┡', '━', '╇', '┩']),
        ];
        for (index, row) in self.rows.iter().enumerate() {
            if index > 0 {
                lines.push(rule(columns, ['├', '─', '┼', '┤']));
            }
            let name = format!("{} ({})", row.name, row.class_name);
            let mut cells = vec![name, row.output_shape.clone(), grouped(row.params)];
            cells.extend(row.connected_to.clone());
            lines.extend(wrapped(columns, '│', &cells));
        }
        lines.push(rule(columns, ['└', '─', '┴', '┘']));
        for (what, count) in [
            ("Total params", self.total),
            ("Trainable params", self.trainable),
            ("Non-trainable params", self.non_trainable),
        ] {
            lines.push(format!(" {what}: {} ({})", grouped(count), memory(count)));
        }
        lines.join("\n")
    }
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
        waiting.extend(network.nodes[index].inputs.iter().rev().filter_map(|source| match source {
            Source::Node(input) => Some(*input),
            Source::Images => None,
        }));
    }
    // A walk for each distance, since the library's sort would cost the page some KB of code.
    let farthest = distances.iter().copied().max().unwrap_or(0);
    let mut order = Vec::new();
    for distance in (0..=farthest).rev() {
        order.extend(met.iter().filter(|index| distances[**index] == distance));
    }
    order
}

fn rule(columns: &[Column], [left, fill, joint, right]: [char; 4]) -> String {
    let dashes = columns.iter().map(|column| fill.to_string().repeat(column.width + 2));
    format!("{left}{}{right}", dashes.collect::<Vec<_>>().join(&joint.to_string()))
}

fn line(columns: &[Column], edge: char, cells: &[String]) -> String {
    let cell = |(column, text): (&Column, &String)| {
        let gap = " ".repeat(column.width.saturating_sub(text.chars().count()));
        if column.right { format!(" {gap}{text} {edge}") } else { format!(" {text}{gap} {edge}") }
    };
    edge.to_string() + &columns.iter().zip(cells).map(cell).collect::<String>()
}

/// A row in as many lines as it needs: what is too wide for its column goes on in the next one.
fn wrapped(columns: &[Column], edge: char, texts: &[String]) -> Vec<String> {
    let cells: Vec<Vec<String>> =
        columns.iter().zip(texts).map(|(column, text)| words(text, column.width)).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let part = |cell: &Vec<String>, line: usize| cell.get(line).cloned().unwrap_or_default();
    (0..height)
        .map(|index| line(columns, edge, &cells.iter().map(|cell| part(cell, index)).collect::<Vec<_>>()))
        .collect()
}

/// A text's words, as many to a line as its width holds.
fn words(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(clipped(word, width)),
        }
    }
    lines
}

/// Keras's table cuts a word that is too wide and ends it in an ellipsis.
fn clipped(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width - 1).chain(['…']).collect()
}

/// `881002` as `881,002`.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The size of `count` f32 values, with Keras's units and two decimals.
fn memory(count: usize) -> String {
    let bytes = count as u64 * size_of::<f32>() as u64;
    let mut scale = 1;
    let mut unit = "B";
    for next in ["KB", "MB", "GB"] {
        if bytes < 1024 * scale {
            break;
        }
        scale *= 1024;
        unit = next;
    }
    // Rounded half to even, as Python does, in whole numbers: printing floats would cost the page some KB of code.
    let (mut hundredths, rest) = (bytes * 100 / scale, bytes * 100 % scale);
    if rest * 2 > scale || (rest * 2 == scale && hundredths % 2 == 1) {
        hundredths += 1;
    }
    format!("{}.{:02} {unit}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::NetworkSpec;

    #[test]
    fn the_tutorials_summary_is_kerass_own() {
        let network = Network::new(&NetworkSpec::tutorial().unwrap()).unwrap();
        let expected = r#"Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ conv2d (Conv2D)                 │ (None, 32, 32, 32)     │           896 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ max_pooling2d (MaxPooling2D)    │ (None, 16, 16, 32)     │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ conv2d_1 (Conv2D)               │ (None, 16, 16, 64)     │        18,496 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ max_pooling2d_1 (MaxPooling2D)  │ (None, 8, 8, 64)       │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ flatten (Flatten)               │ (None, 4096)           │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense (Dense)                   │ (None, 200)            │       819,400 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense_1 (Dense)                 │ (None, 200)            │        40,200 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense_2 (Dense)                 │ (None, 10)             │         2,010 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 881,002 (3.36 MB)
 Trainable params: 881,002 (3.36 MB)
 Non-trainable params: 0 (0.00 B)"#;
        assert_eq!(Summary::new(&network).text, expected);
    }

    #[test]
    fn what_no_gradient_moves_is_counted_apart() {
        let json = include_str!("tutorial.json").replace(
            r#"{ "type": "Dense", "units": 10"#,
            r#"{ "type": "BatchNormalization" }, { "type": "Dropout", "rate": 0.5 }, { "type": "Dense", "units": 10"#,
        );
        let summary = Summary::new(&Network::new(&NetworkSpec::from_json(&json).unwrap()).unwrap());
        let end = r#"├─────────────────────────────────┼────────────────────────┼───────────────┤
│ batch_normalization             │ (None, 200)            │           800 │
│ (BatchNormalization)            │                        │               │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dropout (Dropout)               │ (None, 200)            │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense_2 (Dense)                 │ (None, 10)             │         2,010 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 881,802 (3.36 MB)
 Trainable params: 881,402 (3.36 MB)
 Non-trainable params: 400 (1.56 KB)"#;
        assert!(summary.text.ends_with(end), "{}", summary.text);
    }

    #[test]
    fn a_network_with_branches_says_what_feeds_each_layer() {
        let json = r#"{ "inputShape": [32, 32, 3], "layers": [
            { "type": "Conv2D", "filters": 3, "kernelSize": 3, "padding": "same" },
            { "type": "Add", "inputs": ["conv2d", "images"] },
            { "type": "GlobalAveragePooling2D" },
            { "type": "Dense", "units": 10 } ] }"#;
        let summary = Summary::new(&Network::new(&NetworkSpec::from_json(json).unwrap()).unwrap());
        let expected = r#"Model: "functional"
┏━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)        ┃ Output Shape      ┃    Param # ┃ Connected to      ┃
┡━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━┩
│ input_layer         │ (None, 32, 32, 3) │          0 │ -                 │
│ (InputLayer)        │                   │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ conv2d (Conv2D)     │ (None, 32, 32, 3) │         84 │ input_layer[0][0] │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ add (Add)           │ (None, 32, 32, 3) │          0 │ conv2d[0][0],     │
│                     │                   │            │ input_layer[0][0] │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ global_average_poo… │ (None, 3)         │          0 │ add[0][0]         │
│ (GlobalAveragePool… │                   │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ dense (Dense)       │ (None, 10)        │         40 │ global_average_p… │
└─────────────────────┴───────────────────┴────────────┴───────────────────┘"#;
        assert!(summary.text.starts_with(expected), "{}", summary.text);
    }

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
        assert_eq!(json["text"], summary.text);
    }

    #[test]
    fn memory_is_written_as_keras_writes_it() {
        for (count, text) in [
            (0, "0.00 B"),
            (255, "1020.00 B"),
            (256, "1.00 KB"),
            (288, "1.12 KB"),
            (352, "1.38 KB"),
            (881_002, "3.36 MB"),
            (1 << 28, "1.00 GB"),
        ] {
            assert_eq!(memory(count), text, "{count} values");
        }
    }
}
