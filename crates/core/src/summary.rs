//! `model.summary()` as Keras 3 prints it.

use serde::Serialize;

use crate::network::Network;

/// Keras's column widths at its default line length of 78.
const WIDTHS: [usize; 3] = [31, 22, 13];

/// One line of the summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The layer's name.
    pub name: String,
    /// Keras's class name.
    #[serde(rename = "type")]
    pub class_name: &'static str,
    /// The output's shape, such as `(None, 32, 32, 32)`.
    pub output_shape: String,
    /// How many parameters the layer has.
    pub params: usize,
}

/// The summary of a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
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
        let total = network.parameter_count();
        let mut summary =
            Self { name: "sequential", rows, total, trainable: total, non_trainable: 0, text: String::new() };
        summary.text = summary.print();
        summary
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
            lines.push(line('│', [&name, &row.output_shape, &grouped(row.params)]));
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
    let name = clipped(name, first);
    let shape = clipped(shape, second);
    format!("{edge} {name:<first$} {edge} {shape:<second$} {edge} {params:>third$} {edge}")
}

/// Keras's table cuts what is too wide and ends it in an ellipsis.
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

/// The size of `count` f32 values, with Keras's units.
fn memory(count: usize) -> String {
    let mut size = (count * size_of::<f32>()) as f64;
    let mut unit = "B";
    for next in ["KB", "MB", "GB"] {
        if size < 1024.0 {
            break;
        }
        size /= 1024.0;
        unit = next;
    }
    format!("{size:.2} {unit}")
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
}
