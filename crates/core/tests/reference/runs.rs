//! The golden runs of a backend: `model` makes one that starts from the golden weights.

use convlab_core::backend::{Backend, Batch, Loss, Mode};
use convlab_core::fit::{Fit, FitEvent, FitOptions, evaluate};
use convlab_core::ops::Phase;
use convlab_core::tolerance::Tolerance;

use super::{BATCH_SIZE, Golden, TUTORIAL};

const TRAIN: Mode = Mode::Train { learning_rate: 1e-3, seed: 0 };

fn batch(step: usize) -> Batch {
    Batch { first: step * BATCH_SIZE, images: BATCH_SIZE }
}

fn done<T, E: std::fmt::Display>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}

/// A wrong epsilon in Adam moves these losses by 2e-3; float32 alone by 4e-5. Later steps tell nothing.
pub(crate) async fn losses_of_the_first_steps<B: Backend>(golden: &Golden, model: impl Fn(&Golden) -> B) {
    for loss in golden.losses() {
        let mut model = model(golden);
        let feed = done(model.feed(&super::training_images(), BATCH_SIZE));
        let mut totals = Vec::new();
        for step in 0..5 {
            let pending = done(model.submit(&feed, &[batch(step)], loss, TRAIN));
            totals.extend(done(model.finish(pending).await));
        }
        let golden = golden.trajectory(loss).float32_keras;
        let losses: Vec<f64> = totals.iter().map(|totals| totals.mean_loss()).collect();
        Tolerance::absolute(2e-4).assert(&format!("losses, {loss:?}"), &losses, &golden.loss[..5]);
        let accuracies: Vec<f64> = totals.iter().map(|totals| totals.accuracy()).collect();
        assert_eq!(accuracies, golden.accuracy[..5], "{loss:?}");
    }
}

/// Keras's own float32 is up to 5e-4 away from float64 in its worst tensor.
pub(crate) async fn gradients_of_the_first_step<B: Backend>(golden: &Golden, model: impl Fn(&Golden) -> B) {
    for loss in golden.losses() {
        let mut model = model(golden);
        let feed = done(model.feed(&super::training_images(), BATCH_SIZE));
        let gradients = done(model.gradients(&feed, batch(0), loss).await);
        golden.assert_first_gradients(loss, &gradients, Tolerance::Norm { relative: 1e-3 });
    }
}

/// After one step of Adam, whose sign decides where the gradient is next to nothing, a weight may differ by
/// twice the learning rate. The prediction reads the moving statistics, which are compared too.
pub(crate) async fn probabilities_before_and_after_a_step<B: Backend>(
    golden: &Golden,
    model: impl Fn(&Golden) -> B,
) {
    for loss in golden.losses() {
        let mut model = model(golden);
        let test = done(model.feed(&super::test_images(), BATCH_SIZE));
        let probabilities = done(model.predict(&test, Phase::Inference).await);
        let expected = golden.probabilities(loss, 0);
        Tolerance::absolute(1e-6).assert("probabilities after 0 steps", &probabilities, &expected);

        let feed = done(model.feed(&super::training_images(), BATCH_SIZE));
        let pending = done(model.submit(&feed, &[batch(0)], loss, TRAIN));
        done(model.finish(pending).await);
        let probabilities = done(model.predict(&test, Phase::Inference).await);
        let expected = golden.probabilities(loss, 1);
        Tolerance::absolute(2e-4).assert("probabilities after 1 step", &probabilities, &expected);
        golden.assert_first_statistics(loss, &done(model.weights().await));
    }
}

/// 100 images are three batches of 32 and one of 4, which counts by its images. In the first epoch Keras's
/// float32 is 2e-6 away from float64 (3e-6 in the validation), in the second 1e-4 (8e-4), in the third 5e-4
/// (1.2e-3): an order of magnitude on top tells the runs apart where they still can be.
pub(crate) async fn a_fit_with_a_partial_batch<B: Backend>(model: impl Fn(&Golden) -> B) {
    for loss in TUTORIAL.losses() {
        let mut model = model(&TUTORIAL);
        let (train, test) = (super::first_training_images(100), super::test_images());
        let options = FitOptions { epochs: 3, shuffle: false, loss, ..FitOptions::default() };
        let mut fit = done(Fit::new(&mut model, &train, Some(&test), options));
        let golden = super::fit(loss).history_float32_keras;
        while !fit.is_finished() {
            for event in done(fit.advance(&mut model, 3).await) {
                let FitEvent::Epoch { epoch, totals, validation, .. } = event else { continue };
                let validation = validation.unwrap();
                let (of_loss, of_validation) = [(2e-5, 4e-5), (1e-3, 8e-3), (5e-3, 1.2e-2)][epoch];
                let name = |tensor| format!("{tensor} of epoch {epoch}, {loss:?}");
                Tolerance::absolute(of_loss).assert(
                    &name("loss"),
                    &[totals.mean_loss()],
                    &golden.loss[epoch..=epoch],
                );
                Tolerance::absolute(of_validation).assert(
                    &name("val_loss"),
                    &[validation.mean_loss()],
                    &golden.val_loss[epoch..=epoch],
                );
                if epoch == 0 {
                    let accuracies = [totals.accuracy(), validation.accuracy()];
                    let golden = [golden.accuracy[0], golden.val_accuracy[0]];
                    Tolerance::absolute(1e-7).assert(&name("accuracies"), &accuracies, &golden);
                }
            }
        }
    }
}

/// A run with one seed gives the same bits on one device, its weights and its evaluation too.
pub(crate) async fn one_seed_gives_the_same_bits<B: Backend>(model: impl Fn() -> B) {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let mut model = model();
        let options = FitOptions { epochs: 2, seed: 5, ..FitOptions::default() };
        let mut fit = done(Fit::new(&mut model, &super::first_training_images(100), None, options));
        let mut events = Vec::new();
        while !fit.is_finished() {
            events.extend(done(fit.advance(&mut model, usize::MAX).await));
        }
        let evaluated = done(evaluate(&mut model, &super::test_images(), BATCH_SIZE, Loss::Logits).await);
        let weights: Vec<u32> = done(model.weights().await).iter().map(|weight| weight.to_bits()).collect();
        runs.push((events, evaluated, weights));
    }
    assert!(runs[0] == runs[1], "two runs with one seed differ");
}

/// A dropout draws a mask a step, the same from the same seed; without one the loss is another. At a learning rate of 0
/// nothing else changes from step to step.
pub(crate) async fn masks_of_a_dropout<B: Backend>(model: impl Fn() -> B) {
    let mut model = model();
    let feed = done(model.feed(&super::first_training_images(BATCH_SIZE), BATCH_SIZE));
    let weights = done(model.weights().await);
    let mut runs = Vec::new();
    for seed in [1, 1, 2] {
        done(model.set_weights(&weights));
        let mut losses = Vec::new();
        for mode in [Mode::Train { learning_rate: 0.0, seed }, Mode::Evaluate] {
            for _ in 0..3 {
                let pending = done(model.submit(&feed, &[batch(0)], Loss::Logits, mode));
                losses.push(done(model.finish(pending).await)[0].loss);
            }
        }
        runs.push(losses);
    }
    let [first, again, other] = runs.as_slice() else { unreachable!() };
    assert_eq!(first, again, "one seed, the same masks");
    assert!(first[0] != first[1] && first[1] != first[2], "a new mask each step: {first:?}");
    assert_ne!(first[..3], other[..3], "another seed, other masks");
    assert!(
        first[3] == first[4] && first[3..] == other[3..],
        "nothing is dropped outside of training: {first:?}"
    );
    assert_eq!(done(model.weights().await), weights);
}

/// A last batch of four images is normalised by its own statistics, and the moving ones follow it as far as any other.
pub(crate) async fn statistics_of_a_partial_batch<B: Backend>(model: impl Fn() -> B) {
    let moved = async |model: &mut B, batch: Batch, batch_size: usize| {
        let before = done(model.weights().await);
        let feed = done(model.feed(&super::first_training_images(100), batch_size));
        let mode = Mode::Train { learning_rate: 0.0, seed: 0 };
        let pending = done(model.submit(&feed, &[batch], Loss::Logits, mode));
        let loss = done(model.finish(pending).await)[0].mean_loss();
        let after = done(model.weights().await);
        assert_ne!(before, after, "the moving statistics move");
        (loss, after)
    };
    let batch = Batch { first: 96, images: 4 };
    let (loss, weights) = moved(&mut model(), batch, 4).await;
    let (loss_in_room, weights_in_room) = moved(&mut model(), batch, BATCH_SIZE).await;
    Tolerance::absolute(1e-5).assert("loss", &[loss_in_room], &[loss]);
    Tolerance::absolute(1e-6).assert("weights", &weights_in_room, &weights);
}
