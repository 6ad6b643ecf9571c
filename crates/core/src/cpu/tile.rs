//! The heart of the forward convolution: four windows times eight filters, all sums in registers.

use super::frame::Frame;

/// Filters that are computed together: two 128-bit vectors.
pub(super) const LANES: usize = 8;

/// Windows that are computed together. With 2 vectors each, their sums fill half of 16 registers.
pub(super) const WINDOWS: usize = 4;

/// A convolution's kernel and bias in panels of [`LANES`] filters, `[panels, depth, LANES]`; the last one is
/// filled up with zeros.
pub(super) struct Panels {
    depth: usize,
    filters: usize,
    kernel: Vec<f32>,
    bias: Vec<[f32; LANES]>,
}

impl Panels {
    /// Empty panels for kernels of `depth` products and `filters` filters.
    pub(super) fn new(depth: usize, filters: usize) -> Self {
        let panels = filters.div_ceil(LANES);
        Self { depth, filters, kernel: vec![0.0; panels * depth * LANES], bias: vec![[0.0; LANES]; panels] }
    }

    /// Takes in a kernel `[depth, filters]` and its bias.
    pub(super) fn pack(&mut self, kernel: &[f32], bias: Option<&[f32]>) {
        for (panel, rows) in self.kernel.chunks_exact_mut(self.depth * LANES).enumerate() {
            let first = panel * LANES;
            let filters = LANES.min(self.filters - first);
            for (row, weights) in rows.chunks_exact_mut(LANES).zip(kernel.chunks_exact(self.filters)) {
                row[..filters].copy_from_slice(&weights[first..first + filters]);
            }
            if let Some(bias) = bias {
                self.bias[panel][..filters].copy_from_slice(&bias[first..first + filters]);
            }
        }
    }

    /// Each panel: its first filter, how many it has, its kernel and its bias.
    pub(super) fn iter(&self) -> impl Iterator<Item = Panel<'_>> {
        self.kernel.chunks_exact(self.depth * LANES).zip(&self.bias).enumerate().map(
            |(index, (kernel, bias))| Panel {
                first: index * LANES,
                filters: LANES.min(self.filters - index * LANES),
                kernel,
                bias,
            },
        )
    }
}

/// Some filters of a convolution.
#[derive(Clone, Copy)]
pub(super) struct Panel<'a> {
    /// The first one.
    pub(super) first: usize,
    /// How many there are, at most [`LANES`].
    pub(super) filters: usize,
    kernel: &'a [f32],
    bias: &'a [f32; LANES],
}

impl Panel<'_> {
    /// `bias[o] + sum over the window's rows and their numbers of x * kernel[.., o]` for windows that start
    /// at `starts` of the frame and whose rows hold `length` numbers.
    #[inline]
    pub(super) fn tile(
        &self,
        frame: &Frame,
        starts: [usize; WINDOWS],
        length: usize,
    ) -> [[f32; LANES]; WINDOWS] {
        let [mut y0, mut y1, mut y2, mut y3] = [*self.bias; WINDOWS];
        for (row, weights) in self.kernel.chunks_exact(length * LANES).enumerate() {
            let [x0, x1, x2, x3] = starts.map(|start| &frame.pixels[start + row * frame.stride..][..length]);
            let (weights, _) = weights.as_chunks::<LANES>();
            for ((((weights, x0), x1), x2), x3) in weights.iter().zip(x0).zip(x1).zip(x2).zip(x3) {
                for lane in 0..LANES {
                    y0[lane] += x0 * weights[lane];
                    y1[lane] += x1 * weights[lane];
                    y2[lane] += x2 * weights[lane];
                    y3[lane] += x3 * weights[lane];
                }
            }
        }
        [y0, y1, y2, y3]
    }
}
