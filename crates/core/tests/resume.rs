//! A run that goes on from where another stood gives the other's bits, wherever that was.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use convlab_core::Error;
use convlab_core::augmentation::Augmentation;
use convlab_core::backend::{Backend, Optimizer, OptimizerState};
use convlab_core::cpu::Model;
use convlab_core::dataset::{Dataset, Pixels};
use convlab_core::fit::{EarlyStopping, Fit, FitEvent, FitOptions, Monitor, Place, Schedule};
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::random::{Random, Stream};
use pollster::block_on;

const NETWORK: &str = r#"{ "inputShape": [6, 5, 2], "layers": [
    { "type": "Conv2D", "filters": 4, "kernelSize": 3, "activation": "relu" },
    { "type": "BatchNormalization", "momentum": 0.7 },
    { "type": "Flatten" },
    { "type": "Dropout", "rate": 0.4 },
    { "type": "Dense", "units": 3, "activation": "softmax" } ] }"#;

/// Batches of 4, the last of 2; what is random, changes from epoch to epoch, or remembers an epoch is all there.
fn options(optimizer: Optimizer) -> FitOptions {
    FitOptions {
        epochs: 4,
        batch_size: 4,
        seed: 9,
        learning_rate: 0.05,
        schedule: Schedule::Cosine { minimum: 0.001 },
        optimizer,
        augmentation: Augmentation { flip: true, shift: 1 },
        early_stopping: Some(EarlyStopping { monitor: Monitor::ValLoss, patience: 9, restore_best: true }),
        ..FitOptions::default()
    }
}

fn model() -> Model {
    Model::new(Network::new(&NetworkSpec::from_json(NETWORK).unwrap()).unwrap(), 3)
}

fn data(seed: u64, images: usize) -> Dataset {
    let random = Random::new(seed, Stream::Shuffle(0));
    let pixels = (0..images as u64 * 60).map(|index| random.unit(index)).collect();
    let labels = (0..images).map(|image| (image * 7 % 3) as u8).collect();
    Dataset::new(model().network().input.clone(), Pixels::Floats(pixels), labels).unwrap()
}

/// All that another run needs.
struct Stand {
    weights: Vec<f32>,
    state: OptimizerState,
    place: Place,
}

/// Goes on to the end; the events, and how the model stood before each further advance.
fn finish(model: &mut Model, options: FitOptions, from: Option<&Stand>) -> (Vec<FitEvent>, Vec<Stand>) {
    let (train, judged) = (data(1, 14), data(2, 9));
    if let Some(Stand { weights, state, .. }) = from {
        model.set_weights(weights).unwrap();
        model.set_optimizer_state(state).unwrap();
    }
    let place = from.map(|stand| stand.place.clone());
    let mut fit = Fit::going_on(model, &train, Some(&judged), options, place).unwrap();
    let (mut events, mut stands) = (Vec::new(), Vec::new());
    while !fit.is_finished() {
        while fit.is_under_way() {
            events.extend(block_on(fit.advance(model, 0)).unwrap());
        }
        if let Some(place) = fit.place() {
            let weights = block_on(model.weights()).unwrap();
            let state = block_on(model.optimizer_state()).unwrap();
            stands.push(Stand { weights, state, place });
        }
        events.extend(block_on(fit.advance(model, 1)).unwrap());
    }
    assert_eq!(fit.place(), None, "an ended run stands nowhere");
    (events, stands)
}

#[test]
fn a_run_goes_on_from_any_place_to_the_same_bits() {
    for optimizer in [Optimizer::Adam, Optimizer::Sgd { momentum: 0.9, nesterov: true }] {
        let mut unbroken = model();
        let (events, stands) = finish(&mut unbroken, options(optimizer), None);
        let expected = block_on(unbroken.weights()).unwrap();
        assert!(stands.len() > 4 * 4, "each batch and each validation is a place: {}", stands.len());
        for (index, stand) in stands.iter().enumerate() {
            let mut other = model();
            let (rest, _) = finish(&mut other, options(optimizer), Some(stand));
            let trained = |events: &[FitEvent]| -> Vec<FitEvent> {
                events.iter().filter(|event| !matches!(event, FitEvent::Validated { .. })).copied().collect()
            };
            assert!(trained(&events).ends_with(&trained(&rest)), "from place {index}: {:?}", stand.place);
            assert_eq!(block_on(other.weights()).unwrap(), expected, "from place {index}");
        }
    }
}

#[test]
fn a_place_of_another_run_is_refused() {
    let (_, stands) = finish(&mut model(), options(Optimizer::Adam), None);
    let late = stands.last().unwrap().place.clone();
    let train = data(1, 14);
    let refused = |options: FitOptions, place: Place| {
        matches!(
            Fit::going_on(&mut model(), &train, Some(&data(2, 9)), options, Some(place)),
            Err(Error::Option { name: "resume", .. })
        )
    };
    let usual = options(Optimizer::Adam);
    assert!(!refused(usual, late.clone()));
    assert!(refused(FitOptions { epochs: 3, ..usual }, late.clone()), "an epoch that there is not");
    assert!(refused(FitOptions { batch_size: 5, ..usual }, late.clone()), "batches of another size");
    assert!(refused(FitOptions { early_stopping: None, ..usual }, late.clone()));
    assert!(refused(usual, Place { batches: usize::MAX, ..late }));
}

#[test]
fn weights_that_are_no_numbers_end_the_run_even_if_the_loss_hides_them() {
    let mut model = model();
    let train = data(1, 14);
    let options = FitOptions { epochs: 2, batch_size: 4, ..FitOptions::default() };
    let mut fit = Fit::new(&mut model, &train, None, options).unwrap();
    for _ in 0..5 {
        block_on(fit.advance(&mut model, 1)).unwrap();
    }
    let state = block_on(model.optimizer_state()).unwrap();
    let good = block_on(model.weights()).unwrap();
    // A step computes with the batch's own statistics.
    let mut weights = good;
    let hidden =
        model.network().parameters.iter().find(|each| each.name.ends_with("moving_variance")).unwrap();
    weights[hidden.offset] = f32::NAN;
    model.set_weights(&weights).unwrap();
    model.set_optimizer_state(&state).unwrap();
    let events = block_on(fit.advance(&mut model, 1)).unwrap();
    let [FitEvent::Trained { totals, .. }] = events.as_slice() else { unreachable!("{events:?}") };
    assert!(totals.mean_loss().is_finite(), "the loss hides it");
    let error = block_on(fit.advance(&mut model, 1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "batch_normalization/moving_variance was no longer a number after batch 2 of epoch 2: the learning rate is too large here. The \
         weights from before that epoch are back."
    );
    assert!(fit.is_finished());
    assert!(block_on(model.weights()).unwrap().iter().all(|weight| weight.is_finite()));
    assert_eq!(block_on(model.optimizer_state()).unwrap().steps, 4, "the optimiser is as it was, too");
}
