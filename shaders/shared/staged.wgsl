// A block of a matrix product by way of workgroup memory: 64 invocations stage a slab of both operands there, and each computes
// four by four, or eight by eight, of the sums from it, with two or four loads of four numbers for 16 or 64 products.
//
//   sum[r, c] = sum over k of left[r, k] * right[k, c]
//
// A kernel says what four rows are at k in `left`, what four columns are in `right`, and in `put` where a sum goes; and whether
// neighbours in memory are neighbours along the sum (LEFT_ALONG, RIGHT_ALONG), so that neighbouring invocations read them. `part`
// is the kernel's own. All of a workgroup come here together, with the same block.

override quads: u32; // of rows and of columns an invocation: 1 or 2

const WORKGROUP = 64u;
const BLOCK = 32u * quads; // rows and columns of a block
const DEPTH = 32u / quads; // places along the sum that are staged at a time
const STRIDE = 8u * quads + 1u; // one more than there are, so that those along the sum lie in different banks

var<workgroup> staged_left: array<vec4f, 288>;
var<workgroup> staged_right: array<vec4f, 288>;

fn blocks_for(count: u32) -> u32 {
    return (count + BLOCK - 1u) / BLOCK;
}

// Which quad of a slab an invocation stages: its place along the sum, and across.
fn staged_quad(index: u32, is_along: bool) -> vec2u {
    if (is_along) {
        return vec2u(index % DEPTH, index / DEPTH);
    }
    return vec2u(index / (8u * quads), index % (8u * quads));
}

fn stage(part: u32, from_k: u32, to_k: u32, row: u32, column: u32, local: u32) {
    for (var index = local; index < 256u; index += WORKGROUP) {
        let at = staged_quad(index, LEFT_ALONG);
        var quad = vec4f();
        if (from_k + at.x < to_k) {
            quad = left(part, from_k + at.x, row + 4u * at.y);
        }
        staged_left[at.x * STRIDE + at.y] = quad;
    }
    for (var index = local; index < 256u; index += WORKGROUP) {
        let at = staged_quad(index, RIGHT_ALONG);
        var quad = vec4f();
        if (from_k + at.x < to_k) {
            quad = right(part, from_k + at.x, column + 4u * at.y);
        }
        staged_right[at.x * STRIDE + at.y] = quad;
    }
}

// The block whose first row and column these are, summed from place `from_k` up to `to_k`, of so many rows and columns in all.
fn multiply_block(part: u32, from_k: u32, to_k: u32, first: vec2u, all: vec2u, local: u32) {
    let down = local / 8u;
    let across = local % 8u;
    var tile: array<vec4f, 16>; // four or eight rows, each one or two quads
    for (var k = from_k; k < to_k; k += DEPTH) {
        workgroupBarrier();
        stage(part, k, to_k, first.x, first.y, local);
        workgroupBarrier();
        for (var j = 0u; j < DEPTH; j++) {
            var r: array<vec4f, 2>;
            for (var q = 0u; q < quads; q++) { // unrolled
                r[q] = staged_right[j * STRIDE + across + 8u * q];
            }
            for (var p = 0u; p < quads; p++) { // unrolled
                let l = staged_left[j * STRIDE + down + 8u * p];
                for (var i = 0u; i < 4u; i++) { // unrolled
                    for (var q = 0u; q < quads; q++) { // unrolled
                        tile[(4u * p + i) * quads + q] += l[i] * r[q];
                    }
                }
            }
        }
    }

    var sums = tile;
    for (var i = 0u; i < 4u * quads; i++) {
        let row = first.x + 4u * down + 32u * (i / 4u) + i % 4u;
        if (row < all.x) {
            for (var q = 0u; q < quads; q++) { // unrolled
                let column = first.y + 4u * across + 32u * q;
                for (var c = 0u; c < 4u; c++) { // unrolled
                    if (column + c < all.y) {
                        put(part, row, column + c, sums[i * quads + q][c]);
                    }
                }
            }
        }
    }
}
