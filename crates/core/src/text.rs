//! Texts put together.

/// The parts with a separator between them. The library's `join` is written for lists of every kind, and a kilobyte each time.
pub(crate) fn joined(parts: &[impl AsRef<str>], separator: &str) -> String {
    let mut text = String::new();
    for (index, part) in parts.iter().enumerate() {
        text.push_str(if index > 0 { separator } else { "" });
        text.push_str(part.as_ref());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_stand_between_parts_alone() {
        assert_eq!(joined(&[] as &[&str], ", "), "");
        assert_eq!(joined(&["dense"], ", "), "dense");
        assert_eq!(joined(&["dense", "", "add"], ", "), "dense, , add");
    }
}
