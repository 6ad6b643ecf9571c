//! Reading, with every address and length checked: a file may come from anywhere.

use crate::formats::fill;

use super::{SIGNATURE, UNDEFINED, message};

/// Groups inside each other, at most.
const DEPTH: usize = 8;
/// The bytes that a member of a group takes, an object's header, and a message's, at least. A file has no more of them than it
/// has room for: a tree that names a node many times, or messages that go on in themselves, would have any number of them.
const MEMBER: usize = 40;
const HEADER: usize = 16;
const MESSAGE: usize = 8;
/// Bytes of a name, at most, for the same reason.
const NAME: usize = 255;

/// A file whose arrays have been found.
pub(crate) struct File<'a> {
    arrays: Vec<(String, Found<'a>)>,
}

/// What the numbers of an array are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// 32-bit floats.
    Float32,
    /// Integers of so many bytes, at most eight.
    Integer(usize),
    /// Something else.
    Other,
}

/// An array of a file.
#[derive(Clone, Debug)]
pub(crate) struct Found<'a> {
    pub(crate) shape: Vec<usize>,
    pub(crate) kind: Kind,
    /// Its bytes; none where they do not lie in one piece as they are.
    pub(crate) bytes: Option<&'a [u8]>,
}

type Result<T> = std::result::Result<T, String>;

fn broken() -> String {
    "the weights' file is cut short or damaged".to_owned()
}

impl<'a> File<'a> {
    /// Finds the arrays of a file; the error is the end of a sentence.
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Self> {
        if !bytes.starts_with(&SIGNATURE) {
            return Err("its weights are no HDF5 file".to_owned());
        }
        let reader = Reader { bytes };
        let versions = reader.piece(8, 8).ok_or_else(broken)?;
        if versions[0] != 0 || versions[5] != 8 || versions[6] != 8 {
            return Err("its weights are of another version of HDF5 than Keras writes".to_owned());
        }
        let root = reader.number(24 + 4 * 8 + 8, 8).ok_or_else(broken)?;
        let mut file = Self { arrays: Vec::new() };
        let mut left = bytes.len();
        file.walk(reader, "", root, DEPTH, &mut left)?;
        Ok(file)
    }

    /// The array of a path.
    pub(crate) fn array(&self, path: &str) -> Option<&Found<'a>> {
        self.arrays.iter().find(|(own, _)| own == path).map(|(_, array)| array)
    }

    /// Finds what is in an object and below it.
    fn walk(
        &mut self,
        reader: Reader<'a>,
        path: &str,
        header: u64,
        depth: usize,
        left: &mut usize,
    ) -> Result<()> {
        *left = left.checked_sub(HEADER).ok_or("its weights are of more parts than can be read")?;
        let messages = reader.messages(header, left).ok_or_else(broken)?;
        let find = |kind| messages.iter().find(|(own, _)| *own == kind).map(|(_, data)| *data);
        if let Some(symbols) = find(message::SYMBOL_TABLE) {
            let depth = depth.checked_sub(1).ok_or("its weights lie too deep in each other")?;
            let mut members = Vec::new();
            reader.members(symbols, &mut members, left).ok_or_else(broken)?;
            for (name, header) in members {
                let path = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
                self.walk(reader, &path, header, depth, left)?;
            }
        } else if let (Some(space), Some(datatype), Some(layout)) =
            (find(message::DATASPACE), find(message::DATATYPE), find(message::LAYOUT))
        {
            let filtered = find(message::FILTERS).is_some();
            let shape = shape_of(space).ok_or_else(broken)?;
            let bytes = if filtered { None } else { reader.data(layout) };
            self.arrays.push((path.to_owned(), Found { shape, kind: kind_of(datatype), bytes }));
        }
        Ok(())
    }
}

impl Found<'_> {
    /// Reads the floats of an array of this shape; the error is the end of a sentence that begins with its name.
    pub(crate) fn floats(&self, shape: &[usize], numbers: &mut [f32]) -> Result<()> {
        if self.shape != shape {
            return Err(format!("has the shape {:?}; the network's is {shape:?}", self.shape));
        }
        if self.kind != Kind::Float32 {
            return Err("is not of 32-bit floats".to_owned());
        }
        let bytes = self.bytes.ok_or("is compressed or in pieces")?;
        if bytes.len() != size_of_val(numbers) {
            return Err("is cut short".to_owned());
        }
        fill(numbers, bytes);
        Ok(())
    }

    /// The one whole number that an array is.
    pub(crate) fn integer(&self) -> Option<u64> {
        let bytes = self.bytes?;
        let Kind::Integer(size) = self.kind else { return None };
        if !self.shape.is_empty() || bytes.len() != size {
            return None;
        }
        Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }
}

/// The dimensions of a dataspace.
fn shape_of(space: &[u8]) -> Option<Vec<usize>> {
    let reader = Reader { bytes: space };
    let [version, rank] = reader.piece(0, 2)?.try_into().ok()?;
    let first = match version {
        1 => 8,
        2 => 4,
        _ => return None,
    };
    (0..u64::from(rank)).map(|dim| usize::try_from(reader.number(first + 8 * dim, 8)?).ok()).collect()
}

/// What a datatype is.
fn kind_of(datatype: &[u8]) -> Kind {
    if datatype.starts_with(&super::FLOAT32) {
        return Kind::Float32;
    }
    let Some(&[class, bits, _, _, size, 0, 0, 0]) = datatype.first_chunk::<8>() else { return Kind::Other };
    // Fixed-point, of any version; the lowest bit is set where the order is big-endian.
    if class & 0xf == 0 && bits & 1 == 0 && (1..=8).contains(&size) {
        Kind::Integer(size.into())
    } else {
        Kind::Other
    }
}

/// Pieces of a file; none where they would lie outside.
#[derive(Clone, Copy)]
struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn piece(self, place: u64, size: u64) -> Option<&'a [u8]> {
        let begin = usize::try_from(place).ok()?;
        let end = begin.checked_add(usize::try_from(size).ok()?)?;
        self.bytes.get(begin..end)
    }

    /// A little-endian number of up to eight bytes.
    fn number(self, place: u64, size: u64) -> Option<u64> {
        let bytes = self.piece(place, size)?;
        Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// The messages of an object's header, those of its continuations among them.
    fn messages(self, header: u64, left: &mut usize) -> Option<Vec<(u16, &'a [u8])>> {
        let (version, count) = (self.number(header, 1)?, self.number(header.checked_add(2)?, 2)?);
        if version != 1 {
            return None;
        }
        let size = self.number(header.checked_add(8)?, 4)?;
        let mut blocks = vec![self.piece(header.checked_add(16)?, size)?];
        let mut messages = Vec::new();
        while let Some(block) = blocks.pop() {
            let block = Reader { bytes: block };
            let mut place = 0;
            while messages.len() < count as usize && place + 8 <= block.bytes.len() as u64 {
                *left = left.checked_sub(MESSAGE)?;
                let (kind, size) = (block.number(place, 2)?, block.number(place + 2, 2)?);
                let data = block.piece(place + 8, size)?;
                if kind == u64::from(message::CONTINUATION) {
                    let inner = Reader { bytes: data };
                    blocks.push(self.piece(inner.number(0, 8)?, inner.number(8, 8)?)?);
                }
                messages.push((kind as u16, data));
                place += 8 + size;
            }
        }
        Some(messages)
    }

    /// The names and headers of a group's members.
    fn members(self, symbols: &[u8], members: &mut Vec<(&'a str, u64)>, left: &mut usize) -> Option<()> {
        let symbols = Reader { bytes: symbols };
        let (tree, heap) = (symbols.number(0, 8)?, symbols.number(8, 8)?);
        if self.piece(heap, 4)? != b"HEAP" {
            return None;
        }
        let (size, place) = (self.number(heap.checked_add(8)?, 8)?, self.number(heap.checked_add(24)?, 8)?);
        let names = self.piece(place, size)?;
        self.tree(tree, names, DEPTH, members, left)
    }

    /// What is below a node of a B-tree.
    fn tree(
        self,
        node: u64,
        names: &'a [u8],
        depth: usize,
        members: &mut Vec<(&'a str, u64)>,
        left: &mut usize,
    ) -> Option<()> {
        *left = left.checked_sub(MESSAGE)?;
        match self.piece(node, 4)? {
            b"TREE" => {
                let depth = depth.checked_sub(1)?;
                for child in 0..self.number(node.checked_add(6)?, 2)? {
                    // Keys and children take turns behind the two siblings.
                    let address = self.number(node.checked_add(24 + 8 + 16 * child)?, 8)?;
                    self.tree(address, names, depth, members, left)?;
                }
            }
            b"SNOD" => {
                for entry in 0..self.number(node.checked_add(6)?, 2)? {
                    *left = left.checked_sub(MEMBER)?;
                    let place = node.checked_add(8 + 40 * entry)?;
                    let name = names.get(usize::try_from(self.number(place, 8)?).ok()?..)?;
                    let end = name.iter().take(NAME + 1).position(|byte| *byte == 0)?;
                    let name = std::str::from_utf8(&name[..end]).ok()?;
                    members.push((name, self.number(place + 8, 8)?));
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// The bytes of an array that lies in one piece.
    fn data(self, layout: &'a [u8]) -> Option<&'a [u8]> {
        let inner = Reader { bytes: layout };
        match layout.first_chunk::<2>()? {
            // Compact: in the header itself.
            [3, 0] => inner.piece(4, inner.number(2, 2)?),
            [3, 1] => {
                let (place, size) = (inner.number(2, 8)?, inner.number(10, 8)?);
                if place == UNDEFINED { Some(&[]) } else { self.piece(place, size) }
            }
            _ => None,
        }
    }
}
