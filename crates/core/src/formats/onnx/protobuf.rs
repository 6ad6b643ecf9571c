//! The wire format of protocol buffers, as far as ONNX needs it: numbered fields that are a whole number, a 32-bit float, or
//! a run of bytes, which may be a message itself.

/// A message that is being written.
#[derive(Default)]
pub(super) struct Message {
    pub(super) bytes: Vec<u8>,
}

/// Fields of a message, at most: one of two bytes takes much more in memory. A graph has a few for each layer.
const MOST: usize = 1 << 15;

const VARINT: u64 = 0;
const BYTES: u64 = 2;
const FIXED32: u64 = 5;

impl Message {
    fn varint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    fn key(&mut self, field: u64, wire: u64) {
        self.varint(field << 3 | wire);
    }

    /// A whole number.
    pub(super) fn number(mut self, field: u64, number: i64) -> Self {
        self.key(field, VARINT);
        self.varint(number as u64);
        self
    }

    /// A 32-bit float.
    pub(super) fn float(mut self, field: u64, number: f32) -> Self {
        self.key(field, FIXED32);
        self.bytes.extend(number.to_le_bytes());
        self
    }

    /// A run of bytes.
    pub(super) fn run(mut self, field: u64, bytes: &[u8]) -> Self {
        self.key(field, BYTES);
        self.varint(bytes.len() as u64);
        self.bytes.extend(bytes);
        self
    }

    /// A text.
    pub(super) fn text(self, field: u64, text: &str) -> Self {
        self.run(field, text.as_bytes())
    }

    /// A message inside.
    pub(super) fn message(self, field: u64, inner: &Self) -> Self {
        self.run(field, &inner.bytes)
    }

    /// A field that comes once for each item.
    pub(super) fn each<T>(self, items: impl IntoIterator<Item = T>, add: impl Fn(Self, T) -> Self) -> Self {
        items.into_iter().fold(self, add)
    }
}

/// A field that was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    /// Of a fixed size, which nothing here asks for.
    Fixed,
}

impl<'a> Value<'a> {
    pub(super) fn bytes(self) -> Option<&'a [u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    pub(super) fn text(self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }
}

/// The fields of a message with their numbers; none where it is cut short or damaged, or has more than any model.
pub(super) fn fields(mut bytes: &[u8]) -> Option<Vec<(u64, Value<'_>)>> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        if fields.len() == MOST {
            return None;
        }
        let key = take_varint(&mut bytes)?;
        let value = match key & 7 {
            VARINT => Value::Number(take_varint(&mut bytes)?),
            BYTES => {
                let size = usize::try_from(take_varint(&mut bytes)?).ok()?;
                Value::Bytes(take(&mut bytes, size)?)
            }
            FIXED32 => take(&mut bytes, 4).map(|_| Value::Fixed)?,
            1 => take(&mut bytes, 8).map(|_| Value::Fixed)?,
            _ => return None,
        };
        fields.push((key >> 3, value));
    }
    Some(fields)
}

fn take<'a>(bytes: &mut &'a [u8], size: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(size)?;
    *bytes = rest;
    Some(taken)
}

fn take_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let byte = *take(bytes, 1)?.first()?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_back() {
        let inner = Message::default().number(1, 300);
        let message = Message::default().number(1, -1).text(2, "käfer").float(3, 1.5).message(16, &inner);
        assert_eq!(
            fields(&message.bytes).unwrap(),
            [
                (1, Value::Number(u64::MAX)),
                (2, Value::Bytes("käfer".as_bytes())),
                (3, Value::Fixed),
                (16, Value::Bytes(&[8, 0xac, 2])),
            ]
        );
        for length in 1..message.bytes.len() {
            let _ = fields(&message.bytes[..length]);
        }
        assert_eq!(fields(&[0x0a, 5, 1]), None, "cut short");
        assert_eq!(fields(&[0xff; 12]), None, "a number that never ends");
        let many = |count: usize| [8, 1].repeat(count);
        assert_eq!(fields(&many(MOST)).unwrap().len(), MOST);
        assert_eq!(fields(&many(MOST + 1)), None);
    }
}
