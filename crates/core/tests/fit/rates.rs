//! The learning rate from step to step.

use convlab_core::backend::Mode;
use convlab_core::fit::{Fit, FitEvent, FitOptions, Schedule};
use pollster::block_on;

use crate::recorder::{Recorder, Submission, data, run};

/// The learning rates of the submitted steps.
fn rates(backend: &Recorder) -> Vec<f32> {
    let rate = |submission: &Submission| match submission.mode {
        Mode::Train { learning_rate, .. } => Some(learning_rate),
        Mode::Evaluate => None,
    };
    backend.submissions.iter().filter_map(rate).collect()
}

#[test]
fn every_step_and_every_epoch_tells_the_rate_of_the_schedule() {
    let schedule = Schedule::Step { every: 2, factor: 0.5 };
    let options =
        FitOptions { epochs: 5, batch_size: 3, learning_rate: 0.8, schedule, ..FitOptions::default() };
    let mut backend = Recorder::new(1);
    let events = run(&mut backend, 6, 0, options);
    let of_epochs = [0.8, 0.8, 0.4, 0.4, 0.2];
    assert_eq!(rates(&backend), of_epochs.iter().flat_map(|rate| [*rate; 2]).collect::<Vec<_>>());
    let told = events.iter().filter_map(|event| match event {
        FitEvent::Epoch { learning_rate, .. } => Some(*learning_rate),
        _ => None,
    });
    assert_eq!(told.map(|rate| rate as f32).collect::<Vec<_>>(), of_epochs);
}

#[test]
fn a_new_rate_serves_the_next_batch_and_the_schedule_goes_on_from_it() {
    let schedule = Schedule::Step { every: 1, factor: 0.5 };
    let options =
        FitOptions { epochs: 2, batch_size: 2, learning_rate: 0.8, schedule, ..FitOptions::default() };
    let mut backend = Recorder::new(1);
    let mut fit = Fit::new(&mut backend, &data(6), None, options).unwrap();
    block_on(fit.advance(&mut backend, 1)).unwrap();
    fit.set_learning_rate(0.4).unwrap();
    while !fit.is_finished() {
        block_on(fit.advance(&mut backend, 1)).unwrap();
    }
    assert_eq!(rates(&backend), [0.8, 0.4, 0.4, 0.2, 0.2, 0.2]);
    let refused = fit.set_learning_rate(1e39).unwrap_err().to_string();
    assert_eq!(refused, "learningRate must be a finite number that is not negative.");
}
