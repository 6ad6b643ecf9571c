// What four rows have at one step of a sum, whose numbers a kernel finds in `element`: each invocation loads all four.
alias Rows = vec4u;

// Where the rows start.
fn rows_of(starts: vec4u, local: u32) -> Rows {
    return starts;
}

fn four(rows: Rows, step: u32) -> vec4f {
    return vec4f(element(rows.x + step), element(rows.y + step), element(rows.z + step), element(rows.w + step));
}
