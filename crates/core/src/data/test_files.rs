//! Files for the tests: the official formats, small.

use super::IMAGE_BYTES;
use crate::random::{Random, Stream};

/// A `.bin` file of random images whose labels count up from `label`, modulo 10.
pub(super) fn bin_file(images: usize, label: u8) -> Vec<u8> {
    let random = Random::new(u64::from(label), Stream::Shuffle(0));
    let mut bytes = Vec::new();
    for image in 0..images {
        bytes.push((label + image as u8) % 10);
        let first = (image * IMAGE_BYTES) as u64;
        bytes.extend((first..first + IMAGE_BYTES as u64).map(|index| random.word(index) as u8));
    }
    bytes
}

/// A tar archive in the making.
#[derive(Default)]
pub(super) struct Tar {
    pub(super) bytes: Vec<u8>,
}

impl Tar {
    /// Adds a file.
    pub(super) fn file(&mut self, name: &str, contents: &[u8]) -> &mut Self {
        self.entry(name, b'0', contents)
    }

    /// Adds a folder.
    pub(super) fn folder(&mut self, name: &str) -> &mut Self {
        self.entry(name, b'5', &[])
    }

    /// Adds an entry of any type.
    pub(super) fn entry(&mut self, name: &str, kind: u8, contents: &[u8]) -> &mut Self {
        self.header(name, kind, contents.len() as u64);
        self.bytes.extend_from_slice(contents);
        self.bytes.resize(self.bytes.len().next_multiple_of(512), 0);
        self
    }

    /// Adds a header alone.
    pub(super) fn header(&mut self, name: &str, kind: u8, size: u64) {
        let mut block = [0; 512];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
        block[148..156].copy_from_slice(b"        ");
        block[156] = kind;
        block[257..263].copy_from_slice(b"ustar\0");
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        self.bytes.extend_from_slice(&block);
    }

    /// The archive with its end mark of two empty blocks.
    pub(super) fn end(mut self) -> Vec<u8> {
        self.bytes.resize(self.bytes.len() + 1024, 0);
        self.bytes
    }
}
