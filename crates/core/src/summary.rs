//! `model.summary()` as Keras 3 prints it.

use crate::json::quoted;
use crate::network::Network;

/// Keras's column widths at its default line length of 78.
const WIDTHS: [usize; 3] = [31, 22, 13];

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
}

impl Row {
    fn to_json(&self) -> String {
        let [name, class, shape] = [&self.name, self.class_name, &self.output_shape].map(quoted);
        let params = self.params;
        format!(r#"{{"name":{name},"type":{class},"outputShape":{shape},"params":{params}}}"#)
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
        let rows: Vec<Row> = network
            .nodes
            .iter()
            .map(|node| Row {
                name: node.name.clone(),
                class_name: node.layer.class_name(),
                output_shape: node.output.to_string(),
                params: node.parameters.iter().map(|&index| network.parameters[index].size()).sum(),
            })
            .collect();
        let (total, trainable) = (network.parameter_count(), network.trainable_count());
        let mut summary = Self {
            name: "sequential",
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
        let mut lines = vec![
            format!("Model: \"{}\"", self.name),
            rule('┏', '━', '┳', '┓'),
            line('┃', ["Layer (type)", "Output Shape", "Param #"]),
            rule('┡', '━', '╇', '┩'),
        ];
        for (index, row) in self.rows.iter().enumerate() {
            if index > 0 {
                lines.push(rule('├', '─', '┼', '┤'));
            }
            let name = format!("{} ({})", row.name, row.class_name);
            lines.extend(wrapped('│', [&name, &row.output_shape, &grouped(row.params)]));
        }
        lines.push(rule('└', '─', '┴', '┘'));
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

fn rule(left: char, fill: char, joint: char, right: char) -> String {
    let columns = WIDTHS.map(|width| fill.to_string().repeat(width + 2));
    format!("{left}{}{right}", columns.join(&joint.to_string()))
}

fn line(edge: char, [name, shape, params]: [&str; 3]) -> String {
    let [first, second, third] = WIDTHS;
    format!("{edge} {name:<first$} {edge} {shape:<second$} {edge} {params:>third$} {edge}")
}

/// A row in as many lines as it needs: what is too wide for its column goes on in the next one.
fn wrapped(edge: char, [name, shape, params]: [&str; 3]) -> Vec<String> {
    let cells = [words(name, WIDTHS[0]), words(shape, WIDTHS[1]), vec![params.to_owned()]];
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let cell = |column: usize, line: usize| cells[column].get(line).map_or("", String::as_str);
    (0..height).map(|index| line(edge, [0, 1, 2].map(|column| cell(column, index)))).collect()
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
    fn the_json_has_the_names_of_the_interface() {
        let layers = r#"[{"type":"Dense","units":10,"name":"a \"quoted\" name"}]"#;
        let spec = NetworkSpec::from_json(&format!(r#"{{"inputShape":[5],"layers":{layers}}}"#)).unwrap();
        let summary = Summary::new(&Network::new(&spec).unwrap());
        let json: serde_json::Value = serde_json::from_str(&summary.to_json()).unwrap();
        let row = serde_json::json!(
            { "name": "a \"quoted\" name", "type": "Dense", "outputShape": "(None, 10)", "params": 60 }
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
