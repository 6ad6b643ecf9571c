//! The file formats in which a model leaves the page and comes back. Each turns a [`Saved`](crate::saved::Saved) into
//! bytes and bytes into one, and refuses with a sentence what it cannot read. Nothing is allocated beyond a small multiple
//! of a file's own size.

mod hdf5;
pub mod keras;
pub mod onnx;
pub mod safetensors;
#[cfg(test)]
mod samples;
pub mod tfjs;
mod zip;

/// Fills numbers from their bytes, little-endian as every format here has them.
pub(crate) fn fill(numbers: &mut [f32], bytes: &[u8]) {
    for (number, bytes) in numbers.iter_mut().zip(bytes.as_chunks().0) {
        *number = f32::from_le_bytes(*bytes);
    }
}
