//! What can be wrong with a file of images.

use std::fmt;

use crate::text::joined;

use super::binary::{FILE_IMAGES, RECORD_BYTES};

/// Why a file of images is refused. `Display` is a sentence of its own; the file's name stands before it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileProblem {
    /// The name is none of CIFAR-10's.
    UnknownName,
    /// The file is there twice.
    Duplicate,
    /// A `.bin` file without images.
    Empty,
    /// A `.bin` file whose length is not a whole number of images.
    Truncated {
        /// Whole images before the end.
        images: usize,
        /// Bytes that follow them.
        rest: usize,
    },
    /// A `.bin` file with more images than one of CIFAR-10's holds.
    TooManyImages,
    /// A label over 9.
    Label {
        /// The image that carries it, from 0.
        image: usize,
        /// The label.
        label: u8,
    },
    /// An archive's header does not add up.
    ArchiveHeader {
        /// The header's first byte in the unpacked archive.
        offset: u64,
    },
    /// An archive ends in the middle of a file or header.
    ArchiveTruncated,
    /// An archive unpacks to more bytes than CIFAR-10's.
    ArchiveTooLarge {
        /// The bound that it passes.
        limit: u64,
    },
    /// An archive without some of CIFAR-10's files.
    ArchiveIncomplete {
        /// The files that it lacks.
        missing: Vec<String>,
    },
    /// A shard that is no PNG file.
    NotPng,
    /// A PNG file that ends early.
    PngTruncated,
    /// A row of a PNG file with a filter that does not exist.
    PngFilter {
        /// The filter's number.
        filter: u8,
    },
    /// A shard with another size or kind of pixels than it should have.
    ShardFormat {
        /// Width and height of a shard.
        expected: [usize; 2],
        /// Width and height of the file.
        actual: [usize; 2],
    },
    /// A shard that inflates to another length than its size asks for.
    ShardLength {
        /// Bytes that there should be.
        expected: usize,
        /// Bytes there are.
        actual: usize,
    },
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownName => write!(
                f,
                "This is none of CIFAR-10's files, which are data_batch_1.bin to data_batch_5.bin, \
                 test_batch.bin, and the archive cifar-10-binary.tar.gz."
            ),
            Self::Duplicate => write!(f, "The file is there twice."),
            Self::Empty => write!(f, "The file is empty."),
            Self::Truncated { images, rest } => write!(
                f,
                "The file is damaged or cut short: after {images} images of {RECORD_BYTES} bytes it ends with \
                 {rest} bytes of another one."
            ),
            Self::TooManyImages => {
                write!(f, "The file holds more than {FILE_IMAGES} images, so it is none of CIFAR-10's.")
            }
            Self::Label { image, label } => {
                write!(f, "Image {image} has the label {label}, but CIFAR-10's labels are 0 to 9.")
            }
            Self::ArchiveHeader { offset } => write!(
                f,
                "The archive is damaged, or no tar archive at all: the file header at byte {offset} does not \
                 add up."
            ),
            Self::ArchiveTruncated => write!(f, "The archive is cut short; download it again."),
            Self::ArchiveTooLarge { limit } => write!(
                f,
                "The archive unpacks to more than {limit} bytes, which is larger than CIFAR-10, so reading \
                 stopped there."
            ),
            Self::ArchiveIncomplete { missing } => write!(
                f,
                "The archive lacks {}; the right one is CIFAR-10's binary version, cifar-10-binary.tar.gz.",
                joined(missing, ", ")
            ),
            Self::NotPng => {
                write!(f, "This is no PNG file; the server may have sent a page in its place.")
            }
            Self::PngTruncated => write!(f, "The image file is cut short."),
            Self::PngFilter { filter } => {
                write!(f, "The image file is damaged: a row has the filter {filter}, and there are 0 to 4.")
            }
            Self::ShardFormat { expected: [width, height], actual } => write!(
                f,
                "The image file should be {width} by {height} pixels of 8-bit RGB, but it is {} by {} or of \
                 another kind.",
                actual[0], actual[1]
            ),
            Self::ShardLength { expected, actual } => write!(
                f,
                "The image file is damaged: it unpacks to {actual} bytes where there should be {expected}."
            ),
        }
    }
}
