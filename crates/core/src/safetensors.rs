//! The safetensors container: the length of its header, the header in JSON (each tensor's type, shape and place, and texts
//! under `__metadata__`), and the tensors' bytes.
//!
//! It is read and written here, since the `safetensors` crate would add a quarter to the code that a page downloads; the
//! tests hold the two against each other.

use crate::error::{Error, Result};
use crate::formats::fill;
use crate::json::{Json, quoted};
use crate::text::joined;

/// The header begins behind its length, and its end is padded to a multiple of this.
const ALIGNMENT: usize = 8;

/// The header's member that holds texts.
const METADATA: &str = "__metadata__";

/// The text of the metadata under which a file's own checksum stands.
const CHECKSUM: &str = "checksum";

/// A file that is being written: float32 tensors, one after the other.
#[derive(Default)]
pub(crate) struct Writer {
    entries: Vec<String>,
    data: Vec<u8>,
}

impl Writer {
    /// Adds a tensor.
    pub(crate) fn tensor(&mut self, name: &str, shape: &[usize], numbers: &[f32]) {
        let begin = self.data.len();
        self.data.extend_from_slice(bytemuck::cast_slice(numbers));
        let (name, end) = (quoted(name), self.data.len());
        self.entries
            .push(format!(r#"{name}:{{"dtype":"F32","shape":{shape:?},"data_offsets":[{begin},{end}]}}"#));
    }

    /// The file without any texts.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.into_file()
    }

    /// The file with texts by their names, and with a checksum.
    pub(crate) fn finish_with(mut self, texts: &[(&str, String)]) -> Vec<u8> {
        let checksum = checksum(&self.data);
        let texts =
            texts.iter().map(|(name, text)| (*name, text.as_str())).chain([(CHECKSUM, checksum.as_str())]);
        let texts: Vec<String> =
            texts.map(|(name, text)| format!("{}:{}", quoted(name), quoted(text))).collect();
        self.entries.insert(0, format!("{}:{{{}}}", quoted(METADATA), joined(&texts, ",")));
        self.into_file()
    }

    fn into_file(self) -> Vec<u8> {
        let mut header = format!("{{{}}}", joined(&self.entries, ","));
        while !header.len().is_multiple_of(ALIGNMENT) {
            header.push(' ');
        }
        let mut file = Vec::with_capacity(ALIGNMENT + header.len() + self.data.len());
        file.extend_from_slice(&(header.len() as u64).to_le_bytes());
        file.extend_from_slice(header.as_bytes());
        file.extend_from_slice(&self.data);
        file
    }
}

/// A file that is being read.
pub(crate) struct Tensors<'a> {
    header: Json,
    data: &'a [u8],
}

impl<'a> Tensors<'a> {
    /// Takes a file apart; its checksum, where it has one, must be right.
    pub(crate) fn new(file: &'a [u8]) -> Result<Self> {
        let (header, data) = split(file).ok_or_else(|| refused("the file is no safetensors file."))?;
        let header =
            Json::parse(header).map_err(|fault| refused(&format!("{fault} in the file's header.")))?;
        let tensors = Self { header, data };
        match tensors.text(CHECKSUM) {
            Some(sum) if sum != checksum(data) => {
                Err(refused("the file is damaged: its checksum is another."))
            }
            _ => Ok(tensors),
        }
    }

    /// The names of the tensors.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.header.names().filter(|name| *name != METADATA)
    }

    /// A text of the metadata.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.header.member(METADATA)?.member(name)?.as_text()
    }

    /// The bytes of all tensors.
    pub(crate) fn bytes(&self) -> usize {
        self.data.len()
    }

    /// Reads the float32 tensor of this name and shape into numbers, as far as there is room.
    pub(crate) fn read(&self, name: &str, shape: &[usize], numbers: &mut [f32]) -> Result<()> {
        let entry = self.header.member(name).ok_or_else(|| refused(&format!("{name} is missing.")))?;
        check(name, shape, entry)?;
        let bytes = place(entry).and_then(|place| self.data.get(place)).unwrap_or_default();
        if Some(bytes.len()) != shape.iter().try_fold(size_of::<f32>(), |size, dim| size.checked_mul(*dim)) {
            return Err(refused(&format!("the file is cut short or damaged at {name}.")));
        }
        fill(numbers, bytes);
        Ok(())
    }
}

/// The header and the tensors' bytes.
fn split(file: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = file.split_first_chunk()?;
    let (header, data) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    Some((std::str::from_utf8(header).ok()?, data))
}

/// Whether an entry has a type and shape.
fn check(name: &str, expected: &[usize], entry: &Json) -> Result<()> {
    let dtype = entry.member("dtype").and_then(Json::as_text).unwrap_or("without a type");
    let shape: Vec<u64> = entry.member("shape").and_then(Json::as_wholes).unwrap_or_default();
    let expected: Vec<u64> = expected.iter().map(|dim| *dim as u64).collect();
    if dtype == "F32" && shape == expected {
        return Ok(());
    }
    Err(refused(&format!("{name} is {dtype} {shape:?}; the network's is F32 {expected:?}.")))
}

/// Where an entry's bytes lie behind the header.
fn place(entry: &Json) -> Option<std::ops::Range<usize>> {
    match entry.member("data_offsets")?.as_wholes()?.as_slice() {
        [begin, end] => Some(usize::try_from(*begin).ok()?..usize::try_from(*end).ok()?),
        _ => None,
    }
}

/// Fletcher's two sums ("An arithmetic checksum for serial transmissions", 1982), of 64 bits over 32-bit words, begun with
/// the length: they see words that changed, words that changed places and a missing end, and cost nothing beside the copy.
fn checksum(bytes: &[u8]) -> String {
    let (mut sum, mut sums) = (bytes.len() as u64, 0u64);
    for chunk in bytes.chunks(4) {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum = sum.wrapping_add(u32::from_le_bytes(word).into());
        sums = sums.wrapping_add(sum);
    }
    format!("{sum:016x}{sums:016x}")
}

pub(crate) fn refused(reason: &str) -> Error {
    Error::Weights { reason: reason.to_owned() }
}
