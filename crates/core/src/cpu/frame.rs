//! One picture with its padding written out, so that each row of each window is contiguous.

use crate::ops::Geometry;

/// A padded picture `[rows, columns, channels]`.
pub(super) struct Frame {
    geometry: Geometry,
    /// Numbers in one padded row.
    pub(super) stride: usize,
    /// The numbers; what is padding stays zero.
    pub(super) pixels: Vec<f32>,
}

impl Frame {
    /// A frame for the pictures that go into a convolution, all zero.
    pub(super) fn new(geometry: &Geometry) -> Self {
        let extent = |axis: usize| {
            let windows = (geometry.output[axis] - 1) * geometry.strides[axis] + geometry.size[axis];
            windows.max(geometry.before[axis] + geometry.input[axis])
        };
        let stride = extent(1) * geometry.input[2];
        Self { geometry: *geometry, stride, pixels: vec![0.0; extent(0) * stride] }
    }

    /// Where the window at an output place starts.
    pub(super) fn start(&self, row: usize, column: usize) -> usize {
        let [stride_y, stride_x] = self.geometry.strides;
        row * stride_y * self.stride + column * stride_x * self.geometry.input[2]
    }

    /// Where each row of the picture lies.
    fn rows(&self) -> impl Iterator<Item = std::ops::Range<usize>> + use<> {
        let [height, width, channels] = self.geometry.input;
        let [before_y, before_x] = self.geometry.before;
        let stride = self.stride;
        (0..height).map(move |row| {
            let start = (before_y + row) * stride + before_x * channels;
            start..start + width * channels
        })
    }

    /// Takes a picture in.
    pub(super) fn load(&mut self, picture: &[f32]) {
        let length = self.geometry.input[1] * self.geometry.input[2];
        for (range, row) in self.rows().zip(picture.chunks_exact(length)) {
            self.pixels[range].copy_from_slice(row);
        }
    }

    /// Gives the picture out.
    pub(super) fn unload(&self, picture: &mut [f32]) {
        let length = self.geometry.input[1] * self.geometry.input[2];
        for (range, row) in self.rows().zip(picture.chunks_exact_mut(length)) {
            row.copy_from_slice(&self.pixels[range]);
        }
    }
}
