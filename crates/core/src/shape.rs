//! Shapes of activations, and where a sliding window lands.

use std::fmt;

/// The shape of one image's activation: `[height, width, channels]` or `[units]`. The batch is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape(Vec<usize>);

impl Shape {
    /// A shape from its dimensions.
    pub fn new(dims: impl Into<Vec<usize>>) -> Self {
        Self(dims.into())
    }

    /// The dimensions.
    pub fn dims(&self) -> &[usize] {
        &self.0
    }

    /// How many numbers one image's activation holds.
    pub fn size(&self) -> usize {
        self.0.iter().product()
    }

    /// The last dimension: channels of a picture, units of a row.
    pub fn channels(&self) -> usize {
        self.0.last().copied().unwrap_or(0)
    }

    /// `[height, width, channels]`, if this is a picture.
    pub fn picture(&self) -> Option<[usize; 3]> {
        <[usize; 3]>::try_from(self.0.as_slice()).ok()
    }

    /// The units, if this is a single row.
    pub fn row(&self) -> Option<usize> {
        <[usize; 1]>::try_from(self.0.as_slice()).ok().map(|[units]| units)
    }
}

/// Keras's way of writing a shape: `(None, 32, 32, 3)`.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "(None")?;
        for dim in &self.0 {
            write!(f, ", {dim}")?;
        }
        write!(f, ")")
    }
}

/// How a window treats the picture's border, with Keras's names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Padding {
    /// Only windows that lie wholly inside the picture.
    #[default]
    Valid,
    /// `ceil(input / stride)` windows; what they miss is added around the picture, the odd one at the end.
    Same,
}

/// A window that slides over a picture: a convolution's kernel or a pool. Pairs are `[height, width]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The window's extent.
    pub size: [usize; 2],
    /// How far it moves.
    pub strides: [usize; 2],
    /// What happens at the border.
    pub padding: Padding,
}

/// Where the windows of a [`Window`] lie on a picture of known size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// How many windows there are, `[height, width]`.
    pub output: [usize; 2],
    /// How many padded rows and columns stand before the picture. Window `i` starts at `i * stride - before`.
    pub before: [usize; 2],
}

impl Window {
    /// The placement on a picture of `input` (`[height, width]`), by TensorFlow's rules; `None` if no window fits.
    pub fn place(&self, input: [usize; 2]) -> Option<Placement> {
        let mut placement = Placement { output: [0; 2], before: [0; 2] };
        for axis in 0..2 {
            let (size, stride) = (self.size[axis], self.strides[axis]);
            match self.padding {
                Padding::Valid => {
                    placement.output[axis] = input[axis].checked_sub(size)? / stride + 1;
                }
                Padding::Same => {
                    let output = input[axis].div_ceil(stride);
                    let covered = (output.checked_sub(1)? * stride).saturating_add(size);
                    placement.output[axis] = output;
                    placement.before[axis] = covered.saturating_sub(input[axis]) / 2;
                }
            }
        }
        Some(placement)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(size: usize, stride: usize, padding: Padding, input: usize) -> Option<(usize, usize)> {
        let window = Window { size: [size; 2], strides: [stride; 2], padding };
        window.place([input; 2]).map(|placement| (placement.output[0], placement.before[0]))
    }

    #[test]
    fn windows_lie_where_tensorflow_puts_them() {
        assert_eq!(place(3, 1, Padding::Same, 32), Some((32, 1)));
        assert_eq!(place(3, 2, Padding::Same, 32), Some((16, 0)), "the one padded row stands at the end");
        assert_eq!(place(3, 2, Padding::Same, 5), Some((3, 1)));
        assert_eq!(place(2, 2, Padding::Same, 5), Some((3, 0)));
        assert_eq!(place(1, 3, Padding::Same, 7), Some((3, 0)), "a stride may be larger than the window");
        assert_eq!(place(3, 1, Padding::Valid, 5), Some((3, 0)));
        assert_eq!(place(2, 2, Padding::Valid, 5), Some((2, 0)), "the fifth row is dropped");
        assert_eq!(place(3, 1, Padding::Valid, 2), None);
    }

    #[test]
    fn a_shape_is_written_as_keras_writes_it() {
        assert_eq!(Shape::new([32, 32, 3]).to_string(), "(None, 32, 32, 3)");
        assert_eq!(Shape::new([10]).to_string(), "(None, 10)");
    }
}
