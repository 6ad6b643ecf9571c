// A number of the data set: bytes, four to a word, or floats, in two windows, because one binding may be too small for
// a whole data set. Image k lies in low if it is among those that low has room for, else in high: low ends with a whole image
// and a whole word, or there is no other.
fn word(is_low: bool, at: u32) -> u32 {
    if (is_low) {
        return low[at];
    }
    return high[at];
}

// Number `element` of an image of `size` numbers, bytes as x / 255.
fn pixel(image: u32, size: u32, element: u32) -> f32 {
    let low_images = arrayLength(&low) * select(1u, 4u, bytes) / size;
    let is_low = image < low_images;
    let at = select(image - low_images, image, is_low) * size + element;
    if (bytes) {
        return f32((word(is_low, at / 4u) >> (8u * (at % 4u))) & 0xffu) / 255.0;
    }
    return bitcast<f32>(word(is_low, at));
}
