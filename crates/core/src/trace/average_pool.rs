//! An average pool's output and gradient, one number at a time.

use super::{Place, PoolTerm, Sum};
use crate::ops::Geometry;
use crate::twins::{Real, places};

/// One value of an average pool's output.
#[derive(Clone, Debug, PartialEq)]
pub struct AveragePoolTrace<T> {
    /// The window's cells in order, those over padding among them, which are not counted.
    pub terms: Vec<PoolTerm<T>>,
    /// How many lie on the picture.
    pub count: usize,
    /// What they add up to.
    pub sum: T,
    /// `sum / count`
    pub y: T,
}

/// `y[i, j, c]` of [`crate::twins::average_pool`].
pub fn average_pool<T: Real>(g: &Geometry, x: &[T], [i, j, c]: [usize; 3]) -> AveragePoolTrace<T> {
    let mut sum = T::ZERO;
    let mut terms = Vec::new();
    for (u, v, _) in places([g.size[0], g.size[1], 1]) {
        let place = Place::under(g, [i, j], [u, v]);
        let x = place.read(g, x, c);
        if place.inside {
            sum += x;
        }
        terms.push(PoolTerm { u, v, place, x });
    }
    let count = g.covered(i, j);
    AveragePoolTrace { terms, count, sum, y: sum / T::from_f64(count as f64) }
}

/// A window over a place of the input, which has its share of the window's gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AverageGradientTerm<T> {
    /// The window's row.
    pub i: usize,
    /// The window's column.
    pub j: usize,
    /// `d_y[i, j, c]`.
    pub d_y: T,
    /// How many places of the picture the window covers.
    pub count: usize,
    /// `d_y / count`
    pub share: T,
}

/// `d_x[row, column, c]` of [`crate::twins::average_pool_backward`]: a term for each window over the place.
pub fn average_pool_backward<T: Real>(
    g: &Geometry,
    d_y: &[T],
    [row, column, c]: [usize; 3],
) -> Sum<AverageGradientTerm<T>, T> {
    let mut sum = T::ZERO;
    let mut terms = Vec::new();
    for (u, v, _) in places([g.size[0], g.size[1], 1]) {
        let (Some(i), Some(j)) = (g.output_place(0, row, u), g.output_place(1, column, v)) else { continue };
        let (d_y, count) = (d_y[(i * g.output[1] + j) * g.output[2] + c], g.covered(i, j));
        let share = d_y / T::from_f64(count as f64);
        sum += share;
        terms.push(AverageGradientTerm { i, j, d_y, count, share });
    }
    Sum { terms, sum }
}
