//! Data sets and the files that they come from.

use convlab_core::data;
use convlab_core::dataset::{Dataset as Images, Pixels};
use convlab_core::shape::Shape;
use js_sys::{Float32Array, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::failure::Failure;

/// Labelled images in the engine's memory.
#[wasm_bindgen]
#[derive(Clone, Debug)]
pub struct Dataset {
    images: Images,
}

#[wasm_bindgen]
impl Dataset {
    /// Images as bytes, which are fed as `x / 255`. `shape` is that of one image; each image has a label.
    #[wasm_bindgen(js_name = ofBytes)]
    pub fn of_bytes(images: Vec<u8>, shape: Vec<usize>, labels: Vec<u8>) -> Result<Self, Failure> {
        Ok(Images::new(Shape::new(shape), Pixels::Bytes(images), labels)?.into())
    }

    /// Images as numbers, which are fed as they are.
    #[wasm_bindgen(js_name = ofFloats)]
    pub fn of_floats(images: Vec<f32>, shape: Vec<usize>, labels: Vec<u8>) -> Result<Self, Failure> {
        Ok(Images::new(Shape::new(shape), Pixels::Floats(images), labels)?.into())
    }

    /// A second handle on the same images, for calls that consume one.
    pub fn share(&self) -> Self {
        self.clone()
    }

    /// How many images there are.
    #[wasm_bindgen(getter)]
    pub fn length(&self) -> usize {
        self.images.len()
    }

    /// A copy of the images for JavaScript, in the kind of array that they came in.
    pub fn images(&self) -> JsValue {
        match self.images.pixels() {
            Pixels::Bytes(bytes) => Uint8Array::from(bytes.as_slice()).into(),
            Pixels::Floats(floats) => Float32Array::from(floats.as_slice()).into(),
        }
    }

    /// A copy of the labels for JavaScript.
    pub fn labels(&self) -> Vec<u8> {
        self.images.labels().to_vec()
    }

    pub(crate) fn get(&self) -> &Images {
        &self.images
    }
}

impl From<Images> for Dataset {
    fn from(images: Images) -> Self {
        Self { images }
    }
}

/// The names of CIFAR-10's classes in the order of the labels, with blanks between them.
#[wasm_bindgen]
pub fn classes() -> String {
    data::CLASSES.join(" ")
}

/// The zlib stream of a shard of the site's own data, which must hold `images` images.
#[wasm_bindgen(js_name = shardStream)]
pub fn shard_stream(name: &str, file: &[u8], images: usize) -> Result<Vec<u8>, Failure> {
    Ok(data::shard_stream(name, file, images)?)
}

/// The images in the inflated rows of a shard.
#[wasm_bindgen(js_name = shardImages)]
pub fn shard_images(name: &str, rows: &[u8], images: usize) -> Result<Vec<u8>, Failure> {
    Ok(data::shard_images(name, rows, images)?)
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
    pub fn of_archive(name: &str, train: usize, test: usize) -> Result<Self, Failure> {
        Ok(Self { source: Source::Archive(data::Archive::new(name, data::Wanted { train, test })?) })
    }

    /// The same for files of these names.
    #[wasm_bindgen(js_name = ofFiles)]
    pub fn of_files(names: Vec<String>, train: usize, test: usize) -> Result<Self, Failure> {
        let names = names.iter().map(String::as_str);
        Ok(Self { source: Source::Files(data::OwnCopy::new(names, data::Wanted { train, test })?) })
    }

    /// Begins a file.
    pub fn open(&mut self, name: &str) -> Result<(), Failure> {
        match &mut self.source {
            Source::Archive(_) => Ok(()),
            Source::Files(files) => Ok(files.open(name)?),
        }
    }

    /// Takes the file's next bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match &mut self.source {
            Source::Archive(archive) => Ok(archive.push(bytes)?),
            Source::Files(files) => Ok(files.push(bytes)?),
        }
    }

    /// Ends the file.
    pub fn close(&mut self) -> Result<(), Failure> {
        match &mut self.source {
            Source::Archive(_) => Ok(()),
            Source::Files(files) => Ok(files.close()?),
        }
    }

    /// The training images, then the test images.
    pub fn finish(self) -> Result<Vec<Dataset>, Failure> {
        let data::Splits { train, test } = match self.source {
            Source::Archive(archive) => archive.finish()?,
            Source::Files(files) => files.finish()?,
        };
        Ok(vec![train.into(), test.into()])
    }
}
