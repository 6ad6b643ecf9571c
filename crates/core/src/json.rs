//! The little JSON that Convlab reads and writes: descriptions of networks, headers of safetensors files.
//!
//! A general crate with derived readers would be a quarter of the engine that a page downloads; this is a
//! hundredth. It is strict, gives the place of a fault, and refuses numbers that a float would not hold exactly
//! as written.

use std::fmt::Write;

/// Lists and objects inside each other, at most.
const DEPTH: usize = 16;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    /// Members in the order in which they are written.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a document; the error is the end of a sentence.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser { text, at: 0 };
        let value = parser.value(DEPTH)?;
        parser.skip_blanks();
        if parser.at < text.len() { Err(parser.fault("there is more after the end")) } else { Ok(value) }
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
        match self {
            Self::List(items) => items.iter().map(Self::as_whole).collect(),
            _ => None,
        }
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

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn fault(&self, what: &str) -> String {
        format!("{what} at character {}", self.text[..self.at].chars().count() + 1)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Goes past a piece of text, if it stands here.
    fn eat(&mut self, piece: &str) -> bool {
        let found = self.text[self.at..].starts_with(piece);
        self.at += if found { piece.len() } else { 0 };
        found
    }

    /// Goes past blanks and a sign that must stand here.
    fn expect(&mut self, sign: &str) -> Result<(), String> {
        self.skip_blanks();
        if self.eat(sign) { Ok(()) } else { Err(self.fault(&format!("'{sign}' is missing"))) }
    }

    fn value(&mut self, depth: usize) -> Result<Json, String> {
        self.skip_blanks();
        match self.peek() {
            Some(b'[' | b'{') if depth == 0 => Err(self.fault("there is too much inside each other")),
            Some(b'[') => self.list(depth),
            Some(b'{') => self.object(depth),
            Some(b'"') => self.string().map(Json::Text),
            Some(b'-' | b'0'..=b'9') => self.number().map(Json::Number),
            _ if self.eat("null") => Ok(Json::Null),
            _ if self.eat("true") => Ok(Json::Bool(true)),
            _ if self.eat("false") => Ok(Json::Bool(false)),
            _ => Err(self.fault("a value is missing")),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json, String> {
        let mut items = Vec::new();
        self.expect("[")?;
        self.skip_blanks();
        if self.eat("]") {
            return Ok(Json::List(items));
        }
        loop {
            items.push(self.value(depth - 1)?);
            self.skip_blanks();
            if !self.eat(",") {
                self.expect("]")?;
                return Ok(Json::List(items));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, String> {
        let mut members: Vec<(String, Json)> = Vec::new();
        self.expect("{")?;
        self.skip_blanks();
        if self.eat("}") {
            return Ok(Json::Object(members));
        }
        loop {
            self.skip_blanks();
            let name = self.string()?;
            if members.iter().any(|(earlier, _)| *earlier == name) {
                return Err(self.fault(&format!("{name} is there twice")));
            }
            self.expect(":")?;
            members.push((name, self.value(depth - 1)?));
            self.skip_blanks();
            if !self.eat(",") {
                self.expect("}")?;
                return Ok(Json::Object(members));
            }
        }
    }

    fn string(&mut self) -> Result<String, String> {
        self.expect("\"")?;
        let mut text = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.find(['"', '\\']).ok_or_else(|| self.fault("a closing '\"' is missing"))?;
            if rest[..plain].contains(|character| character < ' ') {
                return Err(self.fault("a text runs over the end of its line"));
            }
            text.push_str(&rest[..plain]);
            self.at += plain;
            if self.eat("\"") {
                return Ok(text);
            }
            text.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Result<char, String> {
        let place = self.at;
        self.at += 1;
        let kind = self.peek();
        self.at += usize::from(kind.is_some_and(|kind| kind.is_ascii()));
        let character = match kind {
            Some(sign @ (b'"' | b'\\' | b'/')) => Some(sign.into()),
            Some(b'b') => Some('\u{8}'),
            Some(b'f') => Some('\u{c}'),
            Some(b'n') => Some('\n'),
            Some(b'r') => Some('\r'),
            Some(b't') => Some('\t'),
            Some(b'u') => self.unicode(),
            _ => None,
        };
        character.ok_or_else(|| {
            self.at = place;
            self.fault("an escape means nothing")
        })
    }

    /// The character of `\uXXXX`, or of two of them that are a surrogate pair.
    fn unicode(&mut self) -> Option<char> {
        let high = self.code()?;
        if (0xD800..0xDC00).contains(&high) && self.eat("\\u") {
            let low = self.code()?.checked_sub(0xDC00)?;
            return char::from_u32(0x10000 + ((high - 0xD800) << 10) + low);
        }
        char::from_u32(high)
    }

    fn code(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        if digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            u32::from_str_radix(digits, 16).ok()
        } else {
            None
        }
    }

    /// A number of up to 53 bits times or through a power of ten up to 10^22. Both are exact, so the one rounding
    /// of their product or quotient gives the float nearest to what is written.
    fn number(&mut self) -> Result<f64, String> {
        let place = self.at;
        let negative = self.eat("-");
        let whole = self.digits();
        let fraction = if self.eat(".") { self.digits() } else { "0" };
        let exponent = if self.eat("e") || self.eat("E") { self.exponent() } else { Some(0) };
        let plain = !whole.is_empty() && !fraction.is_empty() && (whole == "0" || !whole.starts_with('0'));
        let (true, Some(exponent)) = (plain, exponent) else {
            self.at = place;
            return Err(self.fault("a number is not written as JSON writes it"));
        };
        let fraction = fraction.trim_end_matches('0');
        let mut mantissa = 0u64;
        for digit in whole.bytes().chain(fraction.bytes()) {
            mantissa = mantissa.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
        }
        let power = exponent - fraction.len() as i32;
        if mantissa > MAX_EXACT as u64 || power.abs() > 22 {
            self.at = place;
            return Err(self.fault("a number has more digits than can be kept"));
        }
        let scale = 10f64.powi(power.abs());
        let magnitude = if power < 0 { mantissa as f64 / scale } else { mantissa as f64 * scale };
        Ok(if negative { -magnitude } else { magnitude })
    }

    fn exponent(&mut self) -> Option<i32> {
        let sign = if self.eat("-") { -1 } else { 1 };
        if sign == 1 {
            self.eat("+");
        }
        self.digits().parse().ok().map(|digits: i32| sign * digits.min(1000))
    }

    fn digits(&mut self) -> &'a str {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }
}

#[cfg(test)]
mod tests;
