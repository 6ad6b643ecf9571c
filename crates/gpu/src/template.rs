//! The one thing that is done to a shader's text before it is compiled.
//!
//! A kernel whose text marks a loop as `// unrolled` is a template. For each pipeline its override constants become constants of
//! the text, and the marked loops are written out, because compilers of WGSL unroll nothing by themselves and keep an array in
//! registers only where each index is a number:
//!
//! ```wgsl
//! for (var k = 0u; k < kernel_width; k++) { // unrolled
//!     sum += x[k];
//! }
//! ```
//!
//! becomes `{ sum += x[0u]; }`, `{ sum += x[1u]; }`, ... The text is WGSL without this, too, and computes the same. What is read
//! here is the text without its needless blanks, as [`source`](crate::source) leaves it.
//!
//! So is one that says how many numbers a buffer holds, as in `array<f32, capacity * size>`: a browser keeps each access within
//! its buffer, and to look up the buffer's length for that makes a load take half as long again.
//!
//! Where the constant `half` is set, the type `stored` of `shaders/shared/stored.wgsl` becomes `f16`: WGSL can choose no type by a
//! constant, and a shader that names `f16` compiles only where the device has it.

/// What marks a loop that is written out.
pub(crate) const MARK: &str = "{ // unrolled";

/// The line of `shaders/shared/stored.wgsl` that says in how many bits numbers are stored.
const STORED: &str = "alias stored=f32;";

/// Whether a shader has such loops or buffers.
pub(crate) fn is_template(text: &str) -> bool {
    text.lines().any(|line| line.ends_with(MARK) || is_sized(line))
}

/// Whether a line declares a buffer of so many numbers.
fn is_sized(line: &str) -> bool {
    line.starts_with("@group") && line.split_once(':').is_some_and(|(_, array)| array.contains(','))
}

/// The shader with its override constants set and its marked loops written out, and the constants that are left: those that
/// are no whole numbers.
pub(crate) fn fill(text: &str, constants: &[(&'static str, f64)]) -> (String, Vec<(&'static str, f64)>) {
    let is_whole = |name: &str| {
        let kind = text.lines().filter_map(declaration).find(|(known, _)| *known == name);
        kind.is_some_and(|(_, kind)| kind != "f32")
    };
    let (mut values, mut left) = (Values(Vec::new()), Vec::new());
    for &(name, value) in constants {
        if is_whole(name) {
            values.0.push((name, value as u32));
        } else {
            left.push((name, value));
        }
    }
    let mut lines = Vec::new();
    for line in text.lines() {
        lines.push(values.define(line));
    }
    let mut filled = String::new();
    if values.is_half() {
        filled.push_str("enable f16;\n");
    }
    unroll(&lines, &values, &mut filled);
    (filled, left)
}

/// The whole numbers of a text: its overrides that are `u32` or `bool`, and the sums of them.
struct Values<'a>(Vec<(&'a str, u32)>);

impl<'a> Values<'a> {
    /// A line, in which an override has become a constant; constants of sums and products are noted.
    fn define(&mut self, line: &'a str) -> String {
        if let Some((name, kind)) = declaration(line)
            && let Some(value) = self.get(name)
        {
            let value = match kind {
                "bool" => (value != 0).to_string(),
                _ => format!("{value}u"),
            };
            return format!("const {name}: {kind} = {value};");
        }
        if line == STORED && self.is_half() {
            return "alias stored = f16;".to_owned();
        }
        if let Some((name, value)) = line.strip_prefix("const ").and_then(|rest| rest.split_once('='))
            && let Some(value) = self.sum(value.trim_end_matches(';'))
        {
            self.0.push((name.trim(), value));
        }
        line.to_owned()
    }

    fn get(&self, name: &str) -> Option<u32> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// Whether what a shader stores is to have 16 bits.
    fn is_half(&self) -> bool {
        self.get("half") == Some(1)
    }

    /// The value of a sum of products of names and numbers.
    fn sum(&self, text: &str) -> Option<u32> {
        let mut sum = 0;
        for product in text.split('+') {
            let mut value = 1;
            for factor in product.split('*') {
                value *= self.number(factor.trim())?;
            }
            sum += value;
        }
        Some(sum)
    }

    fn number(&self, text: &str) -> Option<u32> {
        self.get(text).or_else(|| text.strip_suffix('u')?.parse().ok())
    }
}

/// Name and type of `override name: type;`.
fn declaration(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("override ")?;
    let (name, kind) = rest[..rest.find(';')?].split_once(':')?;
    Some((name, kind.trim()))
}

/// Writes the lines with marked loops written out, inner ones after outer ones.
fn unroll(lines: &[String], values: &Values<'_>, filled: &mut String) {
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        let Some((variable, count)) = marked(line, values) else {
            filled.push_str(line);
            filled.push('\n');
            continue;
        };
        let mut open = 1;
        let closes = |line: &String| {
            open += line.matches('{').count();
            open -= line.matches('}').count();
            open == 0
        };
        let length = lines[at..].iter().position(closes).unwrap_or(lines.len() - at);
        for index in 0..count {
            let index = format!("{index}u");
            let mut body = Vec::new();
            for line in &lines[at..at + length] {
                body.push(replace_word(line, variable, &index));
            }
            filled.push_str("{\n");
            unroll(&body, values, filled);
            filled.push_str("}\n");
        }
        at += length + 1;
    }
}

/// The variable of a marked loop, and how often it runs.
fn marked<'a>(line: &'a str, values: &Values<'_>) -> Option<(&'a str, usize)> {
    let head = line.strip_prefix("for (var ")?.strip_suffix(MARK)?;
    let (variable, rest) = head.split_once('=')?;
    let (_, rest) = rest.strip_prefix("0u;")?.split_once('<')?;
    Some((variable, values.sum(rest.split(';').next()?)? as usize))
}

/// A line in which a word stands for another; a field of that name is another word.
fn replace_word(line: &str, word: &str, by: &str) -> String {
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let mut replaced = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find(is_part) {
        let end = rest[start..].find(|character| !is_part(character)).map_or(rest.len(), |end| start + end);
        let whole = &rest[start..end] == word && !rest[..start].ends_with('.');
        replaced.push_str(&rest[..start]);
        replaced.push_str(if whole { by } else { &rest[start..end] });
        rest = &rest[end..];
    }
    replaced + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_become_constants_and_marked_loops_are_written_out() {
        let text = "override width: u32;\noverride relu: bool;\nconst SIZE = width + 2u * width;\n\
                    for (var k=0u;k<width;k++){ // unrolled\nfor (var j=0u;j<2u;j++){ // unrolled\n\
                    x[k] += y[j].k * kk;\n}\n}\nend";
        let (filled, _) = fill(text, &[("width", 2.0), ("relu", 1.0)]);
        let expected = "const width: u32 = 2u;\nconst relu: bool = true;\nconst SIZE = width + 2u * width;\n\
                        {\n{\nx[0u] += y[0u].k * kk;\n}\n{\nx[0u] += y[1u].k * kk;\n}\n}\n\
                        {\n{\nx[1u] += y[0u].k * kk;\n}\n{\nx[1u] += y[1u].k * kk;\n}\n}\nend\n";
        assert_eq!(filled, expected);
    }

    #[test]
    fn a_loop_may_run_to_a_constant_that_is_computed() {
        let text = "override a: u32;\nconst N = a + 1u;\nfor (var k=0u;k<N;k++){ // unrolled\nf(k);\n}";
        let (filled, _) = fill(text, &[("a", 2.0)]);
        assert_eq!(filled.matches("f(").count(), 3);
    }

    #[test]
    fn buffers_have_sizes_and_fractions_are_left() {
        let text = "override size: u32;\noverride rate: f32;\n\
                    @group(0) @binding(1) var<storage, read> x: array<f32, 2u * size>;";
        assert!(is_template(text));
        assert!(!is_template("@group(0) @binding(1) var<storage, read> x: array<f32>;"));
        let (filled, left) = fill(text, &[("size", 3.0), ("rate", 0.5)]);
        assert!(filled.starts_with("const size: u32 = 3u;\noverride rate: f32;\n"), "{filled}");
        assert_eq!(left, [("rate", 0.5)]);
    }
}
