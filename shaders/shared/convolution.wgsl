// The sizes of a convolution. Window (i, j) of the output begins at row i * stride_y - before_y and column
// j * stride_x - before_x of the input: `before` is the padding above and to the left.
override in_height: u32;
override in_width: u32;
override in_channels: u32;
override kernel_height: u32;
override kernel_width: u32;
override stride_y: u32;
override stride_x: u32;
override before_y: u32;
override before_x: u32;
override height: u32;
override width: u32;
override channels: u32;
