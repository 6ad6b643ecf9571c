//! Labelled images in memory.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::network::Network;
use crate::shape::Shape;

/// The images' numbers, image by image in the order height, width, channel.
#[derive(Clone, Debug, PartialEq)]
pub enum Pixels {
    /// 0 to 255; the network is fed `x / 255`.
    Bytes(Vec<u8>),
    /// Fed as they are.
    Floats(Vec<f32>),
}

impl Pixels {
    fn len(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Floats(floats) => floats.len(),
        }
    }
}

/// Labelled images; a clone shares them. The fields fit each other: [`Dataset::new`] checks them.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    image: Shape,
    pixels: Arc<Pixels>,
    labels: Arc<[u8]>,
}

impl Dataset {
    /// Images of shape `[height, width, channels]` with a label each.
    pub fn new(image: Shape, pixels: Pixels, labels: Vec<u8>) -> Result<Self> {
        let expected = labels.len() * image.size();
        if expected != pixels.len() {
            return Err(Error::DatasetLength { what: "images", expected, actual: pixels.len() });
        }
        if labels.is_empty() {
            return Err(Error::DatasetEmpty);
        }
        Ok(Self { image, pixels: Arc::new(pixels), labels: labels.into() })
    }

    /// The shape of one image.
    pub fn image(&self) -> &Shape {
        &self.image
    }

    /// The numbers.
    pub fn pixels(&self) -> &Pixels {
        &self.pixels
    }

    /// A label an image.
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// How many images there are; never 0.
    #[expect(clippy::len_without_is_empty, reason = "a data set is never empty")]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether a network can be fed with these images and learn these labels.
    pub fn check(&self, network: &Network) -> Result<()> {
        if self.image != network.input {
            return Err(Error::ImageShape { expected: network.input.clone(), actual: self.image.clone() });
        }
        let classes = network.classes();
        match self.labels.iter().position(|&label| usize::from(label) >= classes) {
            Some(index) => Err(Error::LabelOutOfRange { index, label: self.labels[index], classes }),
            None => Ok(()),
        }
    }
}
