//! The twins on cases small enough to work out by hand.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use convlab_core::augmentation::{Augmentation, Change};
use convlab_core::backend::Totals;
use convlab_core::dataset::Pixels;
use convlab_core::ops::Geometry;
use convlab_core::random::{Random, Stream};
use convlab_core::shape::{Padding, Window};
use convlab_core::tolerance::Tolerance;
use convlab_core::twins::{self, Moments, SoftmaxCrossEntropy};

fn geometry(input: [usize; 3], size: usize, stride: usize, padding: Padding, filters: usize) -> Geometry {
    Geometry::new(input, Window { size: [size; 2], strides: [stride; 2], padding }, filters).unwrap()
}

#[test]
fn a_convolution_is_a_cross_correlation() {
    let g = geometry([2, 3, 1], 2, 1, Padding::Valid, 1);
    let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let kernel = [1.0, 10.0, 100.0, 1000.0];
    assert_eq!(twins::conv2d(&g, &x, &kernel, None, false), [5421.0, 6532.0]);
    assert_eq!(twins::conv2d(&g, &x, &kernel, Some(&[-6000.0]), true), [0.0, 532.0]);
}

#[test]
fn the_padding_of_an_even_kernel_stands_at_the_end() {
    let g = geometry([2, 2, 1], 2, 1, Padding::Same, 1);
    let x = [1.0, 2.0, 3.0, 4.0];
    let kernel = [1.0, 10.0, 100.0, 1000.0];
    assert_eq!(twins::conv2d(&g, &x, &kernel, None, false), [4321.0, 402.0, 43.0, 4.0]);
}

#[test]
fn a_kernel_is_indexed_by_input_channel_and_then_filter() {
    let g = geometry([1, 1, 2], 1, 1, Padding::Valid, 3);
    let kernel = [1.0, 2.0, 3.0, 10.0, 20.0, 30.0];
    assert_eq!(twins::conv2d(&g, &[1.0, 2.0], &kernel, None, false), [21.0, 42.0, 63.0]);
    assert_eq!(twins::conv2d_backward_input(&g, &[1.0, 0.0, 2.0], &kernel), [7.0, 70.0]);
    let d_kernel = twins::conv2d_backward_kernel(&g, &[1.0, 2.0], &[1.0, 0.0, 2.0]);
    assert_eq!(d_kernel, [1.0, 0.0, 2.0, 2.0, 0.0, 4.0]);
    assert_eq!(twins::flip_kernel([1, 1], 2, 3, &kernel), [1.0, 10.0, 2.0, 20.0, 3.0, 30.0]);
}

#[test]
fn a_depthwise_convolution_keeps_channels_apart() {
    let g = Geometry { output: [1, 2, 4], ..geometry([1, 3, 2], 1, 1, Padding::Valid, 4) };
    let g = Geometry { size: [1, 2], ..g };
    // The pixels are (1, 10), (2, 20), (3, 30); each channel becomes two.
    let x = [1.0, 10.0, 2.0, 20.0, 3.0, 30.0];
    let kernel = [1.0, 2.0, 3.0, 4.0, 100.0, 200.0, 300.0, 400.0];
    let y = twins::depthwise_conv2d(&g, &x, &kernel, Some(&[0.0, 0.0, 0.0, -1e6]), true);
    assert_eq!(y, [201.0, 402.0, 6030.0, 0.0, 302.0, 604.0, 9060.0, 0.0]);
    let d_y = [1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0];
    let d_x = twins::depthwise_conv2d_backward_input(&g, &d_y, &kernel);
    assert_eq!(d_x, [1.0, 4.0, 102.0, 400.0, 200.0, 0.0]);
    let d_kernel = twins::depthwise_conv2d_backward_kernel(&g, &x, &d_y);
    assert_eq!(d_kernel, [1.0, 2.0, 0.0, 10.0, 2.0, 3.0, 0.0, 20.0]);
}

#[test]
fn padding_is_not_counted_in_a_mean() {
    let g = geometry([3, 3, 1], 2, 2, Padding::Same, 1);
    let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];
    assert_eq!(twins::average_pool(&g, &x), [3.0, 4.5, 7.5, 9.0]);
    let d_x = twins::average_pool_backward(&g, &[4.0, 2.0, 6.0, 8.0]);
    assert_eq!(d_x, [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 3.0, 3.0, 8.0]);
}

#[test]
fn gradients_from_several_sides_add_up() {
    assert_eq!(twins::add(&[1.0, 2.0], &[10.0, 20.0]), [11.0, 22.0]);
    let mut sum = [9.0, 9.0];
    twins::accumulate(&mut sum, &[1.0, 2.0], true);
    twins::accumulate(&mut sum, &[10.0, 20.0], false);
    assert_eq!(sum, [11.0, 22.0]);
}

#[test]
fn the_first_of_equals_wins_a_pool() {
    let g = geometry([2, 4, 1], 2, 2, Padding::Valid, 1);
    let x = [1.0, 5.0, -1.0, -1.0, 5.0, 2.0, -1.0, -1.0];
    assert_eq!(twins::max_pool(&g, &x), (vec![5.0, -1.0], vec![1, 0]));
    let d_x = twins::max_pool_backward(&g, &[1, 0], &[3.0, 4.0]);
    assert_eq!(d_x, [0.0, 3.0, 4.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn padding_never_wins_a_pool_and_nan_always_does() {
    let g = geometry([3, 3, 1], 2, 2, Padding::Same, 1);
    let x = [-1.0, -2.0, -3.0, -4.0, -5.0, -6.0, -7.0, -8.0, -9.0];
    assert_eq!(twins::max_pool(&g, &x), (vec![-1.0, -3.0, -7.0, -9.0], vec![0; 4]));
    let g = geometry([2, 2, 1], 2, 2, Padding::Valid, 1);
    let (y, winners) = twins::max_pool(&g, &[1.0, f32::NAN, 2.0, 3.0]);
    assert!(y[0].is_nan() && winners == [1]);
}

#[test]
fn overlapping_pools_add_their_gradients() {
    let g = geometry([1, 3, 1], 1, 1, Padding::Valid, 1);
    let g = Geometry { size: [1, 2], output: [1, 2, 1], ..g };
    let (y, winners) = twins::max_pool(&g, &[1.0, 7.0, 2.0]);
    assert_eq!((y, &winners), (vec![7.0, 7.0], &vec![1, 0]));
    assert_eq!(twins::max_pool_backward(&g, &winners, &[10.0, 1.0]), [0.0, 11.0, 0.0]);
}

#[test]
fn a_fused_pool_chooses_before_the_relu_and_passes_gradients_only_through_it() {
    let conv = geometry([2, 4, 1], 1, 1, Padding::Valid, 1);
    let pool = geometry([2, 4, 1], 2, 2, Padding::Valid, 1);
    let x = [-3.0, -1.0, 1.0, 4.0, -2.0, -4.0, 2.0, 3.0];
    let (y, winners) = twins::conv2d_pool(&conv, &pool, &x, &[1.0], None);
    assert_eq!((&y, &winners), (&vec![0.0, 4.0], &vec![1, 1]));
    let d_z = twins::conv2d_pool_backward(&pool, &y, &winners, &[5.0, 6.0]);
    assert_eq!(d_z, [0.0, 0.0, 0.0, 6.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn a_dense_layer_is_a_product_of_matrices() {
    let kernel = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let x = [1.0, 10.0, 2.0, 20.0];
    assert_eq!(twins::dense(2, 3, &x, &kernel, None, false), [41.0, 52.0, 63.0, 82.0, 104.0, 126.0]);
    let y = twins::dense(2, 3, &x, &kernel, Some(&[-60.0, 0.0, -70.0]), true);
    assert_eq!(y, [0.0, 52.0, 0.0, 22.0, 104.0, 56.0]);
    assert_eq!(twins::dense_backward_input(2, 3, &[1.0, 0.0, -1.0], &kernel), [-2.0, -2.0]);
    let d_kernel = twins::dense_backward_kernel(2, 1, &x, &[1.0, 3.0]);
    assert_eq!(d_kernel, [7.0, 70.0]);
    assert_eq!(twins::bias_backward(&[1.0, 2.0, 3.0, 4.0], 2), [4.0, 6.0]);
}

#[test]
fn relu_has_no_gradient_at_zero_and_keeps_nan() {
    assert_eq!(twins::relu(&[-1.0, 0.0, 2.0]), [0.0, 0.0, 2.0]);
    assert_eq!(twins::relu_backward(&[0.0, 2.0], &[5.0, 6.0]), [0.0, 6.0]);
    assert!(twins::relu(&[f32::NAN])[0].is_nan());
}

/// The first channel holds 0, 2, 4 and 6, the second one number only.
#[test]
fn a_batch_is_normalised_channel_by_channel_with_the_biased_variance() {
    let x = [0.0, 7.0, 2.0, 7.0, 4.0, 7.0, 6.0, 7.0];
    let mean = twins::batch_norm_mean(&x, 2);
    let variance = twins::batch_norm_variance(&x, &mean);
    assert_eq!((mean.as_slice(), variance.as_slice()), ([3.0, 7.0].as_slice(), [5.0, 0.0].as_slice()));
    // sqrt(5 + 4) is 3, and sqrt(0 + 4) is 2.
    let moments = Moments { mean: &mean, variance: &variance, epsilon: 4.0 };
    let y = twins::batch_norm(&x, moments, Some(&[6.0, 10.0]), Some(&[1.0, -1.0]));
    Tolerance::absolute(1e-14).assert("y", &y, &[-5.0, -1.0, -1.0, -1.0, 3.0, -1.0, 7.0, -1.0]);
    let plain = twins::batch_norm(&x, moments, None, None);
    Tolerance::absolute(1e-14).assert("x_hat", &plain[..4], &[-1.0, 0.0, -1.0 / 3.0, 0.0]);

    let d_y = [3.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0];
    let d_gamma = twins::batch_norm_backward_gamma(&x, &d_y, moments);
    Tolerance::absolute(1e-14).assert("d_gamma", &d_gamma, &[-3.0, 0.0]);
    let d_beta = twins::bias_backward(&d_y, 2);
    let d_x = twins::batch_norm_backward_input(
        &x,
        &d_y,
        moments,
        Some(&[6.0, 10.0]),
        [&d_gamma, &d_beta],
        x.len() / 2,
    );
    // 6 / 3 times 3 - (3 + 3) / 4, and 0 - (3 + 1) / 4, ...; what is common to a channel goes nowhere.
    Tolerance::absolute(1e-14).assert("d_x", &d_x, &[3.0, 0.0, -2.0, 0.0, -1.0, 0.0, 0.0, 0.0]);

    let mut moving = [10.0, 1.0];
    twins::moving_average(&mut moving, &[2.0, 5.0], 0.75);
    assert_eq!(moving, [8.0, 2.0]);
}

#[test]
fn a_dropout_drops_its_share_keeps_the_mean_and_lets_the_gradient_through_what_it_kept() {
    let random = |layer, step| Random::new(9, Stream::Dropout { layer, step });
    let x: Vec<f64> = (1..=40_000).map(f64::from).collect();
    let (rate, kept) = (0.25, 4.0 / 3.0);
    let y = twins::dropout(&x, rate, &random(2, 7));
    let dropped = y.iter().filter(|value| **value == 0.0).count() as f64 / x.len() as f64;
    assert!((dropped - 0.25).abs() < 0.01, "{dropped} are dropped");
    for (x, y) in x.iter().zip(&y) {
        assert!(*y == 0.0 || (y / x - kept).abs() < 1e-7, "{x} became {y}");
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    assert!((mean(&y) / mean(&x) - 1.0).abs() < 0.01, "{} became {}", mean(&x), mean(&y));

    let gate = |y: &[f64]| y.iter().map(|value| *value != 0.0).collect::<Vec<_>>();
    let ones = vec![1.0; x.len()];
    assert_eq!(gate(&twins::dropout(&ones, rate, &random(2, 7))), gate(&y), "the gradient passes there");
    for other in [random(2, 8), random(3, 7)] {
        assert_ne!(gate(&twins::dropout(&ones, rate, &other)), gate(&y), "a step, a layer has its own");
    }
    assert_eq!(twins::dropout(&x, 0.0, &random(2, 7)), x);
}

#[test]
fn the_loss_is_stable_and_counts_the_first_of_equals() {
    let logits: [f64; 6] = [0.0, 0.0, 1000.0, 1000.0, -1000.0, 0.0];
    let SoftmaxCrossEntropy { losses, correct, d_logits } =
        twins::softmax_cross_entropy(&logits, &[1, 1, 0], 2);
    let close = Tolerance::absolute(1e-15);
    close.assert("losses", &losses, &[2f64.ln(), 2f64.ln(), 1000.0]);
    assert_eq!(correct, [0, 0, 0], "of equal logits the first counts");
    let sixth = 1.0 / 6.0;
    close.assert("d_logits", &d_logits, &[sixth, -sixth, sixth, -sixth, -1.0 / 3.0, 1.0 / 3.0]);
    close.assert("softmax", &twins::softmax(&[0.0, 3f64.ln()], 2), &[0.25, 0.75]);
    let totals = twins::batch_metrics(&losses, &correct);
    assert_eq!((totals.images, totals.correct), (3, 0));
    assert!((totals.mean_loss() - (1000.0 + 2.0 * 2f64.ln()) / 3.0).abs() < 1e-12);
}

#[test]
fn the_first_step_of_adam_is_the_learning_rate() {
    let alpha = twins::adam_alpha(1e-3, 1);
    let (mut w, mut m, mut v) = ([1.0f64, 1.0, 1.0], [0.0; 3], [0.0; 3]);
    twins::adam(&mut w, &[2.0, -1e-3, 0.0], &mut m, &mut v, f64::from(alpha));
    Tolerance::absolute(1e-15).assert("m", &m, &[0.2, -1e-4, 0.0]);
    Tolerance::absolute(1e-15).assert("v", &v, &[4e-3, 1e-9, 0.0]);
    // Epsilon stands beside sqrt(v) = |g| sqrt(0.001), so it weighs 0.3 % where the gradient is a thousandth.
    // Beta 2 is 0.999 within half a unit of float32, and so is 1 - beta 2 within 1.5e-5 of itself.
    Tolerance::absolute(2e-8).assert("w", &w, &[0.999, 1.0 + 1e-3 * (1.0 - 0.003_152_3), 1.0]);
}

#[test]
fn alpha_approaches_the_learning_rate() {
    assert_eq!(twins::adam_alpha(1e-3, 100_000), 1e-3);
    assert_eq!(twins::adam_alpha(0.0, 1), 0.0);
    // lr * sqrt(1 - 0.999^2) / (1 - 0.9^2), with the float32 betas 0.9990000128746033 and 0.8999999761581421.
    assert_eq!(twins::adam_alpha(1e-3, 2), 2.353_151_6e-4);
}

#[test]
fn a_batch_is_gathered_in_order() {
    let bytes = Pixels::Bytes(vec![0, 255, 51, 1]);
    assert_eq!(twins::gather_batch(&bytes, 2, &[1, 0]), [0.2, 1.0 / 255.0, 0.0, 1.0]);
    let floats = Pixels::Floats(vec![0.5, -2.0]);
    assert_eq!(twins::gather_batch(&floats, 1, &[1, 1]), [-2.0, -2.0]);
}

/// Images of 2 x 3 pixels, numbered along the rows.
#[test]
fn an_image_is_turned_over_then_moved_and_what_moves_in_is_zero() {
    let change = |flip, down, right| Change { flip, down, right };
    let seen = |change: Change| {
        let source = |place: usize| change.source([2, 3], place / 3, place % 3);
        (0..6).map(source).map(|source| source.map(|[row, column]| row * 3 + column)).collect::<Vec<_>>()
    };
    assert_eq!(seen(change(false, 0, 0)), [0, 1, 2, 3, 4, 5].map(Some));
    assert_eq!(seen(change(true, 0, 0)), [2, 1, 0, 5, 4, 3].map(Some));
    assert_eq!(seen(change(false, 1, 0)), [None, None, None, Some(0), Some(1), Some(2)]);
    assert_eq!(seen(change(false, 0, -1)), [Some(1), Some(2), None, Some(4), Some(5), None]);
    assert_eq!(seen(change(true, -1, 2)), [None, None, Some(5), None, None, None]);
    assert_eq!(seen(change(true, 2, 0)), [None; 6]);

    let pixels = Pixels::Bytes((1..=12).collect());
    let augmentation = Augmentation { flip: true, shift: 1 };
    let random = Random::new(1, Stream::Augment { step: 1 });
    let batch = twins::gather_augmented(&pixels, [2, 3, 2], &[0; 40], augmentation, &random);
    let plain = twins::gather_batch(&pixels, 12, &[0]);
    for (place, image) in batch.chunks_exact(12).enumerate() {
        let change = augmentation.draw(&random, place as u64);
        for (pixel, source) in image.chunks_exact(2).zip(seen(change)) {
            let expected = source.map_or(&[0.0, 0.0][..], |source| &plain[2 * source..][..2]);
            assert_eq!(pixel, expected, "{change:?}");
        }
    }
}

#[test]
fn a_step_of_gradient_descent_follows_its_velocity() {
    let step = |momentum, nesterov| {
        let (mut w, mut v) = ([1.0, 2.0], [0.5, -1.0]);
        twins::sgd(&mut w, &[10.0, -4.0], &mut v, 0.25, momentum, nesterov);
        (w, v)
    };
    // v = 0.5 v - 0.25 g, which is 0.25 - 2.5 and -0.5 + 1.
    assert_eq!(step(0.5, false), ([1.0 - 2.25, 2.0 + 0.5], [-2.25, 0.5]));
    // w += 0.5 v - 0.25 g, which is -1.125 - 2.5 and 0.25 + 1.
    assert_eq!(step(0.5, true), ([1.0 - 3.625, 2.0 + 1.25], [-2.25, 0.5]));
    assert_eq!(step(0.0, false), ([1.0 - 2.5, 2.0 + 1.0], [-2.5, 1.0]));
}

#[test]
fn a_penalty_is_the_sum_of_squares_and_pulls_towards_zero() {
    let w = [1.0, -2.0, 3.0, 0.0, 0.5];
    assert_eq!(twins::l2_penalty(&w, 0.5), 0.5 * 14.25);
    let mut d_w = [1.0; 5];
    twins::l2_gradient(&w, &mut d_w, 0.25);
    assert_eq!(d_w, [1.5, 0.0, 2.5, 1.0, 1.25]);
    let mut totals = Totals { images: 4, loss: 6.0, correct: 1 };
    twins::add_penalty(&mut totals, &[0.5, 0.25]);
    assert_eq!(totals, Totals { images: 4, loss: 9.0, correct: 1 });
    assert_eq!(totals.mean_loss(), 1.5 + 0.75);
}
