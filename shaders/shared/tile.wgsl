// Stores the sums of a tile of eight columns: a kernel says what the COLUMNS are, and in `put` where a sum goes. Where the
// columns fill the lanes, as the compiler can tell, none is asked whether it exists.
const WHOLE = COLUMNS % 8u == 0u;

// A row, its low and its high half.
fn store_row(row: u32, lane: u32, lanes: u32, low: vec4f, high: vec4f) {
    for (var k = 0u; k < 4u; k++) { // unrolled
        if (WHOLE || lane + k * lanes < COLUMNS) {
            put(row, lane + k * lanes, low[k]);
        }
        if (WHOLE || lane + (k + 4u) * lanes < COLUMNS) {
            put(row, lane + (k + 4u) * lanes, high[k]);
        }
    }
}

// The first rows of a tile of eight.
fn store_tile(first: u32, rows: u32, lane: u32, lanes: u32, sums: array<vec4f, 16>) {
    var tile = sums;
    for (var r = 0u; r < rows; r++) {
        store_row(first + r, lane, lanes, tile[2u * r], tile[2u * r + 1u]);
    }
}
