//! The little JSON that Convlab reads and writes: descriptions of networks, headers of safetensors files.
//!
//! A general crate with derived readers would be a quarter of the engine that a page downloads; this is a
//! hundredth. It is strict, gives the place of a fault, and refuses numbers that a float would not hold exactly
//! as written.

use std::collections::BinaryHeap;
use std::fmt::Write;

use crate::text::joined;

/// Lists and objects inside each other, at most.
const DEPTH: usize = 16;

/// Bytes of a document, at most: in memory it becomes up to fifty times as large. A header of a thousand layers with all that
/// training goes on with is a megabyte.
const LENGTH: usize = 16 << 20;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(f64),
    /// A number that is written with a point, for Python, which tells 1 from 1.0. None is read.
    Float(f64),
    Text(String),
    List(Vec<Json>),
    /// Members in the order in which they are written.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a document; the error is the end of a sentence.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser { text: text.as_bytes(), at: 0, rounds: false };
        parser.document()
    }

    /// Reads a document of another program, whose numbers may have more digits than a float holds: these may be off in their
    /// last place.
    pub(crate) fn parse_foreign(text: &str) -> Result<Self, String> {
        let mut parser = Parser { text: text.as_bytes(), at: 0, rounds: true };
        parser.document()
    }

    /// Writes the value.
    pub(crate) fn to_text(&self) -> String {
        let list =
            |open: char, parts: Vec<String>, close: char| format!("{open}{}{close}", joined(&parts, ","));
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Float(number) => format!("{number:?}"),
            Self::Text(text) => quoted(text),
            Self::List(items) => list('[', items.iter().map(Self::to_text).collect(), ']'),
            Self::Object(members) => {
                let member = |(name, value): &(String, Self)| format!("{}:{}", quoted(name), value.to_text());
                list('{', members.iter().map(member).collect(), '}')
            }
        }
    }

    /// A whole number of at most 53 bits.
    pub(crate) fn as_whole(&self) -> Option<u64> {
        match self {
            Self::Number(number) if number.fract() == 0.0 && (0.0..=MAX_EXACT).contains(number) => {
                Some(*number as u64)
            }
            _ => None,
        }
    }

    /// A list of whole numbers.
    pub(crate) fn as_wholes(&self) -> Option<Vec<u64>> {
        let Self::List(items) = self else { return None };
        let mut wholes = Vec::new();
        for item in items {
            wholes.push(item.as_whole()?);
        }
        Some(wholes)
    }

    /// A list of whole numbers that are sizes of something in memory; one beyond all memory is the largest there can be.
    pub(crate) fn as_sizes(&self) -> Option<Vec<usize>> {
        let mut sizes = Vec::new();
        for size in self.as_wholes()? {
            sizes.push(usize::try_from(size).unwrap_or(usize::MAX));
        }
        Some(sizes)
    }

    /// A text.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The names of an object's members.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let members = if let Self::Object(members) = self { members.as_slice() } else { &[] };
        members.iter().map(|(name, _)| name.as_str())
    }

    /// The member of an object.
    pub(crate) fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }
}

/// As many digits as 64 bits hold.
const DIGITS: usize = 19;

/// The largest whole number below which floats have no gaps.
const MAX_EXACT: f64 = (1u64 << 53) as f64;

/// A text between quotes, as JSON writes it.
pub(crate) fn quoted(text: &str) -> String {
    let mut json = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => json.extend(['\\', character]),
            // Writing to a string cannot fail.
            ..' ' => drop(write!(json, "\\u{:04x}", u32::from(character))),
            _ => json.push(character),
        }
    }
    json.push('"');
    json
}

/// Works on bytes: all that JSON's grammar knows is ASCII, and what stands between is copied whole.
struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    /// Whether numbers with too many digits are rounded, or refused.
    rounds: bool,
}

impl<'a> Parser<'a> {
    fn fault(&self, what: &str) -> String {
        let is_start = |byte: &&u8| **byte & 0xC0 != 0x80;
        format!("{what} at character {}", self.text.iter().take(self.at).filter(is_start).count() + 1)
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        self.take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    /// Goes past bytes of a kind.
    fn take_while(&mut self, is_kind: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|byte| !is_kind(*byte)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// Goes past a piece of text, if it stands here.
    fn eat(&mut self, piece: &[u8]) -> bool {
        let found = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(piece));
        self.at += if found { piece.len() } else { 0 };
        found
    }

    /// Goes past blanks and a sign that must stand here.
    fn expect(&mut self, sign: u8) -> Result<(), String> {
        self.skip_blanks();
        if self.eat(&[sign]) {
            Ok(())
        } else {
            Err(self.fault(&format!("'{}' is missing", char::from(sign))))
        }
    }

    fn document(&mut self) -> Result<Json, String> {
        if self.text.len() > LENGTH {
            return Err(format!("there are more than {LENGTH} bytes"));
        }
        let value = self.value(DEPTH)?;
        self.skip_blanks();
        if self.at < self.text.len() { Err(self.fault("there is more after the end")) } else { Ok(value) }
    }

    fn value(&mut self, depth: usize) -> Result<Json, String> {
        self.skip_blanks();
        match self.peek() {
            Some(b'[' | b'{') if depth == 0 => Err(self.fault("there is too much inside each other")),
            Some(b'[') => self.list(depth).map(Json::List),
            Some(b'{') => self.object(depth).map(Json::Object),
            Some(b'"') => self.string().map(Json::Text),
            Some(b'-' | b'0'..=b'9') => self.number().map(Json::Number),
            _ if self.eat(b"null") => Ok(Json::Null),
            _ if self.eat(b"true") => Ok(Json::Bool(true)),
            _ if self.eat(b"false") => Ok(Json::Bool(false)),
            _ => Err(self.fault("a value is missing")),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Json>, String> {
        let mut items = Vec::new();
        self.between(b'[', b']', |parser| {
            items.push(parser.value(depth - 1)?);
            Ok(())
        })?;
        Ok(items)
    }

    fn object(&mut self, depth: usize) -> Result<Vec<(String, Json)>, String> {
        let mut members = Vec::new();
        let mut ends = Vec::new();
        self.between(b'{', b'}', |parser| {
            let name = parser.string()?;
            ends.push(parser.at);
            parser.expect(b':')?;
            members.push((name, parser.value(depth - 1)?));
            Ok(())
        })?;
        // Sorted, and not one against all before it: an object may have very many members. A heap is the least code that does it.
        let names: BinaryHeap<(&str, usize)> =
            members.iter().map(|(name, _)| name.as_str()).zip(ends).collect();
        match names.into_sorted_vec().windows(2).find(|pair| pair[0].0 == pair[1].0) {
            Some(&[_, (name, end)]) => {
                self.at = end;
                Err(self.fault(&format!("{name} is there twice")))
            }
            _ => Ok(members),
        }
    }

    /// Reads items, with commas between them, between two signs.
    fn between(
        &mut self,
        open: u8,
        close: u8,
        mut item: impl FnMut(&mut Self) -> Result<(), String>,
    ) -> Result<(), String> {
        self.expect(open)?;
        self.skip_blanks();
        if self.eat(&[close]) {
            return Ok(());
        }
        loop {
            item(self)?;
            self.skip_blanks();
            if !self.eat(b",") {
                return self.expect(close);
            }
        }
    }

    fn string(&mut self) -> Result<String, String> {
        self.expect(b'"')?;
        let mut text = Vec::new();
        loop {
            text.extend_from_slice(self.take_while(|byte| byte >= b' ' && byte != b'"' && byte != b'\\'));
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    let character = self.escape().ok_or_else(|| self.fault("an escape means nothing"))?;
                    text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                Some(_) => return Err(self.fault("a text runs over the end of its line")),
                None => return Err(self.fault("a closing '\"' is missing")),
            }
        }
        self.at += 1;
        String::from_utf8(text).map_err(|_| self.fault("a text is not UTF-8"))
    }

    /// Goes past an escape, if it means a character.
    fn escape(&mut self) -> Option<char> {
        let start = self.at;
        self.at += 2;
        let character = match self.text.get(start + 1)? {
            sign @ (b'"' | b'\\' | b'/') => Some(char::from(*sign)),
            b'b' => Some('\u{8}'),
            b'f' => Some('\u{c}'),
            b'n' => Some('\n'),
            b'r' => Some('\r'),
            b't' => Some('\t'),
            b'u' => self.unicode(),
            _ => None,
        };
        self.at = if character.is_none() { start } else { self.at };
        character
    }

    /// The character of a `\u` escape, or of two of them that are a surrogate pair.
    fn unicode(&mut self) -> Option<char> {
        let high = self.code()?;
        if (0xD800..0xDC00).contains(&high) && self.eat(b"\\u") {
            let low = self.code()?.checked_sub(0xDC00)?;
            return char::from_u32(0x10000 + ((high - 0xD800) << 10) + low);
        }
        char::from_u32(high)
    }

    fn code(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        digits.iter().try_fold(0, |code, digit| Some(code * 16 + char::from(*digit).to_digit(16)?))
    }

    /// A number of up to 53 bits times or through a power of ten up to 10^22. Both are exact, so the one rounding
    /// of their product or quotient gives the float nearest to what is written.
    fn number(&mut self) -> Result<f64, String> {
        let start = self.at;
        let negative = self.eat(b"-");
        let whole = self.digits();
        let fraction = if self.eat(b".") { self.digits() } else { b"0" };
        let mut power = 0;
        let mut is_plain =
            !whole.is_empty() && !fraction.is_empty() && (whole[0] != b'0' || whole.len() == 1);
        if self.eat(b"e") || self.eat(b"E") {
            let falls = self.eat(b"-");
            let _rises = !falls && self.eat(b"+");
            let digits = self.digits();
            is_plain &= !digits.is_empty();
            power = i64::try_from(decimal(digits)).unwrap_or(i64::MAX) * if falls { -1 } else { 1 };
        }
        if !is_plain {
            self.at = start;
            return Err(self.fault("a number is not written as JSON writes it"));
        }
        let zeros = fraction.iter().rev().take_while(|digit| **digit == b'0').count();
        let fraction = &fraction[..fraction.len() - zeros];
        let mut digits = [whole, fraction].concat();
        let mut power = power.saturating_sub(fraction.len() as i64);
        if self.rounds {
            let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
            digits.drain(..zeros);
            power = power.saturating_add(digits.len().saturating_sub(DIGITS) as i64);
            digits.truncate(DIGITS);
            let magnitude = decimal(&digits) as f64 * 10f64.powi(power.clamp(-400, 400) as i32);
            return Ok(if negative { -magnitude } else { magnitude });
        }
        let mantissa = decimal(&digits);
        if mantissa > MAX_EXACT as u64 || !(-22..=22).contains(&power) {
            self.at = start;
            return Err(self.fault("a number has more digits than can be kept"));
        }
        let scale = (0..power.abs()).fold(1.0, |scale, _| scale * 10.0);
        let magnitude = if power < 0 { mantissa as f64 / scale } else { mantissa as f64 * scale };
        Ok(if negative { -magnitude } else { magnitude })
    }

    fn digits(&mut self) -> &'a [u8] {
        self.take_while(|byte| byte.is_ascii_digit())
    }
}

/// The number that some digits write; the largest there is, if they write more.
fn decimal(digits: &[u8]) -> u64 {
    let append = |number: u64, digit: &u8| number.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
    digits.iter().fold(0, append)
}

#[cfg(test)]
mod tests;
