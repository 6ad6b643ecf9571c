//! The reader's own copy of CIFAR-10, as JavaScript reads it.

use convlab_core::data;
use convlab_core::dataset::{Dataset, Pixels};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use crate::{Result, sentence};

/// The names of CIFAR-10's classes in the order of the labels, with blanks between them.
#[wasm_bindgen]
pub fn classes() -> String {
    data::CLASSES.join(" ")
}

/// Labelled images.
#[wasm_bindgen]
pub struct Split(Dataset);

#[wasm_bindgen]
impl Split {
    /// A copy of the images' bytes for JavaScript.
    pub fn images(&self) -> Uint8Array {
        match self.0.pixels() {
            Pixels::Bytes(bytes) => Uint8Array::from(bytes.as_slice()),
            // The files hold bytes.
            Pixels::Floats(_) => Uint8Array::default(),
        }
    }

    /// A copy of the labels for JavaScript.
    pub fn labels(&self) -> Vec<u8> {
        self.0.labels().to_vec()
    }
}

/// Reads the reader's own copy of CIFAR-10: the official archive after its gunzip, or the official `.bin` files.
///
/// Each file is `push`ed in pieces, between `open` and `close`; `finish` then gives the images.
#[wasm_bindgen]
#[derive(Debug)]
pub struct OwnCopy {
    source: Source,
}

#[derive(Debug)]
enum Source {
    Archive(data::Archive),
    Files(data::OwnCopy),
}

#[wasm_bindgen]
impl OwnCopy {
    /// A reader for an archive, of which the first `train` and `test` images are kept.
    #[wasm_bindgen(js_name = ofArchive)]
    pub fn of_archive(name: &str, train: usize, test: usize) -> Result<Self> {
        let archive = sentence(data::Archive::new(name, data::Wanted { train, test }))?;
        Ok(Self { source: Source::Archive(archive) })
    }

    /// The same for files of these names.
    #[wasm_bindgen(js_name = ofFiles)]
    pub fn of_files(names: Vec<String>, train: usize, test: usize) -> Result<Self> {
        let names = names.iter().map(String::as_str);
        let files = sentence(data::OwnCopy::new(names, data::Wanted { train, test }))?;
        Ok(Self { source: Source::Files(files) })
    }

    /// Begins a file.
    pub fn open(&mut self, name: &str) -> Result<()> {
        match &mut self.source {
            Source::Archive(_) => Ok(()),
            Source::Files(files) => sentence(files.open(name)),
        }
    }

    /// Takes the file's next bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Result<()> {
        match &mut self.source {
            Source::Archive(archive) => sentence(archive.push(bytes)),
            Source::Files(files) => sentence(files.push(bytes)),
        }
    }

    /// Ends the file.
    pub fn close(&mut self) -> Result<()> {
        match &mut self.source {
            Source::Archive(_) => Ok(()),
            Source::Files(files) => sentence(files.close()),
        }
    }

    /// The training images, then the test images.
    pub fn finish(self) -> Result<Vec<Split>> {
        let data::Splits { train, test } = sentence(match self.source {
            Source::Archive(archive) => archive.finish(),
            Source::Files(files) => files.finish(),
        })?;
        Ok(vec![Split(train), Split(test)])
    }
}
