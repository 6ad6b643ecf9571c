// Where conv2d_pool keeps its winners. A word holds the two-bit codes of the 16 values that one invocation computes:
// two places in eight channels that stand `lanes` apart. A code is 2a + b for the winner at row a, column b.
fn winner_of(place: u32, channel: u32) -> u32 {
    let lanes = lanes_for(channels);
    let word = winners[place / 2u * lanes + channel % lanes];
    return (word >> (2u * (place % 2u * 8u + channel / lanes))) & 3u;
}
