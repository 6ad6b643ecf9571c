// A number of the data set: bytes, four to a word, or floats, in two windows, because one binding may be too small for
// a whole data set. Image k lies in low if k < low_images, else in high.
fn word(image: u32, at: u32) -> u32 {
    if (image < low_images) {
        return low[at];
    }
    return high[at];
}

// Number `element` of an image of `size` numbers, bytes as x / 255.
fn pixel(image: u32, size: u32, element: u32) -> f32 {
    let at = select(image - low_images, image, image < low_images) * size + element;
    if (bytes) {
        return f32((word(image, at / 4u) >> (8u * (at % 4u))) & 0xffu) / 255.0;
    }
    return bitcast<f32>(word(image, at));
}
