//! Which images a run visits, and what it tells of them.

use std::collections::HashSet;

use convlab_core::backend::{Loss, Mode, Totals};
use convlab_core::fit::{Fit, FitEvent, FitOptions, evaluate};
use pollster::block_on;

use crate::recorder::{Recorder, data, run};

#[test]
fn every_epoch_visits_every_image_once_in_an_order_of_its_own() {
    let options = FitOptions { epochs: 3, batch_size: 8, seed: 4, ..FitOptions::default() };
    let mut backend = Recorder::new(2);
    run(&mut backend, 50, 0, options);
    let trained = backend.trained();
    let epochs: Vec<&[u32]> = trained.chunks(50).collect();
    assert_eq!(epochs.len(), 3);
    for epoch in &epochs {
        assert_eq!(epoch.iter().collect::<HashSet<_>>().len(), 50);
    }
    assert!(epochs[0] != epochs[1] && epochs[1] != epochs[2]);

    let mut again = Recorder::new(5);
    run(&mut again, 50, 0, options);
    assert_eq!(again.trained(), trained, "the seed alone decides the order");
    let mut other = Recorder::new(2);
    run(&mut other, 50, 0, FitOptions { seed: 5, ..options });
    assert_ne!(other.trained(), trained);
}

#[test]
fn figures_are_weighted_by_images_and_validation_ends_each_epoch() {
    let options = FitOptions { epochs: 2, batch_size: 4, shuffle: false, ..FitOptions::default() };
    let mut backend = Recorder::new(1);
    let events = run(&mut backend, 6, 3, options);
    let totals = |images, loss, correct| Totals { images, loss, correct };
    let epoch = |epoch| {
        let (trained, validated) = (totals(6, 15.0, 3), totals(3, 3.0, 2));
        [
            FitEvent::Trained { epoch, batch: 0, totals: totals(4, 6.0, 2) },
            FitEvent::Trained { epoch, batch: 1, totals: totals(2, 9.0, 1) },
            FitEvent::Validated { images: 3 },
            FitEvent::Epoch {
                epoch,
                totals: trained,
                validation: Some(validated),
                learning_rate: 1e-3,
                best: None,
                stops: false,
            },
        ]
    };
    assert_eq!(events, [epoch(0), epoch(1)].concat());
    assert_eq!(totals(6, 15.0, 3).mean_loss(), 2.5, "not the mean of the batches' means, which is 3");
    let modes: Vec<bool> = backend.submissions.iter().map(|each| each.mode == Mode::Evaluate).collect();
    assert_eq!(modes, [false, false, true, false, false, true]);
}

#[test]
fn a_limit_is_kept_and_a_limit_of_zero_comes_to_rest() {
    let options = FitOptions { batch_size: 2, ..FitOptions::default() };
    let mut backend = Recorder::new(3);
    let mut fit = Fit::new(&mut backend, &data(40), None, options).unwrap();
    let events = block_on(fit.advance(&mut backend, 1)).unwrap();
    assert_eq!((events.len(), fit.is_under_way()), (1, false), "exactly one step");

    block_on(fit.advance(&mut backend, usize::MAX)).unwrap();
    assert!(fit.is_under_way() && backend.most_under_way == 2);
    let submitted = backend.submissions.len();
    while fit.is_under_way() {
        block_on(fit.advance(&mut backend, 0)).unwrap();
    }
    assert_eq!(backend.submissions.len(), submitted);
    assert!(!fit.is_finished());
}

#[test]
fn an_evaluation_covers_every_image() {
    let mut backend = Recorder::new(2);
    let totals = block_on(evaluate(&mut backend, &data(9), 2, Loss::Logits)).unwrap();
    assert_eq!((totals.images, totals.loss, totals.correct), (9, 36.0, 5));
}
