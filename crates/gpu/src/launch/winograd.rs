//! Winograd's way to convolve with a 3x3 kernel and to halve the picture, in its steps.

use convlab_core::ops::Geometry;

use super::convolution::products;
use super::staged::Blocks;
use super::{Extent, Launch, TILE, lanes, launch, slices};
use crate::table;

/// A convolution with 3x3 kernels of stride 1 and the max pool that halves its output. A window of the pool is a tile.
#[derive(Clone, Copy, Debug)]
pub struct Winograd {
    conv: Geometry,
    /// The largest batch.
    capacity: usize,
    /// Tiles in height and width.
    tiles: [usize; 2],
    /// Whether what is transformed is stored in 16 bits.
    half: bool,
}

/// Values of a transformed tile.
const PLANES: usize = 16;

/// Whether four neighbouring invocations always belong to the same rows of a tile.
fn has_quads(columns: usize) -> bool {
    lanes(columns).is_multiple_of(4)
}

impl Winograd {
    /// The sizes for batches of up to `capacity`, if this is such a convolution.
    pub fn new(conv: &Geometry, pool: &Geometry, capacity: usize) -> Option<Self> {
        let fits = conv.size == [3, 3]
            && conv.strides == [1, 1]
            && conv.before.iter().all(|before| *before <= 1)
            && pool.is_halving();
        fits.then_some(Self { conv: *conv, capacity, tiles: [pool.output[0], pool.output[1]], half: false })
    }

    /// The same with what is transformed stored in 16 bits, which only staged products can read.
    pub fn in_half(self, half: bool) -> Self {
        Self { half, ..self }
    }

    /// 32-bit words for so many numbers that are transformed.
    pub fn words(&self, numbers: usize) -> usize {
        if self.half { numbers / 2 } else { numbers }
    }

    fn channels(&self) -> [usize; 2] {
        [self.conv.input[2], self.conv.output[2]]
    }

    /// Whether there are enough channels: of few the transforms cost more than they save.
    pub fn pays(&self) -> bool {
        self.channels().iter().all(|channels| *channels >= TILE)
    }

    /// Numbers an image in the largest of its tensors.
    pub fn largest(&self) -> usize {
        self.input_size().max(self.output_size())
    }

    /// Tiles an image.
    pub fn tiles(&self) -> usize {
        self.tiles[0] * self.tiles[1]
    }

    /// Numbers an image in the transformed input.
    pub fn input_size(&self) -> usize {
        PLANES * self.tiles() * self.conv.input[2]
    }

    /// Numbers an image in the products.
    pub fn output_size(&self) -> usize {
        PLANES * self.tiles() * self.conv.output[2]
    }

    /// Numbers in the transformed kernel.
    pub fn kernel_size(&self) -> usize {
        PLANES * self.conv.input[2] * self.conv.output[2]
    }

    /// `winograd_kernel`
    pub fn kernel(&self) -> Launch {
        let [in_channels, channels] = self.channels();
        let constants = [("in_channels", in_channels), ("channels", channels)];
        launch(table::WINOGRAD_KERNEL, &constants, Extent::Fixed(in_channels * channels))
    }

    fn picture(&self) -> [(&'static str, usize); 9] {
        let Geometry { input, before, .. } = self.conv;
        [
            ("in_height", input[0]),
            ("in_width", input[1]),
            ("in_channels", input[2]),
            ("before_y", before[0]),
            ("before_x", before[1]),
            ("tiles_y", self.tiles[0]),
            ("tiles_x", self.tiles[1]),
            ("capacity", self.capacity),
            ("half", self.half.into()),
        ]
    }

    /// `winograd_input`
    pub fn input(&self) -> Launch {
        let extent = Extent::PerImage(self.tiles() * self.conv.input[2]);
        launch(table::WINOGRAD_INPUT, &self.picture(), extent)
    }

    /// `winograd_product` of the transformed input with the transformed kernel, or `winograd_product_subgroups`.
    pub fn product(&self, subgroups: bool) -> Launch {
        let [inner, columns] = self.channels();
        self.products_of(inner, columns, subgroups)
    }

    /// The same of the gradient by the products with the kernel's transposed transform.
    pub fn backward_product(&self, subgroups: bool) -> Launch {
        let [columns, inner] = self.channels();
        self.products_of(inner, columns, subgroups)
    }

    fn products_of(&self, inner: usize, columns: usize, subgroups: bool) -> Launch {
        let constants =
            [("tiles", self.tiles()), ("capacity", self.capacity), ("inner", inner), ("columns", columns)];
        let extent = Extent::Tiles { items: self.tiles(), tile: TILE, each: lanes(columns) * PLANES };
        let kernel = if subgroups && has_quads(columns) {
            table::WINOGRAD_PRODUCT_SUBGROUPS
        } else {
            table::WINOGRAD_PRODUCT
        };
        launch(kernel, &constants, extent).counting(products(&self.conv))
    }

    /// As [`Winograd::product`] by `winograd_product_staged`.
    pub fn product_staged(&self) -> Launch {
        let [inner, columns] = self.channels();
        self.products_staged(inner, columns)
    }

    /// As [`Winograd::backward_product`] by `winograd_product_staged`.
    pub fn backward_product_staged(&self) -> Launch {
        let [columns, inner] = self.channels();
        self.products_staged(inner, columns)
    }

    fn products_staged(&self, inner: usize, columns: usize) -> Launch {
        let blocks = Blocks::new(self.capacity * self.tiles(), columns, PLANES);
        let constants = [
            ("tiles", self.tiles()),
            ("capacity", self.capacity),
            ("inner", inner),
            ("columns", columns),
            ("quads", blocks.quads),
            ("half", self.half.into()),
        ];
        launch(table::WINOGRAD_PRODUCT_STAGED, &constants, blocks.by_batch(self.tiles(), PLANES))
            .counting(products(&self.conv))
    }

    fn outputs(&self) -> [(&'static str, usize); 4] {
        [
            ("tiles", self.tiles()),
            ("capacity", self.capacity),
            ("channels", self.conv.output[2]),
            ("half", self.half.into()),
        ]
    }

    /// `winograd_pool`
    pub fn pool(&self) -> Launch {
        let extent = Extent::PerImage(self.tiles() * self.conv.output[2]);
        launch(table::WINOGRAD_POOL, &self.outputs(), extent)
    }

    /// `winograd_gradient`
    pub fn gradient(&self) -> Launch {
        let extent = Extent::PerImage(self.tiles() * self.conv.output[2]);
        launch(table::WINOGRAD_GRADIENT, &self.outputs(), extent)
    }

    /// Numbers in a slice of the gradients of the transformed kernel and of the bias.
    pub fn slice_size(&self) -> usize {
        self.kernel_size() + self.conv.output[2]
    }

    /// `winograd_backward_product`, or `winograd_backward_product_subgroups`, and its number of slices.
    pub fn kernel_product(&self, subgroups: bool) -> (Launch, usize) {
        let [in_channels, channels] = self.channels();
        let blocks = PLANES * in_channels.div_ceil(TILE) * lanes(channels);
        let slices = slices(blocks, self.capacity * self.tiles() / 64);
        let constants = [
            ("tiles", self.tiles()),
            ("capacity", self.capacity),
            ("in_channels", in_channels),
            ("channels", channels),
            ("slices", slices),
        ];
        let extent = Extent::Fixed(slices * (blocks + lanes(channels)));
        let kernel = if subgroups && has_quads(channels) {
            table::WINOGRAD_BACKWARD_PRODUCT_SUBGROUPS
        } else {
            table::WINOGRAD_BACKWARD_PRODUCT
        };
        let launch = launch(kernel, &constants, extent);
        (launch.counting(products(&self.conv)), slices)
    }

    /// As [`Winograd::kernel_product`] by `winograd_backward_product_staged`.
    pub fn kernel_product_staged(&self) -> (Launch, usize) {
        let [in_channels, channels] = self.channels();
        let blocks = Blocks::new(in_channels, channels, PLANES);
        let slices = slices(PLANES * blocks.invocations(), self.capacity * self.tiles() / 64);
        let constants = [
            ("tiles", self.tiles()),
            ("capacity", self.capacity),
            ("in_channels", in_channels),
            ("channels", channels),
            ("slices", slices),
            ("quads", blocks.quads),
            ("half", self.half.into()),
        ];
        let extent = blocks.and(PLANES * slices, slices);
        let launch = launch(table::WINOGRAD_BACKWARD_PRODUCT_STAGED, &constants, extent);
        (launch.counting(products(&self.conv)), slices)
    }

    /// `winograd_backward_kernel` of so many slices.
    pub fn backward_kernel(&self, slices: usize) -> Launch {
        let [in_channels, channels] = self.channels();
        let constants = [("in_channels", in_channels), ("channels", channels), ("slices", slices)];
        launch(table::WINOGRAD_BACKWARD_KERNEL, &constants, Extent::Fixed((in_channels + 1) * channels))
    }

    /// `winograd_backward_input`
    pub fn backward_input(&self) -> Launch {
        let Geometry { input, before, .. } = self.conv;
        let blocks = |axis: usize| (input[axis] + 2 - before[axis]) / 2;
        let extent = Extent::PerImage(blocks(0) * blocks(1) * input[2]);
        launch(table::WINOGRAD_BACKWARD_INPUT, &self.picture(), extent)
    }
}
