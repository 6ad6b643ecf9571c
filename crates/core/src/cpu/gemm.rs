//! The matrix product of the `matrixmultiply` crate behind checked lengths.

/// A matrix in a slice.
#[derive(Clone, Copy)]
pub(super) struct Matrix<'a> {
    data: &'a [f32],
    rows: usize,
    columns: usize,
    row_stride: usize,
    column_stride: usize,
}

impl<'a> Matrix<'a> {
    /// Row-major numbers as rows of `columns`.
    pub(super) fn new(data: &'a [f32], columns: usize) -> Self {
        Self { data, rows: data.len() / columns, columns, row_stride: columns, column_stride: 1 }
    }

    /// The same numbers with rows and columns exchanged.
    pub(super) fn transposed(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
            ..self
        }
    }
}

/// `c = a * b + beta * c`, with `c` row-major and `[a.rows, b.columns]`.
///
/// # Panics
/// If the sizes do not fit each other.
#[expect(unsafe_code, reason = "the product takes pointers; their bounds are checked here")]
pub(super) fn gemm(a: Matrix<'_>, b: Matrix<'_>, beta: f32, c: &mut [f32]) {
    assert_eq!(a.columns, b.rows, "inner sizes");
    assert_eq!(c.len(), a.rows * b.columns, "the product's size");
    // SAFETY: `Matrix::new` takes whole rows from its slice and `transposed` keeps the same elements, so
    // every element of `a` and `b` that these sizes and strides address lies in its slice; `c` is exactly as
    // long as its sizes say, and borrowed mutably, so it overlaps neither.
    unsafe {
        matrixmultiply::sgemm(
            a.rows,
            a.columns,
            b.columns,
            1.0,
            a.data.as_ptr(),
            a.row_stride as isize,
            a.column_stride as isize,
            b.data.as_ptr(),
            b.row_stride as isize,
            b.column_stride as isize,
            beta,
            c.as_mut_ptr(),
            b.columns as isize,
            1,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_of_all_orientations() {
        let a = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let b = [1.0, 0.0, 2.0, -1.0, 0.0, 1.0];
        let mut c = [10.0; 4];
        gemm(Matrix::new(&a, 3), Matrix::new(&b, 2), 1.0, &mut c);
        assert_eq!(c, [15.0, 11.0, 24.0, 12.0 - 1.0]);
        gemm(Matrix::new(&a, 3), Matrix::new(&b, 3).transposed(), 0.0, &mut c);
        assert_eq!(c, [7.0, 2.0, 16.0, 2.0]);
    }

    #[test]
    #[should_panic(expected = "inner sizes")]
    fn sizes_that_do_not_fit_are_refused() {
        gemm(Matrix::new(&[0.0; 6], 3), Matrix::new(&[0.0; 4], 2), 0.0, &mut [0.0; 4]);
    }
}
