//! The traces: their results have the twins' bits, and their terms are those of the equation.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use convlab_core::ops::Geometry;
use convlab_core::random::{Random, Stream};
use convlab_core::shape::{Padding, Window};
use convlab_core::tolerance::Tolerance;
use convlab_core::twins::Moments;
use convlab_core::{trace, twins};

/// Seeded numbers in `[-1, 1)`.
fn numbers(seed: u64, count: usize) -> Vec<f32> {
    let random = Random::new(seed, Stream::Initializer(0));
    (0..count as u64).map(|index| random.unit(index) * 2.0 - 1.0).collect()
}

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

/// Compares what a trace gives at each place of an array, in row-major order, with the twin's array.
fn assert_same_bits<const N: usize>(
    name: &str,
    shape: [usize; N],
    at: impl Fn([usize; N]) -> f32,
    twin: &[f32],
) {
    let traced: Vec<f32> = (0..shape.iter().product())
        .map(|mut index| {
            let mut place = [0; N];
            for axis in (0..N).rev() {
                place[axis] = index % shape[axis];
                index /= shape[axis];
            }
            at(place)
        })
        .collect();
    assert_eq!(bits(&traced), bits(twin), "{name}");
}

/// Windows of 1 to 5 at strides 1 to 3 with either padding, on a picture that few of them divide, with 1, 3 and 4
/// channels.
fn geometries() -> Vec<Geometry> {
    let mut geometries = Vec::new();
    for size in 1..=5 {
        for stride in 1..=3 {
            for padding in [Padding::Valid, Padding::Same] {
                for channels in [1, 3, 4] {
                    let window =
                        Window { size: [size, 6 - size], strides: [stride, 1 + stride % 3], padding };
                    geometries.push(Geometry::new([5, 7, channels], window, 3).unwrap());
                }
            }
        }
    }
    geometries
}

#[test]
fn a_convolutions_traces_have_its_bits() {
    for g in geometries() {
        let x = numbers(1, g.input_size());
        let kernel = numbers(2, g.depth() * g.output[2]);
        let bias = numbers(3, g.output[2]);
        let d_y = numbers(4, g.output_size());
        for (bias, relu) in [(None, false), (Some(bias.as_slice()), true)] {
            let y = twins::conv2d(&g, &x, &kernel, bias, relu);
            let trace = |at| trace::conv2d(&g, &x, &kernel, bias, relu, at).y;
            assert_same_bits(&format!("y of {g:?}"), g.output, trace, &y);
        }
        let weights = [g.size[0], g.size[1], g.input[2], g.output[2]];
        let trace = |at| trace::conv2d_backward_kernel(&g, &x, &d_y, at).sum;
        let d_kernel = twins::conv2d_backward_kernel(&g, &x, &d_y);
        assert_same_bits(&format!("d_kernel of {g:?}"), weights, trace, &d_kernel);
        let trace = |at| trace::conv2d_backward_input(&g, &d_y, &kernel, at).sum;
        let d_x = twins::conv2d_backward_input(&g, &d_y, &kernel);
        assert_same_bits(&format!("d_x of {g:?}"), g.input, trace, &d_x);
    }
}

#[test]
fn a_pools_traces_have_its_bits_and_its_winners() {
    for g in geometries() {
        let g = Geometry { output: [g.output[0], g.output[1], g.input[2]], ..g };
        // Few values, so that many are equal.
        let x: Vec<f32> = numbers(1, g.input_size()).iter().map(|x| (x * 2.0).round()).collect();
        let d_y = numbers(2, g.output_size());
        let (y, winners) = twins::max_pool(&g, &x);
        assert_same_bits(&format!("y of {g:?}"), g.output, |at| trace::max_pool(&g, &x, at).y, &y);
        let wins: Vec<f32> = winners.iter().map(|&winner| winner as f32).collect();
        let trace = |at| trace::max_pool(&g, &x, at).winner as f32;
        assert_same_bits(&format!("winners of {g:?}"), g.output, trace, &wins);
        let trace = |at| trace::max_pool_backward(&g, &winners, &d_y, at).sum;
        let d_x = twins::max_pool_backward(&g, &winners, &d_y);
        assert_same_bits(&format!("d_x of {g:?}"), g.input, trace, &d_x);
    }
}

#[test]
fn a_dense_layers_traces_have_its_bits() {
    let (inputs, units) = (13, 5);
    let x = numbers(1, inputs);
    let kernel = numbers(2, inputs * units);
    let bias = numbers(3, units);
    let d_y = numbers(4, units);
    for (bias, relu) in [(None, false), (Some(bias.as_slice()), true)] {
        let y = twins::dense(inputs, units, &x, &kernel, bias, relu);
        let trace = |[unit]: [usize; 1]| trace::dense(units, &x, &kernel, bias, relu, unit).y;
        assert_same_bits("y", [units], trace, &y);
    }
    let trace = |[i]: [usize; 1]| trace::dense_backward_input(&d_y, &kernel, i).sum;
    assert_same_bits("d_x", [inputs], trace, &twins::dense_backward_input(inputs, units, &d_y, &kernel));
}

#[test]
fn the_traces_of_an_average_pool_have_its_bits() {
    for window in [
        Window { size: [2, 2], strides: [2, 2], padding: Padding::Same },
        Window { size: [3, 2], strides: [1, 2], padding: Padding::Valid },
    ] {
        let g = Geometry::new([5, 7, 2], window, 2).unwrap();
        let (x, d_y) = (numbers(1, g.input_size()), numbers(2, g.output_size()));
        let trace = |at: [usize; 3]| trace::average_pool(&g, &x, at).y;
        assert_same_bits("y", g.output, trace, &twins::average_pool(&g, &x));
        let trace = |at: [usize; 3]| trace::average_pool_backward(&g, &d_y, at).sum;
        assert_same_bits("d_x", g.input, trace, &twins::average_pool_backward(&g, &d_y));
    }
    let g = Geometry::new([3, 3, 1], Window { size: [2, 2], strides: [2, 2], padding: Padding::Same }, 1)
        .unwrap();
    let x: Vec<f32> = (1..10).map(|pixel| pixel as f32).collect();
    let corner = trace::average_pool(&g, &x, [0, 1, 0]);
    assert_eq!((corner.count, corner.sum, corner.y), (2, 9.0, 4.5), "padding is not counted");
    let place = trace::average_pool_backward(&g, &[4.0, 2.0, 6.0, 8.0], [1, 2, 0]);
    assert_eq!((place.terms[0].count, place.terms[0].share, place.sum), (2, 1.0, 1.0));
}

#[test]
fn the_traces_of_a_batch_normalisation_have_its_bits() {
    let (x, d_y) = (numbers(1, 6), numbers(2, 6));
    let [mean, variance] = [vec![0.1, -0.2], vec![0.5, 0.02]];
    let (gamma, beta) = ([1.5f32, -0.5], [0.3f32, 0.7]);
    let moments = Moments { mean: &mean, variance: &variance, epsilon: 1e-3 };
    let channel = |c: usize| trace::Channel {
        mean: mean[c],
        variance: variance[c],
        epsilon: 1e-3,
        gamma: gamma[c],
        beta: beta[c],
    };
    let y = twins::batch_norm(&x, moments, Some(&gamma), Some(&beta));
    let trace = |[row, c]: [usize; 2]| trace::batch_norm(x[2 * row + c], channel(c)).y;
    assert_same_bits("y", [3, 2], trace, &y);
    let sums = [numbers(3, 2), numbers(4, 2)];
    let [d_gamma, d_beta] = [&sums[0], &sums[1]].map(Vec::as_slice);
    let d_x = twins::batch_norm_backward_input(&x, &d_y, moments, Some(&gamma), [d_gamma, d_beta], 24);
    let trace = |[row, c]: [usize; 2]| {
        let at = 2 * row + c;
        trace::batch_norm_backward_input(x[at], d_y[at], channel(c), Some(([d_gamma[c], d_beta[c]], 24))).d_x
    };
    assert_same_bits("d_x", [3, 2], trace, &d_x);
    let constant = trace::batch_norm_backward_input(x[0], d_y[0], channel(0), None);
    assert_eq!((constant.through_moments, constant.rest), (0.0, d_y[0]), "statistics that are constants");
}

#[test]
fn the_traces_of_softmax_and_loss_have_their_bits() {
    let logits: Vec<f32> = numbers(1, 10).iter().map(|logit| logit * 20.0).collect();
    let trace = trace::softmax(&logits);
    assert_eq!(bits(&trace.y), bits(&twins::softmax(&logits, 10)));
    assert_eq!(trace.exps.iter().copied().fold(0.0, f32::max), 1.0, "the largest is taken off");
    let result = twins::softmax_cross_entropy(&logits, &[3], 10);
    let loss = trace::softmax_cross_entropy(&logits, 3);
    assert_eq!(loss.softmax, trace);
    assert_eq!((bits(&[loss.loss]), bits(&loss.d_logits)), (bits(&result.losses), bits(&result.d_logits)));
    Tolerance::absolute(1e-5).assert("loss", &[loss.loss], &[-trace.y[3].ln()]);
}

#[test]
fn a_step_of_adam_adds_the_change_it_names() {
    let (mut w, mut m, mut v) = ([0.7f32], [0.02], [0.003]);
    let trace = trace::adam(w[0], -0.4, [m[0], v[0]], 7, 1e-3);
    twins::adam(&mut w, &[-0.4], &mut m, &mut v, twins::adam_alpha(1e-3, 7));
    assert_eq!(bits(&[trace.w, trace.m, trace.v]), bits(&[w[0], m[0], v[0]]));
    assert_eq!(bits(&[0.7 + trace.change]), bits(&w));
    // 1 - 0.9^7 and 1 - 0.999^7.
    let means = [m[0] / 0.521_703_1, v[0] / 0.006_979_035];
    Tolerance::absolute(1e-5).assert("means", &[trace.m_hat, trace.v_hat], &means);
    // With epsilon beside sqrt(v), which it cannot be seen beside here, both forms of Adam are one.
    let change = -1e-3 * trace.m_hat / trace.v_hat.sqrt();
    Tolerance::absolute(1e-8).assert("change", &[trace.change], &[change]);
}

/// The picture 1 to 9 and the kernel 1, 10, 100, 1000: the digits of a sum are the pixels.
#[test]
fn a_convolution_by_hand() {
    let window = Window { size: [2, 2], strides: [1, 1], padding: Padding::Same };
    let g = Geometry::new([3, 3, 1], window, 1).unwrap();
    assert_eq!((g.before, g.after(), g.unused()), ([0, 0], [1, 1], [0, 0]), "the odd row stands at the end");
    let x: Vec<f32> = (1..10).map(|pixel| pixel as f32).collect();
    let kernel = [1.0, 10.0, 100.0, 1000.0];

    let inside = trace::conv2d(&g, &x, &kernel, Some(&[-9000.0]), true, [0, 1, 0]);
    let products: Vec<f32> = inside.terms.iter().map(|term| term.product).collect();
    assert_eq!(products, [2.0, 30.0, 500.0, 6000.0]);
    assert_eq!((inside.bias, inside.sum, inside.y), (-9000.0, -2468.0, 0.0));

    let corner = trace::conv2d(&g, &x, &kernel, None, false, [2, 2, 0]);
    let places: Vec<[f64; 3]> = corner.terms.iter().map(|term| term.place.numbers()).collect();
    assert_eq!(places, [[2.0, 2.0, 1.0], [2.0, 3.0, 0.0], [3.0, 2.0, 0.0], [3.0, 3.0, 0.0]]);
    assert_eq!((corner.terms[1].x, corner.terms[1].weight, corner.terms[1].product), (0.0, 10.0, 0.0));
    assert_eq!(corner.sum, 9.0);

    let weight = trace::conv2d_backward_kernel(&g, &x, &[1.0; 9], [1, 1, 0, 0]);
    assert_eq!((weight.terms.len(), weight.sum), (9, 5.0 + 6.0 + 8.0 + 9.0), "a term for each window");
    let pixel = trace::conv2d_backward_input(&g, &[1.0; 9], &kernel, [0, 1, 0]);
    let windows: Vec<[usize; 4]> = pixel.terms.iter().map(|term| [term.u, term.v, term.i, term.j]).collect();
    assert_eq!(windows, [[0, 0, 0, 1], [0, 1, 0, 0]], "no window begins above the picture");
    assert_eq!(pixel.sum, 11.0);
}

#[test]
fn rows_that_no_window_reaches_are_counted() {
    let window = |padding| Window { size: [2, 2], strides: [2, 3], padding };
    let g = Geometry::new([5, 4, 1], window(Padding::Valid), 1).unwrap();
    assert_eq!((g.output, g.before, g.after(), g.unused()), ([2, 1, 1], [0, 0], [0, 0], [1, 2]));
    let g = Geometry::new([5, 4, 1], window(Padding::Same), 1).unwrap();
    assert_eq!((g.output, g.before, g.after(), g.unused()), ([3, 2, 1], [0, 0], [1, 1], [0, 0]));
}

#[test]
fn a_pool_by_hand() {
    let window = Window { size: [2, 2], strides: [1, 1], padding: Padding::Valid };
    let g = Geometry::new([2, 3, 1], window, 1).unwrap();
    let x = [1.0, 7.0, 2.0, 3.0, 7.0, 4.0];
    let trace = trace::max_pool(&g, &x, [0, 1, 0]);
    assert_eq!((trace.winner, trace.y), (0, 7.0), "the first of equals wins");
    let (_, winners) = twins::max_pool(&g, &x);
    let place = |row| {
        let trace = trace::max_pool_backward(&g, &winners, &[10.0, 1.0], [row, 1, 0]);
        (trace.terms.iter().map(|term| (term.j, term.wins)).collect::<Vec<_>>(), trace.sum)
    };
    assert_eq!(place(0), (vec![(1, true), (0, true)], 11.0));
    assert_eq!(place(1), (vec![(1, false), (0, false)], 0.0));
}
