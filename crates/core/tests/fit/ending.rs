//! Runs that end before their last epoch: no longer better, or out of all bounds.

use convlab_core::fit::{EarlyStopping, Fit, FitEvent, FitOptions, Monitor};
use pollster::block_on;

use crate::recorder::{Recorder, data, run};

/// The events' best epochs, the last epoch's `stops`, and the backend afterwards, from the validation's losses.
fn watched(losses: &[f64], early_stopping: EarlyStopping) -> (Vec<Option<usize>>, bool, Recorder) {
    let mut backend = Recorder::new(1);
    backend.losses = losses.to_vec();
    let early_stopping = Some(early_stopping);
    let options = FitOptions { epochs: losses.len(), batch_size: 4, early_stopping, ..FitOptions::default() };
    let (mut best_epochs, mut last) = (Vec::new(), false);
    for event in run(&mut backend, 8, 1, options) {
        if let FitEvent::Epoch { best, stops, .. } = event {
            assert!(!last, "nothing comes after the end");
            best_epochs.push(best);
            last = stops;
        }
    }
    (best_epochs, last, backend)
}

#[test]
fn a_run_ends_early_and_puts_back_the_best_weights() {
    let early = EarlyStopping { monitor: Monitor::ValLoss, patience: 2, restore_best: true };
    let losses = [3.0, 1.0, 2.0, 1.5, 0.5, 0.1];
    let (best, stops, backend) = watched(&losses, early);
    assert_eq!((best, stops), (vec![Some(0), Some(1), Some(1), Some(1)], true));
    assert_eq!(backend.steps, 4, "two epochs of two steps");

    let (_, stops, backend) = watched(&losses, EarlyStopping { restore_best: false, ..early });
    assert_eq!((stops, backend.steps), (true, 8), "without it they stay");
}

#[test]
fn a_run_that_reaches_its_last_epoch_has_the_best_weights_too() {
    let early = EarlyStopping { monitor: Monitor::ValLoss, patience: 3, restore_best: true };
    let (best, stops, backend) = watched(&[2.0, 1.0, 3.0], early);
    assert_eq!((best.last(), stops, backend.steps), (Some(&Some(1)), false, 4));
    let (best, stops, backend) = watched(&[2.0, 3.0, 1.0], early);
    assert_eq!((best.last(), stops, backend.steps), (Some(&Some(2)), false, 6));
}

#[test]
fn a_run_that_diverges_is_named_and_goes_back_to_where_its_epoch_began() {
    // Three steps an epoch; the loss is beyond all bounds in the second epoch's second batch, or is no number there.
    for diverges_at in [5, 4] {
        let mut backend = Recorder { diverges_at, ..Recorder::new(1) };
        let options = FitOptions { epochs: 4, batch_size: 4, learning_rate: 3.0, ..FitOptions::default() };
        let mut fit = Fit::new(&mut backend, &data(12), None, options).unwrap();
        let mut last = None;
        let error = loop {
            assert!(!fit.is_finished(), "the failure has still to be told");
            match block_on(fit.advance(&mut backend, usize::MAX)) {
                Ok(events) => last = events.last().copied().or(last),
                Err(error) => break error,
            }
        };
        let batch = diverges_at - 4;
        assert!(
            matches!(last, Some(FitEvent::Trained { epoch: 1, batch: told, .. }) if told == batch),
            "{last:?}"
        );
        assert_eq!(
            error.to_string(),
            format!(
                "The loss went out of all bounds in batch {} of epoch 2: the learning rate is too large here. The \
                 weights from before that epoch are back.",
                batch + 1
            )
        );
        assert!(fit.is_finished());
        assert_eq!((backend.steps, backend.under_way), (3, 0), "the weights of three steps are back");
    }
}
