// A tile's eight columns stand `lanes` apart, so that neighbouring invocations read neighbouring addresses. Columns
// beyond the last are read from the last and never stored.
struct Columns {
    low: vec4u,
    high: vec4u,
}

fn lanes_for(columns: u32) -> u32 {
    return (columns + 7u) / 8u;
}

fn tile_columns(lane: u32, lanes: u32, count: u32) -> Columns {
    let low = lane + lanes * vec4u(0u, 1u, 2u, 3u);
    let high = lane + lanes * vec4u(4u, 5u, 6u, 7u);
    return Columns(min(low, vec4u(count - 1u)), min(high, vec4u(count - 1u)));
}
