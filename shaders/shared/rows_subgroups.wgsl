// What shared/rows.wgsl gives, where four neighbouring invocations ask for the same rows: each loads one of them, and the others get
// it from there.
alias Rows = u32;

// Where this invocation's row starts.
fn rows_of(starts: vec4u, local: u32) -> Rows {
    return starts[local % 4u];
}

fn four(rows: Rows, step: u32) -> vec4f {
    let own = element(rows + step);
    return vec4f(quadBroadcast(own, 0u), quadBroadcast(own, 1u), quadBroadcast(own, 2u), quadBroadcast(own, 3u));
}
