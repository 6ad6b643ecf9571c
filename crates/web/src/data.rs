//! Data sets, and the shards of the site's own.

use convlab_core::data;
use convlab_core::dataset::{Dataset as Images, Pixels};
use convlab_core::shape::Shape;
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
        Ok(Self { images: Images::new(Shape::new(shape), Pixels::Bytes(images), labels)? })
    }

    /// Images as numbers, which are fed as they are.
    #[wasm_bindgen(js_name = ofFloats)]
    pub fn of_floats(images: Vec<f32>, shape: Vec<usize>, labels: Vec<u8>) -> Result<Self, Failure> {
        Ok(Self { images: Images::new(Shape::new(shape), Pixels::Floats(images), labels)? })
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

    pub(crate) fn get(&self) -> &Images {
        &self.images
    }
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
