// Winograd's F(4x4, 3x3): a tile of four by four outputs, and how a line of it is transformed. See shared/winograd_2x2.wgsl.
//
// The polynomials of a line are taken at 0, at ROOT / 2, -ROOT / 2, ROOT and -ROOT, where ROOT is the root of 2, and at infinity: with
// 1, -1, 2 and -2 instead, as in the paper, rounding shows twice as much, and four times in the worst place.

const SIDE = 4u;
const REACH = 6u;
const WINDOWS = 2u;
const ROOT = 1.4142135623730951;

alias Line = array<f32, 6>;
alias Outputs = vec4f;

var<private> G: array<vec3f, 6> = array<vec3f, 6>(
    vec3f(1, 0, 0),
    vec3f(-2, -ROOT, -1) / 3,
    vec3f(-2, ROOT, -1) / 3,
    vec3f(1, ROOT, 2) / 6,
    vec3f(1, -ROOT, 2) / 6,
    vec3f(0, 0, 1),
);
var<private> B: array<Outputs, 8> = array<Outputs, 8>(
    Outputs(0, -2.5, 0, 1),
    Outputs(-ROOT, -2, 0.5 * ROOT, 1),
    Outputs(ROOT, -2, -0.5 * ROOT, 1),
    Outputs(-0.5 * ROOT, -0.5, ROOT, 1),
    Outputs(0.5 * ROOT, -0.5, -ROOT, 1),
    Outputs(1, 0, -2.5, 0),
    Outputs(1, 0, 0, 0),
    Outputs(0, 0, 0, 1),
);

fn input_line(d: Line) -> Line {
    let even = d[4] - 2.0 * d[2];
    let odd = 0.5 * ROOT * d[3] - ROOT * d[1];
    let near = d[4] - 0.5 * d[2];
    let far = ROOT * d[3] - 0.5 * ROOT * d[1];
    return Line(d[0] - 2.5 * d[2] + d[4], even + odd, even - odd, near + far, near - far, d[1] - 2.5 * d[3] + d[5]);
}

fn input_gradient_line(v: Line, last: f32, first: f32) -> Outputs {
    let sum = v[1] + v[2];
    let difference = v[1] - v[2];
    let far = v[3] + v[4];
    let further = v[3] - v[4];
    return Outputs(
        v[5] - ROOT * (difference + 0.5 * further) + last,
        -2.5 * v[0] - 2.0 * sum - 0.5 * far,
        ROOT * (0.5 * difference + further) - 2.5 * v[5],
        v[0] + sum + far + first,
    );
}

fn kernel_line(k: vec3f) -> Line {
    let even = (2.0 * k.x + k.z) / -3.0;
    let odd = ROOT / 3.0 * k.y;
    let far = (k.x + 2.0 * k.z) / 6.0;
    let further = ROOT / 6.0 * k.y;
    return Line(k.x, even - odd, even + odd, far + further, far - further, k.z);
}

fn kernel_gradient_line(u: Line) -> vec3f {
    let even = (u[1] + u[2]) / 3.0;
    let far = (u[3] + u[4]) / 6.0;
    return vec3f(u[0] - 2.0 * even + far, ROOT / 3.0 * (u[2] - u[1]) + ROOT / 6.0 * (u[3] - u[4]), 2.0 * far - even + u[5]);
}

fn output_line(m: Line) -> Outputs {
    let even = m[1] + m[2];
    let odd = m[1] - m[2];
    let far = m[3] + m[4];
    let further = m[3] - m[4];
    return Outputs(m[0] + even + far, ROOT * (0.5 * odd + further), 0.5 * even + 2.0 * far, ROOT * (0.25 * odd + 2.0 * further) + m[5]);
}

fn output_gradient_line(z: Outputs) -> Line {
    let even = z[0] + 0.5 * z[2];
    let odd = ROOT * (0.5 * z[1] + 0.25 * z[3]);
    let far = z[0] + 2.0 * z[2];
    let further = ROOT * (z[1] + 2.0 * z[3]);
    return Line(z[0], even + odd, even - odd, far + further, far - further, z[3]);
}
