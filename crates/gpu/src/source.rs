//! Shaders' texts without comments and needless blanks, which are for whoever reads the files: they would be more than half of what a
//! page downloads.
//!
//! Every line stays in its place, so that what a device says of a line is found in the file. The marks of
//! [`template`](crate::template) stay, too.

use crate::template::MARK;

/// The text of a file below `shaders/`, without comments and needless blanks.
macro_rules! shader {
    ($($path:expr),+) => {{
        const TEXT: &str = include_str!(concat!("../../../shaders/", $($path),+, ".wgsl"));
        const BYTES: [u8; $crate::source::code_length(TEXT)] = $crate::source::code(TEXT);
        match core::str::from_utf8(&BYTES) {
            Ok(code) => code,
            Err(_) => "",
        }
    }};
}
pub(crate) use shader;

/// The bytes of a text's code, as many as [`code_length`] says.
pub(crate) const fn code<const N: usize>(text: &str) -> [u8; N] {
    let mut code = [0; N];
    let (mut from, mut to) = (0, 0);
    while to < N {
        from = next(text.as_bytes(), from);
        code[to] = text.as_bytes()[from];
        from += 1;
        to += 1;
    }
    code
}

/// Bytes of a text without comments and needless blanks.
pub(crate) const fn code_length(text: &str) -> usize {
    let (mut from, mut length) = (0, 0);
    loop {
        from = next(text.as_bytes(), from);
        if from >= text.len() {
            return length;
        }
        from += 1;
        length += 1;
    }
}

/// Where the code goes on: behind blanks that a line begins with or that a sign makes needless, and at the line's end if a comment
/// and the blanks before it begin here.
const fn next(text: &[u8], at: usize) -> usize {
    let mut end = at;
    while end < text.len() && text[end] == b' ' {
        end += 1;
    }
    let is_comment = end + 1 < text.len() && text[end] == b'/' && text[end + 1] == b'/';
    if is_comment && is_mark(text, end) {
        return at;
    }
    while is_comment && end < text.len() && text[end] != b'\n' {
        end += 1;
    }
    let is_first = at == 0 || text[at - 1] == b'\n';
    // Two signs might be read as one, and within a comment is a mark.
    let is_needless = at > 0 && end < text.len() && is_sign(text[at - 1]) != is_sign(text[end]);
    let is_within = at > 1 && text[at - 1] == b'/' && text[at - 2] == b'/';
    if is_comment || is_first || is_needless && !is_within { end } else { at }
}

const fn is_sign(byte: u8) -> bool {
    matches!(
        byte,
        b'+' | b'-'
            | b'*'
            | b'/'
            | b'%'
            | b'<'
            | b'>'
            | b'='
            | b'!'
            | b'&'
            | b'|'
            | b':'
            | b','
            | b';'
            | b'{'
            | b'}'
            | b'@'
    )
}

/// Whether the mark of a loop that is written out ends with the comment that begins here.
const fn is_mark(text: &[u8], comment: usize) -> bool {
    let mark = MARK.as_bytes();
    let mut index = 0;
    while index < mark.len() {
        // The mark is a brace and a blank longer than its comment.
        let at = comment + index;
        if at < 2 || at - 2 >= text.len() || text[at - 2] != mark[index] {
            return false;
        }
        index += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_needless_blanks_go_and_lines_and_marks_stay() {
        const TEXT: &str = "// What it is.\nlet a = b / c; // why – so\n    // further\nfor (;;) { // unrolled\n    b = a - -d(e, f);\n}\n// end";
        const CODE: [u8; code_length(TEXT)] = code(TEXT);
        let code = str::from_utf8(&CODE).unwrap_or_default();
        assert_eq!(code, "\nlet a=b/c;\n\nfor (;;){ // unrolled\nb=a- -d(e,f);\n}\n");
        assert_eq!(code.lines().count() + 1, TEXT.lines().count());
    }
}
