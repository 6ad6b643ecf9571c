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

/// The names of CIFAR-10's classes, in the order of the labels.
#[wasm_bindgen]
pub fn classes() -> Vec<String> {
    data::CLASSES.map(str::to_owned).into()
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

/// The two halves of CIFAR-10.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Splits {
    train: Dataset,
    test: Dataset,
}

#[wasm_bindgen]
impl Splits {
    /// Images to learn from.
    #[wasm_bindgen(getter)]
    pub fn train(&self) -> Dataset {
        self.train.clone()
    }

    /// Images to be judged by.
    #[wasm_bindgen(getter)]
    pub fn test(&self) -> Dataset {
        self.test.clone()
    }
}

impl From<data::Splits> for Splits {
    fn from(splits: data::Splits) -> Self {
        Self { train: splits.train.into(), test: splits.test.into() }
    }
}

/// Reads official `.bin` files: `open`, `push` and `close` for each, then `finish`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct OwnCopy {
    copy: data::OwnCopy,
}

#[wasm_bindgen]
impl OwnCopy {
    /// A reader for files of these names, of which the first `train` and `test` images are kept.
    #[wasm_bindgen(constructor)]
    pub fn new(names: Vec<String>, train: usize, test: usize) -> Result<Self, Failure> {
        let names = names.iter().map(String::as_str);
        Ok(Self { copy: data::OwnCopy::new(names, data::Wanted { train, test })? })
    }

    /// Begins a file.
    pub fn open(&mut self, name: &str) -> Result<(), Failure> {
        self.copy.open(name)?;
        Ok(())
    }

    /// Takes the file's next bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        Ok(self.copy.push(bytes)?)
    }

    /// Ends a file.
    pub fn close(&mut self) -> Result<(), Failure> {
        Ok(self.copy.close()?)
    }

    /// The images.
    pub fn finish(self) -> Result<Splits, Failure> {
        Ok(self.copy.finish()?.into())
    }
}

/// Reads the official archive after its gunzip: `push`, then `finish`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Archive {
    archive: data::Archive,
}

#[wasm_bindgen]
impl Archive {
    /// A reader of an archive, of which the first `train` and `test` images are kept.
    #[wasm_bindgen(constructor)]
    pub fn new(name: &str, train: usize, test: usize) -> Result<Self, Failure> {
        Ok(Self { archive: data::Archive::new(name, data::Wanted { train, test })? })
    }

    /// Takes the archive's next bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        Ok(self.archive.push(bytes)?)
    }

    /// The images.
    pub fn finish(self) -> Result<Splits, Failure> {
        Ok(self.archive.finish()?.into())
    }
}
