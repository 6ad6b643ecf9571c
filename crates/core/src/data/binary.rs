//! The official binary format: records of a label byte and the red, green and blue planes of an image.

use super::{CHANNELS, FileProblem, IMAGE_BYTES, SIDE};

/// Bytes of one record: the label, then 1,024 bytes for each of the three planes.
pub(super) const RECORD_BYTES: usize = 1 + IMAGE_BYTES;

/// Images in each official file, and the most that one may hold.
pub(super) const FILE_IMAGES: usize = 10_000;

/// Images of one file as they come in, channels interleaved.
#[derive(Debug, Default)]
pub(super) struct Records {
    keep: usize,
    seen: usize,
    partial: Vec<u8>,
    pub(super) pixels: Vec<u8>,
    pub(super) labels: Vec<u8>,
}

impl Records {
    /// A reader that checks every record but keeps only the first `keep` images.
    pub(super) fn new(keep: usize) -> Self {
        Self { keep, ..Self::default() }
    }

    /// Takes the next bytes of the file, in pieces of any length.
    pub(super) fn push(&mut self, mut bytes: &[u8]) -> Result<(), FileProblem> {
        if !self.partial.is_empty() {
            let (head, rest) = bytes.split_at(bytes.len().min(RECORD_BYTES - self.partial.len()));
            self.partial.extend_from_slice(head);
            bytes = rest;
            if self.partial.len() < RECORD_BYTES {
                return Ok(());
            }
            let record = std::mem::take(&mut self.partial);
            self.take(&record)?;
        }
        let records = bytes.chunks_exact(RECORD_BYTES);
        self.partial.extend_from_slice(records.remainder());
        for record in records {
            self.take(record)?;
        }
        Ok(())
    }

    /// Checks that the file ends where an image does.
    pub(super) fn finish(&self) -> Result<(), FileProblem> {
        match (self.seen, self.partial.len()) {
            (0, 0) => Err(FileProblem::Empty),
            (_, 0) => Ok(()),
            (images, rest) => Err(FileProblem::Truncated { images, rest }),
        }
    }

    fn take(&mut self, record: &[u8]) -> Result<(), FileProblem> {
        let (label, planes) = (record[0], &record[1..]);
        if self.seen == FILE_IMAGES {
            return Err(FileProblem::TooManyImages);
        }
        if label > 9 {
            return Err(FileProblem::Label { image: self.seen, label });
        }
        self.seen += 1;
        if self.labels.len() < self.keep {
            self.labels.push(label);
            self.pixels.extend(interleaved(planes));
        }
        Ok(())
    }
}

/// Three planes as pixels of three bytes.
fn interleaved(planes: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let area = SIDE * SIDE;
    (0..area).flat_map(move |pixel| (0..CHANNELS).map(move |channel| planes[channel * area + pixel]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::test_files::bin_file;

    fn read(bytes: &[u8], chunk: usize, keep: usize) -> Result<Records, FileProblem> {
        let mut records = Records::new(keep);
        for piece in bytes.chunks(chunk) {
            records.push(piece)?;
        }
        records.finish().map(|()| records)
    }

    #[test]
    fn planes_become_pixels_whatever_the_pieces() {
        let file = bin_file(5, 7);
        for chunk in [1, 2, 3072, 3073, 3074, 10_000, file.len()] {
            let records = read(&file, chunk, 10).unwrap();
            assert_eq!(records.labels, [7, 8, 9, 0, 1], "pieces of {chunk}");
            assert_eq!(records.pixels.len(), 5 * IMAGE_BYTES);
            for channel in 0..3 {
                let plane = 3 * RECORD_BYTES + 1 + channel * 1024;
                assert_eq!(records.pixels[3 * IMAGE_BYTES + 3 * 33 + channel], file[plane + 33]);
            }
        }
    }

    #[test]
    fn what_is_not_wanted_is_checked_but_not_kept() {
        let mut file = bin_file(4, 0);
        assert_eq!(read(&file, 999, 2).unwrap().labels, [0, 1]);
        file[3 * RECORD_BYTES] = 10;
        assert_eq!(read(&file, 999, 2).unwrap_err(), FileProblem::Label { image: 3, label: 10 });
    }

    #[test]
    fn lengths_that_cannot_be_are_refused() {
        let file = bin_file(3, 0);
        assert_eq!(read(&[], 1, 9).unwrap_err(), FileProblem::Empty);
        assert_eq!(
            read(&file[..file.len() - 1], 100, 9).unwrap_err(),
            FileProblem::Truncated { images: 2, rest: 3072 }
        );
        assert_eq!(read(&file[..1], 1, 9).unwrap_err(), FileProblem::Truncated { images: 0, rest: 1 });
        let large = vec![0; (FILE_IMAGES + 1) * RECORD_BYTES];
        assert_eq!(read(&large, 1 << 20, 9).unwrap_err(), FileProblem::TooManyImages);
    }
}
