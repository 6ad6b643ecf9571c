// The label of an image of the batch: a byte a label, four to a word, looked up through the feed's order.
fn label_of(image: u32) -> u32 {
    let place = order[dims.first + image];
    return (labels[place / 4u] >> (8u * (place % 4u))) & 0xffu;
}
