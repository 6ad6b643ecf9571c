//! A pool's output and gradient, one number at a time.

use super::{Place, Sum};
use crate::ops::Geometry;
use crate::twins::{Real, places};

/// A cell of a pool's window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PoolTerm<T> {
    /// The cell's row.
    pub u: usize,
    /// The cell's column.
    pub v: usize,
    /// The place in the input.
    pub place: Place,
    /// The input's value; 0 in the padding, which never wins.
    pub x: T,
}

/// One value of a pool's output.
#[derive(Clone, Debug, PartialEq)]
pub struct MaxPoolTrace<T> {
    /// The window's cells in order, those over padding among them.
    pub terms: Vec<PoolTerm<T>>,
    /// Which of the terms wins: the first of the largest.
    pub winner: usize,
    /// The output's value: the winner's.
    pub y: T,
}

/// `y[i, j, c]` of [`crate::twins::max_pool`].
pub fn max_pool<T: Real>(g: &Geometry, x: &[T], [i, j, c]: [usize; 3]) -> MaxPoolTrace<T> {
    let mut best: Option<(T, usize)> = None;
    let mut terms = Vec::new();
    for (index, (u, v, _)) in places([g.size[0], g.size[1], 1]).enumerate() {
        let place = Place::under(g, [i, j], [u, v]);
        let x = place.read(g, x, c);
        if place.inside && best.is_none_or(|(best, _)| x > best || x.is_nan()) {
            best = Some((x, index));
        }
        terms.push(PoolTerm { u, v, place, x });
    }
    let (y, winner) = best.unwrap_or((T::ZERO, 0));
    MaxPoolTrace { terms, winner, y }
}

/// A window over a place of the input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PoolGradientTerm<T> {
    /// The window's row.
    pub i: usize,
    /// The window's column.
    pub j: usize,
    /// `d_y[i, j, c]`.
    pub d_y: T,
    /// Whether the place has won the window, so that it gets the window's gradient.
    pub wins: bool,
}

/// `d_x[row, column, c]` of [`crate::twins::max_pool_backward`]: a term for each window over the place.
pub fn max_pool_backward<T: Real>(
    g: &Geometry,
    winners: &[u32],
    d_y: &[T],
    [row, column, c]: [usize; 3],
) -> Sum<PoolGradientTerm<T>, T> {
    let mut sum = T::ZERO;
    let mut terms = Vec::new();
    for (cell, (u, v, _)) in places([g.size[0], g.size[1], 1]).enumerate() {
        let (Some(i), Some(j)) = (g.output_place(0, row, u), g.output_place(1, column, v)) else { continue };
        let at = (i * g.output[1] + j) * g.output[2] + c;
        let (d_y, wins) = (d_y[at], winners[at] as usize == cell);
        if wins {
            sum += d_y;
        }
        terms.push(PoolGradientTerm { i, j, d_y, wins });
    }
    Sum { terms, sum }
}
