//! What the convolution alone and the one with a fused pool share: buffers, and the backward pass.

use std::ops::Range;

use crate::ops::Geometry;

use super::frame::Frame;
use super::sparse::{self, Lists};
use super::tile::Panels;

/// A convolution's place in the arena, its sizes and its buffers, each for one image at a time.
pub(super) struct Convolution {
    /// Its sizes.
    pub(super) geometry: Geometry,
    kernel: Range<usize>,
    bias: Option<Range<usize>>,
    /// The image that is computed.
    pub(super) frame: Frame,
    /// The kernel for the forward pass.
    pub(super) panels: Panels,
    parameters: Option<ParameterGradient>,
    input: Option<InputGradient>,
}

impl Convolution {
    pub(super) fn new(geometry: Geometry, kernel: Range<usize>, bias: Option<Range<usize>>) -> Self {
        let frame = Frame::new(&geometry);
        let panels = Panels::new(geometry.depth(), geometry.output[2]);
        Self { geometry, kernel, bias, frame, panels, parameters: None, input: None }
    }

    /// Numbers in one row of a window.
    pub(super) fn row_length(&self) -> usize {
        self.geometry.size[1] * self.geometry.input[2]
    }

    /// Takes in the weights, before a batch's forward pass.
    pub(super) fn pack(&mut self, weights: &[f32]) {
        let bias = self.bias.clone().map(|range| &weights[range]);
        self.panels.pack(&weights[self.kernel.clone()], bias);
    }

    /// The gradients of a batch, image by image: `collect` gives those at the output of the image with an
    /// index.
    pub(super) fn backward(
        &mut self,
        weights: &[f32],
        x: &[f32],
        mut d_x: Option<&mut [f32]>,
        gradients: &mut [f32],
        collect: impl Fn(usize, &mut Collector<'_>),
    ) {
        let g = self.geometry;
        let length = self.row_length();
        let frame = &mut self.frame;
        let parameters = self.parameters.get_or_insert_with(|| ParameterGradient::new(&g));
        let mut input = d_x.as_ref().map(|_| self.input.get_or_insert_with(|| InputGradient::new(&g)));
        parameters.clear();
        if let Some(input) = &mut input {
            transpose(&weights[self.kernel.clone()], [length, g.output[2]], &mut input.kernel);
        }
        for (image, x) in x.chunks_exact(g.input_size()).enumerate() {
            frame.load(x);
            parameters.by_filter.clear();
            let mut by_place = input.as_mut().map(|input| &mut input.by_place);
            if let Some(by_place) = &mut by_place {
                by_place.clear();
            }
            let by_filter = &mut parameters.by_filter;
            collect(image, &mut Collector { frame, width: g.output[1], length, by_place, by_filter });
            parameters.add(frame, length);
            if let (Some(input), Some(d_x)) = (&mut input, &mut d_x) {
                input.write(&g, length, &mut d_x[image * g.input_size()..][..g.input_size()]);
            }
        }
        transpose(&parameters.d_kernel, [g.output[2], length], &mut gradients[self.kernel.clone()]);
        if let Some(bias) = &self.bias {
            gradients[bias.clone()].copy_from_slice(&parameters.d_bias);
        }
    }
}

/// Takes the gradients at the output of one image.
pub(super) struct Collector<'a> {
    frame: &'a Frame,
    /// Places in a row of the output.
    width: usize,
    /// Numbers in a row of a window.
    length: usize,
    by_place: Option<&'a mut Lists>,
    by_filter: &'a mut Lists,
}

impl Collector<'_> {
    /// Takes a gradient; each place of each filter has at most one.
    #[inline]
    pub(super) fn push(&mut self, row: usize, column: usize, filter: usize, value: f32) {
        self.by_filter.push(filter, self.frame.start(row, column), value);
        if let Some(by_place) = &mut self.by_place {
            by_place.push(row * self.width + column, filter * self.length, value);
        }
    }
}

/// The gradients of the kernel and the bias, summed over the batch.
struct ParameterGradient {
    /// `[kernel rows, filters, numbers a row]`.
    d_kernel: Vec<f32>,
    d_bias: Vec<f32>,
    /// For each filter its gradients in one image; the vectors that they scale are windows' rows in the
    /// frame.
    by_filter: Lists,
}

impl ParameterGradient {
    fn new(g: &Geometry) -> Self {
        let filters = g.output[2];
        Self {
            d_kernel: vec![0.0; g.depth() * filters],
            d_bias: vec![0.0; filters],
            by_filter: Lists::new(filters, g.output[0] * g.output[1]),
        }
    }

    fn clear(&mut self) {
        self.d_kernel.fill(0.0);
        self.d_bias.fill(0.0);
    }

    /// Adds what one image gives.
    fn add(&mut self, frame: &Frame, length: usize) {
        let filters = self.d_bias.len();
        for (kernel_row, d_rows) in self.d_kernel.chunks_exact_mut(filters * length).enumerate() {
            for (filter, d_row) in d_rows.chunks_exact_mut(length).enumerate() {
                let list = self.by_filter.list(filter);
                sparse::accumulate(list, &frame.pixels, kernel_row * frame.stride, d_row);
            }
        }
        for (filter, d_bias) in self.d_bias.iter_mut().enumerate() {
            *d_bias += sparse::sum(self.by_filter.list(filter));
        }
    }
}

/// What the gradient of the input needs.
struct InputGradient {
    /// `[kernel rows, filters, numbers a row]`.
    kernel: Vec<f32>,
    /// For each place of the output its gradients in one image; the vectors that they scale are filters'
    /// rows.
    by_place: Lists,
    d_frame: Frame,
}

impl InputGradient {
    fn new(g: &Geometry) -> Self {
        Self {
            kernel: vec![0.0; g.depth() * g.output[2]],
            by_place: Lists::new(g.output[0] * g.output[1], g.output[2]),
            d_frame: Frame::new(g),
        }
    }

    /// Writes the gradient of one image.
    fn write(&mut self, g: &Geometry, length: usize, d_x: &mut [f32]) {
        let frame = &mut self.d_frame;
        frame.pixels.fill(0.0);
        for (kernel_row, filters) in self.kernel.chunks_exact(g.output[2] * length).enumerate() {
            for row in 0..g.output[0] {
                for column in 0..g.output[1] {
                    let at = frame.start(row, column) + kernel_row * frame.stride;
                    let list = self.by_place.list(row * g.output[1] + column);
                    sparse::accumulate(list, filters, 0, &mut frame.pixels[at..at + length]);
                }
            }
        }
        frame.unload(d_x);
    }
}

/// Transposes each of a stack of matrices with these rows and columns.
fn transpose(matrices: &[f32], [rows, columns]: [usize; 2], transposed: &mut [f32]) {
    let size = rows * columns;
    for (matrix, transposed) in matrices.chunks_exact(size).zip(transposed.chunks_exact_mut(size)) {
        for (column, numbers) in transposed.chunks_exact_mut(rows).enumerate() {
            for (number, row) in numbers.iter_mut().zip(matrix.chunks_exact(columns)) {
                *number = row[column];
            }
        }
    }
}
