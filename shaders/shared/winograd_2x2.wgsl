// Winograd's F(2x2, 3x3): a tile of two by two outputs, and how a line of it is transformed.
//
//         | 1  0 -1  0 |       |  1    0    0  |       | 1  0 |
//   B^T = | 0  1  1  0 |   G = | 1/2  1/2  1/2 |   A = | 1  1 |
//         | 0 -1  1  0 |       | 1/2 -1/2  1/2 |       | 1 -1 |
//         | 0  1  0 -1 |       |  0    0    1  |       | 0 -1 |
//
// Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016. A tile is transformed by
// these functions along both axes, or where that costs no time, along the second in a loop over the rows of a matrix, so that less is
// to be compiled.

const SIDE = 2u; // outputs of a tile along its side
const REACH = 4u; // pixels that they read
const WINDOWS = 1u; // windows of the pool among them

alias Line = vec4f;
alias Outputs = vec2f;

var<private> G: array<vec3f, 4> = array<vec3f, 4>(vec3f(1, 0, 0), vec3f(0.5), vec3f(0.5, -0.5, 0.5), vec3f(0, 0, 1));

// The columns of B for the pixels in the middle of a tile; then what the last row of the tile before and the first of the tile
// behind give to them.
var<private> B: array<Outputs, 6> = array<Outputs, 6>(Outputs(0, -1), Outputs(1, 1), Outputs(-1, 1), Outputs(1, 0), Outputs(-1, 0), Outputs(0, 1));

// B^T d
fn input_line(d: Line) -> Line {
    return Line(d[0] - d[2], d[1] + d[2], d[2] - d[1], d[1] - d[3]);
}

// The middle of B v, with the last number of the line before and the first of the line behind.
fn input_gradient_line(v: Line, last: f32, first: f32) -> Outputs {
    return Outputs(v[1] - v[2] + v[3] - last, v[1] + v[2] - v[0] + first);
}

// G k
fn kernel_line(k: vec3f) -> Line {
    return Line(k.x, 0.5 * (k.x + k.y + k.z), 0.5 * (k.x - k.y + k.z), k.z);
}

// G^T u
fn kernel_gradient_line(u: Line) -> vec3f {
    let even = 0.5 * (u[1] + u[2]);
    return vec3f(u[0] + even, 0.5 * (u[1] - u[2]), even + u[3]);
}

// A^T m
fn output_line(m: Line) -> Outputs {
    return Outputs(m[0] + m[1] + m[2], m[1] - m[2] - m[3]);
}

// A z
fn output_gradient_line(z: Outputs) -> Line {
    return Line(z[0], z[0] + z[1], z[0] - z[1], -z[1]);
}
