//! Writing: arrays first, then the groups that hold them, from the leaves to the root.

use std::collections::BTreeMap;

use super::{FLOAT32, INT64, SIGNATURE, UNDEFINED, message};

/// An array to be written.
pub(crate) struct Array<'a> {
    /// Its path, such as `layers/dense/vars/0`.
    pub(crate) path: String,
    pub(crate) shape: Vec<usize>,
    pub(crate) numbers: Numbers<'a>,
}

/// The numbers of an array.
pub(crate) enum Numbers<'a> {
    Floats(&'a [f32]),
    Integer(i64),
}

impl<'a> Array<'a> {
    pub(crate) fn floats(path: String, shape: &[usize], numbers: &'a [f32]) -> Self {
        Self { path, shape: shape.to_vec(), numbers: Numbers::Floats(numbers) }
    }

    pub(crate) fn integer(path: &str, number: i64) -> Self {
        Self { path: path.to_owned(), shape: Vec::new(), numbers: Numbers::Integer(number) }
    }
}

/// The superblock's length.
const SUPERBLOCK: usize = 96;
/// Children of a B-tree's inner node, halved, as the library has it by default.
const INTERNAL_K: usize = 16;

#[derive(Default)]
struct Group<'a> {
    groups: BTreeMap<String, Group<'a>>,
    arrays: BTreeMap<String, &'a Array<'a>>,
}

impl<'a> Group<'a> {
    fn of(arrays: &'a [Array<'a>]) -> Self {
        let mut root = Self::default();
        for array in arrays {
            let mut group = &mut root;
            let (parents, name) = array.path.rsplit_once('/').unwrap_or(("", &array.path));
            for parent in parents.split('/').filter(|name| !name.is_empty()) {
                group = group.groups.entry(parent.to_owned()).or_default();
            }
            group.arrays.insert(name.to_owned(), array);
        }
        root
    }

    /// Members of the largest group.
    fn most_members(&self) -> usize {
        let own = self.groups.len() + self.arrays.len();
        self.groups.values().map(Self::most_members).fold(own, usize::max)
    }
}

/// Where a group's three parts lie.
struct Placed {
    header: u64,
    tree: u64,
    heap: u64,
}

/// Writes a file of arrays in groups.
pub(crate) fn write(arrays: &[Array<'_>]) -> Vec<u8> {
    let root = Group::of(arrays);
    // All members of a group stand in one symbol node, so that a B-tree is one leaf.
    let leaf_k = root.most_members().div_ceil(2).max(4);
    let mut writer = Writer { bytes: vec![0; SUPERBLOCK], leaf_k };
    let Placed { header, tree, heap } = writer.group(&root);
    let end = writer.bytes.len() as u64;

    let mut superblock = SIGNATURE.to_vec();
    // Versions of the superblock, the free space, the root entry and shared headers, each followed by what is reserved;
    // sizes of addresses and of lengths.
    superblock.extend([0, 0, 0, 0, 0, 8, 8, 0]);
    superblock.extend((leaf_k as u16).to_le_bytes());
    superblock.extend((INTERNAL_K as u16).to_le_bytes());
    superblock.extend([0; 4]);
    for address in [0, UNDEFINED, end, UNDEFINED, 0, header] {
        superblock.extend(address.to_le_bytes());
    }
    // The root's entry holds the places of its B-tree and heap once more.
    superblock.extend([1, 0, 0, 0, 0, 0, 0, 0]);
    superblock.extend(tree.to_le_bytes());
    superblock.extend(heap.to_le_bytes());
    writer.bytes[..SUPERBLOCK].copy_from_slice(&superblock);
    writer.bytes
}

struct Writer {
    bytes: Vec<u8>,
    leaf_k: usize,
}

impl Writer {
    /// Appends a piece at a multiple of eight; its address.
    fn append(&mut self, piece: &[u8]) -> u64 {
        self.bytes.resize(self.bytes.len().next_multiple_of(8), 0);
        let address = self.bytes.len() as u64;
        self.bytes.extend(piece);
        address
    }

    /// An object's header.
    fn header(&mut self, messages: &[(u16, Vec<u8>)]) -> u64 {
        let mut body = Vec::new();
        for (kind, data) in messages {
            let size = data.len().next_multiple_of(8);
            body.extend(kind.to_le_bytes());
            body.extend((size as u16).to_le_bytes());
            body.extend([0; 4]);
            body.extend(data);
            body.resize(body.len() + size - data.len(), 0);
        }
        let mut header = vec![1, 0];
        header.extend((messages.len() as u16).to_le_bytes());
        header.extend(1u32.to_le_bytes());
        header.extend((body.len() as u32).to_le_bytes());
        header.extend([0; 4]);
        header.extend(body);
        self.append(&header)
    }

    fn array(&mut self, array: &Array<'_>) -> u64 {
        let integer;
        let (datatype, bytes): (&[u8], &[u8]) = match array.numbers {
            Numbers::Floats(numbers) => (&FLOAT32, bytemuck::cast_slice(numbers)),
            Numbers::Integer(number) => {
                integer = number.to_le_bytes();
                (&INT64, &integer)
            }
        };
        let data = self.append(bytes);
        let mut dataspace = vec![1, array.shape.len() as u8, 0, 0, 0, 0, 0, 0];
        array.shape.iter().for_each(|dim| dataspace.extend((*dim as u64).to_le_bytes()));
        // Version 2, space when it is first needed, filled if that is set, which it is not: zeros.
        let fill = vec![2, 2, 2, 1, 0, 0, 0, 0];
        // Version 3, in one piece.
        let mut layout = vec![3, 1];
        layout.extend(data.to_le_bytes());
        layout.extend((bytes.len() as u64).to_le_bytes());
        self.header(&[
            (message::DATASPACE, dataspace),
            (message::DATATYPE, datatype.to_vec()),
            (message::FILL_VALUE, fill),
            (message::LAYOUT, layout),
        ])
    }

    fn group(&mut self, group: &Group<'_>) -> Placed {
        // Members are sorted by their names' bytes, as a tree's search expects.
        let mut members: BTreeMap<&str, (u64, Option<Placed>)> = BTreeMap::new();
        for (name, array) in &group.arrays {
            members.insert(name, (self.array(array), None));
        }
        for (name, group) in &group.groups {
            let placed = self.group(group);
            members.insert(name, (placed.header, Some(placed)));
        }

        // The empty name comes first: the tree's lower bound.
        let mut names = vec![0; 8];
        let mut node = b"SNOD\x01\0".to_vec();
        node.extend((members.len() as u16).to_le_bytes());
        let mut last = 0;
        for (name, (header, placed)) in &members {
            last = names.len() as u64;
            names.extend(name.as_bytes());
            names.resize((names.len() + 1).next_multiple_of(8), 0);
            node.extend(last.to_le_bytes());
            node.extend(header.to_le_bytes());
            node.extend(u64::from(placed.is_some()).to_le_bytes());
            let scratch = placed.as_ref().map_or([0, 0], |placed| [placed.tree, placed.heap]);
            scratch.iter().for_each(|address| node.extend(address.to_le_bytes()));
        }
        // A node is read whole, however full it is.
        node.resize(8 + 2 * self.leaf_k * 40, 0);
        let node = self.append(&node);

        let mut tree = b"TREE\0\0".to_vec();
        tree.extend(u16::from(!members.is_empty()).to_le_bytes());
        for address in [UNDEFINED, UNDEFINED, 0, node, last] {
            tree.extend(address.to_le_bytes());
        }
        tree.resize(24 + (4 * INTERNAL_K + 1) * 8, 0);
        let tree = self.append(&tree);

        let segment = self.append(&names);
        let mut heap = b"HEAP\0\0\0\0".to_vec();
        // The free list's head: 1 means that nothing is free.
        for number in [names.len() as u64, 1, segment] {
            heap.extend(number.to_le_bytes());
        }
        let heap = self.append(&heap);

        let symbols = [tree, heap].iter().flat_map(|address| address.to_le_bytes()).collect();
        let header = self.header(&[(message::SYMBOL_TABLE, symbols)]);
        Placed { header, tree, heap }
    }
}
