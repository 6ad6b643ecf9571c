// Where a row or a column of x begins. Padding begins at 0 and has weight 0.
struct Start {
    offset: u32,
    weight: f32,
}

fn start(at: u32, end: u32, step: u32) -> Start {
    let inside = at < end; // above and left of the picture it wraps round to huge
    return Start(select(0u, at, inside) * step, f32(inside));
}
