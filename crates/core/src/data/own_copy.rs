//! A reader's own CIFAR-10: the official files, from which the first images of each split are kept.

use super::binary::{FILE_IMAGES, Records};
use super::{CHANNELS, FileProblem, SIDE};
use crate::dataset::{Dataset, Pixels};
use crate::error::{Error, Result};
use crate::shape::Shape;

/// The official files in their official order; the last one is the test set.
static NAMES: [&str; 6] = [
    "data_batch_1.bin",
    "data_batch_2.bin",
    "data_batch_3.bin",
    "data_batch_4.bin",
    "data_batch_5.bin",
    "test_batch.bin",
];

/// How many images of each split are wanted. There may be fewer in the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Training images.
    pub train: usize,
    /// Test images.
    pub test: usize,
}

/// The two halves of CIFAR-10.
#[derive(Clone, Debug, PartialEq)]
pub struct Splits {
    /// Images to learn from.
    pub train: Dataset,
    /// Images to be judged by.
    pub test: Dataset,
}

/// One official file.
#[derive(Debug)]
struct Slot {
    name: &'static str,
    records: Records,
    seen: bool,
}

/// Collects official files in whatever order they come: `open`, any number of `push`es, `close`, for each.
#[derive(Debug)]
pub struct OwnCopy {
    wanted: Wanted,
    slots: Vec<Slot>,
    open: Option<usize>,
}

impl OwnCopy {
    /// Expects these files, named as CIFAR-10 names them. Each name is there once.
    ///
    /// All names are asked for in advance, so that nothing is stored of a file that the ones before it in the
    /// official order will provide.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>, wanted: Wanted) -> Result<Self> {
        let mut given = [false; NAMES.len()];
        for name in names {
            match official(name) {
                None => return Err(refused(name, FileProblem::UnknownName)),
                Some(index) if given[index] => return Err(refused(name, FileProblem::Duplicate)),
                Some(index) => given[index] = true,
            }
        }
        let named = NAMES.into_iter().zip(given).filter(|(_, given)| *given);
        let slots = named.map(|(name, _)| Slot { name, records: Records::default(), seen: false }).collect();
        Ok(Self { wanted, slots, open: None })
    }

    /// Expects all six files.
    pub(super) fn complete(wanted: Wanted) -> Result<Self> {
        Self::new(NAMES, wanted)
    }

    /// Begins a file; one that is not expected is skipped.
    pub fn open(&mut self, name: &str) -> Result<()> {
        let official = official(name).map(|index| NAMES[index]);
        let index = self.slots.iter().position(|slot| Some(slot.name) == official);
        if let Some(index) = index {
            let keep = self.share(index);
            let slot = &mut self.slots[index];
            if slot.seen {
                return Err(refused(slot.name, FileProblem::Duplicate));
            }
            slot.seen = true;
            slot.records = Records::new(keep);
        }
        self.open = index;
        Ok(())
    }

    /// How many images of a file can be needed: earlier files that are not there yet will be full ones.
    fn share(&self, index: usize) -> usize {
        let (earlier, slot) = (&self.slots[..index], &self.slots[index]);
        if is_test(slot.name) {
            return self.wanted.test;
        }
        let images = |slot: &Slot| if slot.seen { slot.records.labels.len() } else { FILE_IMAGES };
        self.wanted.train.saturating_sub(earlier.iter().map(images).sum())
    }

    /// Takes the next bytes of the open file.
    pub fn push(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(slot) = self.open.and_then(|index| self.slots.get_mut(index)) else { return Ok(()) };
        slot.records.push(bytes).map_err(|problem| refused(slot.name, problem))
    }

    /// Ends the open file.
    pub fn close(&mut self) -> Result<()> {
        let Some(slot) = self.open.take().and_then(|index| self.slots.get(index)) else { return Ok(()) };
        slot.records.finish().map_err(|problem| refused(slot.name, problem))
    }

    /// The expected files that have not been opened.
    pub(super) fn missing(&self) -> Vec<String> {
        self.slots.iter().filter(|slot| !slot.seen).map(|slot| slot.name.to_owned()).collect()
    }

    /// What was asked for, as far as it is there.
    pub fn finish(self) -> Result<Splits> {
        let (test, train): (Vec<Slot>, Vec<Slot>) =
            self.slots.into_iter().filter(|slot| slot.seen).partition(|slot| is_test(slot.name));
        if train.is_empty() {
            return Err(Error::SplitMissing { split: "training", files: "at least data_batch_1.bin" });
        }
        if test.is_empty() {
            return Err(Error::SplitMissing { split: "test", files: "test_batch.bin" });
        }
        Ok(Splits { train: joined(train, self.wanted.train)?, test: joined(test, self.wanted.test)? })
    }
}

/// Which of the official files has this name.
fn official(name: &str) -> Option<usize> {
    let name = name.to_ascii_lowercase();
    NAMES.iter().position(|official| *official == name)
}

fn is_test(name: &str) -> bool {
    name == "test_batch.bin"
}

fn refused(name: &str, problem: FileProblem) -> Error {
    Error::File { name: name.to_owned(), problem }
}

/// The first images of some files, one after the other.
fn joined(slots: Vec<Slot>, wanted: usize) -> Result<Dataset> {
    let image = Shape::new([SIDE, SIDE, CHANNELS]);
    let mut files = slots.into_iter().map(|slot| slot.records);
    let first = files.next().unwrap_or_default();
    let (mut pixels, mut labels) = (first.pixels, first.labels);
    for mut records in files {
        pixels.append(&mut records.pixels);
        labels.append(&mut records.labels);
    }
    labels.truncate(wanted);
    pixels.truncate(labels.len() * image.size());
    Dataset::new(image, Pixels::Bytes(pixels), labels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::test_files::bin_file;

    fn read(files: &[(&str, Vec<u8>)], train: usize, test: usize) -> Result<Splits> {
        let mut copy = OwnCopy::new(files.iter().map(|(name, _)| *name), Wanted { train, test })?;
        for (name, bytes) in files {
            copy.open(name)?;
            bytes.chunks(5000).try_for_each(|chunk| copy.push(chunk))?;
            copy.close()?;
        }
        copy.finish()
    }

    fn sentence(files: &[(&str, Vec<u8>)]) -> String {
        read(files, 100, 100).expect_err("should be refused").to_string()
    }

    #[test]
    fn names_decide_the_split_and_the_order() {
        let files = [
            ("test_batch.bin", bin_file(4, 2)),
            ("data_batch_5.bin", bin_file(3, 6)),
            ("DATA_BATCH_2.BIN", bin_file(2, 0)),
        ];
        let splits = read(&files, 20_000, 3).unwrap();
        assert_eq!(splits.train.labels(), [0, 1, 6, 7, 8]);
        assert_eq!(splits.test.labels(), [2, 3, 4], "as many as are wanted");
        assert_eq!(splits.train.image().dims(), [32, 32, 3]);
    }

    #[test]
    fn short_files_are_followed_by_the_next() {
        let file = |batch: &'static str, label| (batch, bin_file(3, label));
        let files = [file("data_batch_1.bin", 0), file("data_batch_2.bin", 5), file("test_batch.bin", 0)];
        assert_eq!(read(&files, 5, 5).unwrap().train.labels(), [0, 1, 2, 5, 6]);
    }

    #[test]
    fn nothing_is_stored_that_an_earlier_file_provides() {
        let mut copy =
            OwnCopy::new(["data_batch_2.bin", "data_batch_1.bin"], Wanted { train: 10_001, test: 1 })
                .unwrap();
        copy.open("data_batch_2.bin").unwrap();
        copy.push(&bin_file(50, 0)).unwrap();
        copy.close().unwrap();
        assert_eq!(copy.slots[1].records.labels.len(), 1);
    }

    #[test]
    fn incomplete_or_foreign_sets_are_refused_with_a_sentence() {
        let (train, test) = (("data_batch_1.bin", bin_file(2, 0)), ("test_batch.bin", bin_file(2, 0)));
        assert_eq!(
            sentence(std::slice::from_ref(&train)),
            "These files hold no test images; add test_batch.bin."
        );
        assert_eq!(
            sentence(std::slice::from_ref(&test)),
            "These files hold no training images; add at least data_batch_1.bin."
        );
        assert!(sentence(&[("cats.bin", Vec::new())]).starts_with("cats.bin: This is none of CIFAR-10's"));
        assert_eq!(sentence(&[test.clone(), test.clone()]), "test_batch.bin: The file is there twice.");
        let short = ("data_batch_1.bin", bin_file(2, 0)[..4000].to_vec());
        assert!(sentence(&[short, test]).starts_with("data_batch_1.bin: The file is damaged or cut short"));
        assert_eq!(sentence(&[train, ("test_batch.bin", Vec::new())]), "test_batch.bin: The file is empty.");
    }
}
