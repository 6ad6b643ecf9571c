//! The file formats in which a model leaves the page and comes back. Each turns a [`Saved`](crate::saved::Saved) into
//! bytes and bytes into one, and refuses with a sentence what it cannot read. Nothing is allocated beyond a small multiple
//! of a file's own size.

mod hdf5;
pub mod keras;
pub mod safetensors;
#[cfg(test)]
mod samples;
mod zip;
