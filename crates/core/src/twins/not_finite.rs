//! Whether numbers are still numbers.

/// The smallest `e` whose `w[e]` is NaN or infinite.
pub fn find_not_finite(w: &[f32]) -> Option<usize> {
    const EXPONENT: u32 = 0x7f80_0000;
    // A whole chunk is looked at without a branch, which is several times as fast.
    const CHUNK: usize = 64;
    let is_not_finite = |w: &f32| w.to_bits() & EXPONENT == EXPONENT;
    let chunk =
        w.chunks(CHUNK).position(|chunk| chunk.iter().fold(false, |any, w| any | is_not_finite(w)))?;
    let first = chunk * CHUNK;
    w[first..].iter().position(is_not_finite).map(|place| first + place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_is_found_wherever_it_is() {
        assert_eq!(find_not_finite(&[]), None);
        let mut numbers = vec![f32::MAX; 200];
        numbers[3] = f32::from_bits(1);
        numbers[7] = -0.0;
        assert_eq!(find_not_finite(&numbers), None);
        for (place, value) in [(199, f32::NAN), (128, f32::INFINITY), (63, f32::NEG_INFINITY), (0, -f32::NAN)]
        {
            numbers[place] = value;
            assert_eq!(find_not_finite(&numbers), Some(place));
        }
    }
}
