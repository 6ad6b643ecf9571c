//! Sizes and indices from JavaScript, checked, so that no wrong number reaches a loop.

use convlab_core::ops::Geometry;
use convlab_core::shape::{Padding, Window};
use wasm_bindgen::prelude::*;

use crate::failure::Failure;

/// The most numbers that a picture, a kernel or a row may have: as in a network.
const LIMIT: usize = (128 << 20) / size_of::<f32>();

/// Where windows lie on a picture: `[output rows, columns, padding above, left, below, right, unused rows,
/// columns]`; nothing where no window fits.
///
/// `sliding` is `[h, w, c, kh, kw, stride h, stride w, 1 for same padding or 0 for valid, filters]`, here and in every
/// function.
#[wasm_bindgen]
pub fn place(sliding: &[u32]) -> Result<Option<Vec<u32>>, Failure> {
    let Some(g) = geometry(sliding, Kind::Pool)? else { return Ok(None) };
    let [height, width, _] = g.output;
    let axes = [[height, width], g.before, g.after(), g.unused()];
    Ok(Some(axes.as_flattened().iter().map(|&size| size as u32).collect()))
}

/// The geometry of a convolution.
pub(crate) fn convolution(sliding: &[u32]) -> Result<Geometry, Failure> {
    geometry(sliding, Kind::Convolution)?.ok_or_else(too_large)
}

/// The geometry of a pool, whose channels are the picture's.
pub(crate) fn pool(sliding: &[u32]) -> Result<Geometry, Failure> {
    geometry(sliding, Kind::Pool)?.ok_or_else(too_large)
}

fn too_large() -> Failure {
    Failure::argument("The window is larger than the picture.".into())
}

enum Kind {
    Convolution,
    Pool,
}

/// The geometry, if a window fits.
fn geometry(sliding: &[u32], kind: Kind) -> Result<Option<Geometry>, Failure> {
    let Ok([h, w, c, kh, kw, sh, sw, same, filters]) = <[u32; 9]>::try_from(sliding) else {
        return Err(Failure::argument("A sliding window has nine numbers.".into()));
    };
    let [h, w, c, kh, kw, sh, sw, filters] = [h, w, c, kh, kw, sh, sw, filters].map(|size| size as usize);
    for (name, sizes) in [("input", [h, w, c].as_slice()), ("size", &[kh, kw]), ("strides", &[sh, sw])] {
        product(name, sizes)?;
    }
    let filters = match kind {
        Kind::Pool => c,
        Kind::Convolution => {
            product("filters", &[filters])?;
            product("kernel", &[kh, kw, c, filters])?;
            filters
        }
    };
    let padding = if same == 0 { Padding::Valid } else { Padding::Same };
    let window = Window { size: [kh, kw], strides: [sh, sw], padding };
    let Some(g) = Geometry::new([h, w, c], window, filters) else { return Ok(None) };
    product("output", &g.output)?;
    Ok(Some(g))
}

/// The product of some sizes: at least 1, and not beyond the limit.
pub(crate) fn product(name: &str, sizes: &[usize]) -> Result<usize, Failure> {
    let product = sizes.iter().try_fold(1usize, |product, &size| product.checked_mul(size));
    product.filter(|product| (1..=LIMIT).contains(product)).ok_or_else(|| {
        Failure::argument(format!(
            "{name} must name sizes of at least 1, and of {LIMIT} numbers in all at most."
        ))
    })
}

/// Whether an array has as many elements as its shape asks for.
pub(crate) fn check<T>(name: &str, values: &[T], expected: usize) -> Result<(), Failure> {
    if values.len() == expected {
        return Ok(());
    }
    Err(Failure::argument(format!("{name} must have {expected} elements, but has {}.", values.len())))
}

/// As [`check`], for an array that may be left out.
pub(crate) fn check_bias(bias: Option<&[f32]>, expected: usize) -> Result<(), Failure> {
    bias.map_or(Ok(()), |bias| check("bias", bias, expected))
}

/// Indices below their sizes.
pub(crate) fn indices<const N: usize>(at: &[u32], sizes: [usize; N]) -> Result<[usize; N], Failure> {
    let wrong = || Failure::argument(format!("The place {at:?} lies outside of {sizes:?}."));
    let at = <[u32; N]>::try_from(at).map_err(|_| wrong())?.map(|index| index as usize);
    if at.iter().zip(sizes).all(|(&index, size)| index < size) { Ok(at) } else { Err(wrong()) }
}
