//! Depthwise convolution, bias and perhaps ReLU.

use std::ops::Range;

use crate::ops::{Geometry, Phase};

use super::activation::{gate, relu};
use super::stage::{Backward, Stage};

/// A depthwise convolution's place in the arena and its sizes.
pub(super) struct DepthwiseConv2D {
    geometry: Geometry,
    kernel: Range<usize>,
    bias: Option<Range<usize>>,
    relu: bool,
    /// Where each cell of each window meets the picture.
    contacts: Vec<Contact>,
}

/// A cell of a window on the picture: the first channels of the output, of the input and of the kernel's cell.
#[derive(Clone, Copy)]
struct Contact {
    output: usize,
    input: usize,
    cell: usize,
}

impl DepthwiseConv2D {
    pub(super) fn new(
        geometry: Geometry,
        kernel: Range<usize>,
        bias: Option<Range<usize>>,
        relu: bool,
    ) -> Self {
        Self { contacts: contacts(&geometry), geometry, kernel, bias, relu }
    }

    /// The channels that each channel becomes.
    fn multiplier(&self) -> usize {
        self.geometry.output[2] / self.geometry.input[2]
    }
}

fn contacts(g: &Geometry) -> Vec<Contact> {
    let mut contacts = Vec::new();
    for row in 0..g.output[0] {
        for column in 0..g.output[1] {
            for u in 0..g.size[0] {
                let Some(y) = g.input_place(0, row, u) else { continue };
                for v in 0..g.size[1] {
                    let Some(x) = g.input_place(1, column, v) else { continue };
                    contacts.push(Contact {
                        output: (row * g.output[1] + column) * g.output[2],
                        input: (y * g.input[1] + x) * g.input[2],
                        cell: (u * g.size[1] + v) * g.output[2],
                    });
                }
            }
        }
    }
    contacts
}

/// `sum[o] += a[o / multiplier] * b[o]` for each channel of `sum` and `b`.
fn spread(sum: &mut [f32], a: &[f32], b: &[f32], multiplier: usize) {
    if multiplier == 1 {
        for (sum, (a, b)) in sum.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
        return;
    }
    let groups = sum.chunks_exact_mut(multiplier).zip(b.chunks_exact(multiplier));
    for ((sum, b), a) in groups.zip(a) {
        for (sum, b) in sum.iter_mut().zip(b) {
            *sum += a * b;
        }
    }
}

/// `sum[c] += sum over m of a[c * multiplier + m] * b[c * multiplier + m]`
fn gather(sum: &mut [f32], a: &[f32], b: &[f32], multiplier: usize) {
    if multiplier == 1 {
        return spread(sum, a, b, 1);
    }
    let groups = a.chunks_exact(multiplier).zip(b.chunks_exact(multiplier));
    for (sum, (a, b)) in sum.iter_mut().zip(groups) {
        *sum += a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    }
}

impl Stage for DepthwiseConv2D {
    fn output_size(&self) -> usize {
        self.geometry.output_size()
    }

    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], _: Phase) {
        let (g, multiplier) = (self.geometry, self.multiplier());
        let [_, _, channels] = g.output;
        let kernel = &weights[self.kernel.clone()];
        match &self.bias {
            Some(bias) => {
                for place in y.chunks_exact_mut(channels) {
                    place.copy_from_slice(&weights[bias.clone()]);
                }
            }
            None => y.fill(0.0),
        }
        for (x, y) in x.chunks_exact(g.input_size()).zip(y.chunks_exact_mut(g.output_size())) {
            for contact in &self.contacts {
                let sum = &mut y[contact.output..][..channels];
                let (x, kernel) = (&x[contact.input..][..g.input[2]], &kernel[contact.cell..][..channels]);
                spread(sum, x, kernel, multiplier);
            }
        }
        if self.relu {
            relu(y);
        }
    }

    fn backward(&mut self, pass: Backward<'_>) {
        let Backward { weights, x, y, d_y, d_x, gradients } = pass;
        if self.relu {
            gate(y, d_y);
        }
        let (g, multiplier) = (self.geometry, self.multiplier());
        let [_, _, channels] = g.output;
        let d_kernel = &mut gradients[self.kernel.clone()];
        d_kernel.fill(0.0);
        for (x, d_y) in x.chunks_exact(g.input_size()).zip(d_y.chunks_exact(g.output_size())) {
            for contact in &self.contacts {
                let sum = &mut d_kernel[contact.cell..][..channels];
                spread(
                    sum,
                    &x[contact.input..][..g.input[2]],
                    &d_y[contact.output..][..channels],
                    multiplier,
                );
            }
        }
        if let Some(bias) = &self.bias {
            let d_bias = &mut gradients[bias.clone()];
            d_bias.fill(0.0);
            for place in d_y.chunks_exact(channels) {
                for (sum, gradient) in d_bias.iter_mut().zip(place) {
                    *sum += gradient;
                }
            }
        }
        let Some(d_x) = d_x else { return };
        let kernel = &weights[self.kernel.clone()];
        d_x.fill(0.0);
        for (d_x, d_y) in d_x.chunks_exact_mut(g.input_size()).zip(d_y.chunks_exact(g.output_size())) {
            for contact in &self.contacts {
                let sum = &mut d_x[contact.input..][..g.input[2]];
                let (d_y, kernel) = (&d_y[contact.output..][..channels], &kernel[contact.cell..][..channels]);
                gather(sum, d_y, kernel, multiplier);
            }
        }
    }
}
