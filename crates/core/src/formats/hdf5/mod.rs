//! The part of HDF5 in which Keras keeps weights: groups, and arrays of plain numbers in one piece.
//!
//! "HDF5 File Format Specification", version 3, of the HDF Group: a superblock of version 0 names the root group. An object
//! has a header of messages. A group's header names a B-tree of symbol nodes, which list its members, and a heap of their
//! names. An array's header says its shape, its type, and where its bytes lie. Attributes, and whatever else a header may
//! hold, are left out here. The whole library in WebAssembly would be 1 MB of download; this is some kilobytes.

mod read;
mod write;

pub(crate) use read::File;
pub(crate) use write::{Array, write};

/// The first bytes of a file.
const SIGNATURE: [u8; 8] = *b"\x89HDF\r\n\x1a\n";

/// The address that means that there is nothing.
const UNDEFINED: u64 = u64::MAX;

/// The messages of an object's header that are read or written.
mod message {
    pub(super) const DATASPACE: u16 = 0x0001;
    pub(super) const DATATYPE: u16 = 0x0003;
    pub(super) const FILL_VALUE: u16 = 0x0005;
    pub(super) const LAYOUT: u16 = 0x0008;
    pub(super) const FILTERS: u16 = 0x000b;
    pub(super) const CONTINUATION: u16 = 0x0010;
    pub(super) const SYMBOL_TABLE: u16 = 0x0011;
}

/// A 32-bit float in little-endian order, as a datatype message: IEEE 754's places of sign, exponent and mantissa.
const FLOAT32: [u8; 20] = [0x11, 0x20, 0x1f, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0];

/// A signed 64-bit integer in little-endian order.
const INT64: [u8; 12] = [0x10, 0x08, 0, 0, 8, 0, 0, 0, 0, 0, 64, 0];

#[cfg(test)]
mod tests;
