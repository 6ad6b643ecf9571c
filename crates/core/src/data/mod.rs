//! CIFAR-10 in the forms in which it reaches the page: the site's own shards, the official `.bin` files, and the
//! official archive.
//!
//! Every reader here is strict about what it takes and bounded in what it stores, since the bytes may come from
//! anywhere. All give images in the order height, width, channel.

mod archive;
mod binary;
mod own_copy;
mod problem;
mod shard;
#[cfg(test)]
mod test_files;

pub use archive::Archive;
pub use own_copy::{OwnCopy, Splits, Wanted};
pub use problem::FileProblem;
pub use shard::{shard_images, shard_stream};

/// The ten classes; a label is an index into them.
pub const CLASSES: [&str; 10] =
    ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

/// Height and width of an image.
pub const SIDE: usize = 32;

/// Red, green and blue.
pub const CHANNELS: usize = 3;

/// Bytes of one image.
pub const IMAGE_BYTES: usize = SIDE * SIDE * CHANNELS;
