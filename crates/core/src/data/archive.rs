//! `cifar-10-binary.tar.gz`, unpacked: a tar archive read as it streams by.
//!
//! Nothing is written anywhere, so an entry's folder means nothing: the base name alone says which file it is.

use super::own_copy::{OwnCopy, Splits, Wanted};
use super::problem::FileProblem;
use crate::error::{Error, Result};

/// Headers are blocks of this many bytes, and files are padded to whole blocks.
const BLOCK: u64 = 512;

/// The most bytes an archive may unpack to. The real one has 184,380,000 bytes of images and a few thousand of
/// text and headers; what passes this bound is something else, or meant to fill the memory.
const LIMIT: u64 = 200_000_000;

/// What the next bytes are.
#[derive(Clone, Copy, Debug)]
enum State {
    /// A header block.
    Header,
    /// A file's contents, of which `rest` bytes are to come before the padding.
    Contents { rest: u64, padding: u64 },
    /// Padding after a file.
    Padding { rest: u64 },
    /// Whatever follows the end mark.
    End,
}

/// Reads the six official files from a tar archive that arrives in pieces.
#[derive(Debug)]
pub struct Archive {
    name: String,
    copy: OwnCopy,
    state: State,
    block: Vec<u8>,
    offset: u64,
}

impl Archive {
    /// A reader for an archive of this name.
    pub fn new(name: &str, wanted: Wanted) -> Result<Self> {
        let copy = OwnCopy::complete(wanted)?;
        Ok(Self { name: name.to_owned(), copy, state: State::Header, block: Vec::new(), offset: 0 })
    }

    /// Takes the next bytes of the unpacked archive, in pieces of any length.
    pub fn push(&mut self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            let due = match self.state {
                State::Header => BLOCK - self.block.len() as u64,
                State::Contents { rest, .. } | State::Padding { rest } => rest,
                State::End => u64::MAX,
            };
            let (piece, later) = bytes.split_at(usize::try_from(due).unwrap_or(usize::MAX).min(bytes.len()));
            bytes = later;
            self.offset += piece.len() as u64;
            if self.offset > LIMIT {
                return Err(self.refused(FileProblem::ArchiveTooLarge { limit: LIMIT }));
            }
            self.take(piece)?;
        }
        Ok(())
    }

    /// Ends the archive.
    pub fn finish(self) -> Result<Splits> {
        let between_files = matches!(self.state, State::Header) && self.block.is_empty();
        if !between_files && !matches!(self.state, State::End) {
            return Err(self.refused(FileProblem::ArchiveTruncated));
        }
        let missing = self.copy.missing();
        if !missing.is_empty() {
            return Err(self.refused(FileProblem::ArchiveIncomplete { missing }));
        }
        self.copy.finish()
    }

    /// Takes bytes that all belong to the present state.
    fn take(&mut self, piece: &[u8]) -> Result<()> {
        let taken = piece.len() as u64;
        self.state = match self.state {
            State::Header => {
                self.block.extend_from_slice(piece);
                if (self.block.len() as u64) < BLOCK { State::Header } else { self.header()? }
            }
            State::Contents { rest, padding } => {
                self.copy.push(piece)?;
                self.contents(rest - taken, padding)?
            }
            State::Padding { rest } if rest > taken => State::Padding { rest: rest - taken },
            State::Padding { .. } => State::Header,
            State::End => State::End,
        };
        Ok(())
    }

    /// What follows a complete header block.
    fn header(&mut self) -> Result<State> {
        let block = std::mem::take(&mut self.block);
        if block.iter().all(|byte| *byte == 0) {
            return Ok(State::End);
        }
        let Some(entry) = Entry::read(&block) else {
            return Err(self.refused(FileProblem::ArchiveHeader { offset: self.offset - BLOCK }));
        };
        if entry.is_file {
            self.copy.open(entry.base_name)?;
        }
        self.contents(entry.size, entry.size.next_multiple_of(BLOCK) - entry.size)
    }

    /// The state in which `rest` bytes of a file and some padding are to come.
    fn contents(&mut self, rest: u64, padding: u64) -> Result<State> {
        if rest > 0 {
            return Ok(State::Contents { rest, padding });
        }
        self.copy.close()?;
        Ok(if padding > 0 { State::Padding { rest: padding } } else { State::Header })
    }

    fn refused(&self, problem: FileProblem) -> Error {
        Error::File { name: self.name.clone(), problem }
    }
}

/// What matters of a header block, by POSIX's ustar layout.
struct Entry<'a> {
    base_name: &'a str,
    size: u64,
    is_file: bool,
}

impl<'a> Entry<'a> {
    /// Reads a header; `None` if it does not add up.
    fn read(block: &'a [u8]) -> Option<Self> {
        let sum: u64 = block.iter().map(|byte| u64::from(*byte)).sum();
        let stored = &block[148..156];
        let stored_sum: u64 = stored.iter().map(|byte| u64::from(*byte)).sum();
        let with_blanks = sum - stored_sum + 8 * u64::from(b' ');
        if octal(stored)? != with_blanks {
            return None;
        }
        let base_name = text(&block[..100]).rsplit(|byte| *byte == b'/').next().unwrap_or_default();
        Some(Self {
            base_name: std::str::from_utf8(base_name).unwrap_or_default(),
            size: octal(&block[124..136])?,
            is_file: matches!(block[156], b'0' | 0),
        })
    }
}

/// A field up to its first zero.
fn text(field: &[u8]) -> &[u8] {
    field.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// A number in octal digits, with blanks or zeros around it. At most 12 digits, so it cannot overflow.
fn octal(field: &[u8]) -> Option<u64> {
    text(field).trim_ascii().iter().try_fold(0, |number, digit| match digit {
        b'0'..=b'7' => Some(number * 8 + u64::from(digit - b'0')),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::test_files::{Tar, bin_file};

    fn official() -> Tar {
        let mut tar = Tar::default();
        tar.folder("cifar-10-batches-bin/").file("cifar-10-batches-bin/batches.meta.txt", b"airplane\n");
        for batch in [1, 3, 4] {
            tar.file(&format!("cifar-10-batches-bin/data_batch_{batch}.bin"), &bin_file(3, batch));
        }
        tar.file("cifar-10-batches-bin/test_batch.bin", &bin_file(2, 9));
        tar.file("cifar-10-batches-bin/readme.html", b"");
        for batch in [5, 2] {
            tar.file(&format!("cifar-10-batches-bin/data_batch_{batch}.bin"), &bin_file(3, batch));
        }
        tar
    }

    fn read(bytes: &[u8], chunk: usize) -> Result<Splits> {
        let mut archive = Archive::new("mine.tar.gz", Wanted { train: 50_000, test: 10_000 })?;
        bytes.chunks(chunk).try_for_each(|piece| archive.push(piece))?;
        archive.finish()
    }

    fn problem(bytes: &[u8]) -> FileProblem {
        match read(bytes, 10_000) {
            Err(Error::File { problem, .. }) => problem,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_six_files_are_found_in_whatever_order_and_pieces() {
        let bytes = official().end();
        let splits = read(&bytes, bytes.len()).unwrap();
        assert_eq!(splits.train.len(), 15);
        assert_eq!(&splits.train.labels()[..6], [1, 2, 3, 2, 3, 4]);
        assert_eq!(splits.test.labels(), [9, 0]);
        for chunk in [1, 511, 512, 513, 70_000] {
            assert_eq!(read(&bytes, chunk).unwrap(), splits, "pieces of {chunk}");
        }
    }

    #[test]
    fn an_archive_without_its_end_mark_is_whole_if_its_files_are() {
        assert!(read(&official().bytes, 4096).is_ok());
    }

    #[test]
    fn cut_archives_are_refused() {
        let bytes = official().bytes;
        for cut in [bytes.len() - 1, bytes.len() - 1000, 700, 100] {
            assert_eq!(problem(&bytes[..cut]), FileProblem::ArchiveTruncated, "cut at {cut}");
        }
    }

    #[test]
    fn a_wrong_archive_is_told_what_it_lacks() {
        let mut tar = Tar::default();
        tar.file("data_batch_1.bin", &bin_file(1, 0)).file("cifar-10-batches-py/data_batch_2", b"pickle");
        let sentence = read(&tar.end(), 999).unwrap_err().to_string();
        assert_eq!(
            sentence,
            "mine.tar.gz: The archive lacks data_batch_2.bin, data_batch_3.bin, data_batch_4.bin, \
             data_batch_5.bin, test_batch.bin; the right one is CIFAR-10's binary version, \
             cifar-10-binary.tar.gz."
        );
        assert_eq!(problem(b"just some text"), FileProblem::ArchiveTruncated);
        assert_eq!(problem(&[7; 2000]), FileProblem::ArchiveHeader { offset: 0 });
        assert!(matches!(problem(&[]), FileProblem::ArchiveIncomplete { .. }));
    }

    #[test]
    fn a_flipped_bit_in_a_header_is_noticed() {
        let mut bytes = official().end();
        bytes[512 + 124 + 5] ^= 1;
        assert_eq!(problem(&bytes), FileProblem::ArchiveHeader { offset: 512 });
    }

    #[test]
    fn a_bad_file_inside_is_named() {
        let mut tar = official();
        tar.file("data_batch_1.bin", &bin_file(1, 0));
        assert_eq!(problem(&tar.end()), FileProblem::Duplicate);
        let mut tar = Tar::default();
        tar.file("data_batch_4.bin", &bin_file(2, 0)[..3074]);
        let sentence = read(&tar.end(), 999).unwrap_err().to_string();
        assert!(sentence.starts_with("data_batch_4.bin: The file is damaged"), "{sentence}");
    }

    #[test]
    fn a_path_that_climbs_out_is_only_a_base_name() {
        let mut tar = official();
        tar.file("../../../etc/passwd", b"root").file("/absolute/../readme", b"text");
        assert!(read(&tar.end(), 999).is_ok(), "nothing is written, so nothing can be overwritten");
        let mut tar = Tar::default();
        tar.entry("test_batch.bin", b'2', &[]);
        assert!(matches!(problem(&tar.end()), FileProblem::ArchiveIncomplete { .. }), "a link is no file");
    }

    #[test]
    fn a_bomb_stops_at_the_bound() {
        let mut archive = Archive::new("bomb.tar.gz", Wanted { train: 1, test: 1 }).unwrap();
        let mut tar = Tar::default();
        tar.header("zeros", b'0', 1 << 32);
        archive.push(&tar.bytes).unwrap();
        let zeros = vec![0; 1 << 20];
        let pushed = (0..10_000).find(|_| archive.push(&zeros).is_err()).unwrap();
        assert_eq!(pushed as u64, LIMIT >> 20, "stops with the piece that passes the bound");

        let mut tar = Tar::default();
        tar.header("data_batch_1.bin", b'0', 1 << 32);
        let mut archive = Archive::new("bomb.tar.gz", Wanted { train: 1, test: 1 }).unwrap();
        archive.push(&tar.bytes).unwrap();
        let error = (0..10_000).find_map(|_| archive.push(&zeros).err()).unwrap();
        assert_eq!(
            error,
            Error::File { name: "data_batch_1.bin".into(), problem: FileProblem::TooManyImages },
            "a file is refused where it outgrows its own bound"
        );
    }
}
