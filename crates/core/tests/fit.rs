//! The fit loop, watched by a backend that computes nothing and writes down what it is asked to do.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashSet;

use convlab_core::Error;
use convlab_core::augmentation::Augmentation;
use convlab_core::backend::{Backend, Batch, Loss, Mode, Optimizer, OptimizerState, Totals};
use convlab_core::dataset::{Dataset, Pixels};
use convlab_core::fit::{EarlyStopping, Fit, FitEvent, FitOptions, Monitor, Schedule, evaluate};
use convlab_core::inspect::{Inspection, Looked, Seen};
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::ops::Phase;
use pollster::block_on;

/// What was asked for.
#[derive(Clone, Debug, PartialEq)]
struct Submission {
    mode: Mode,
    /// The images of each batch.
    batches: Vec<Vec<u32>>,
}

struct Recorder {
    network: Network,
    submissions: Vec<Submission>,
    batches_per_submit: usize,
    under_way: usize,
    most_under_way: usize,
    optimizer: Optimizer,
    augmentation: Augmentation,
    /// What the evaluations to come add to their losses.
    losses: Vec<f64>,
    /// Steps so far, which stand for the weights.
    steps: usize,
    /// The step from which on the loss is out of all bounds.
    diverges_at: usize,
    /// A weight that is no longer a number, whatever the loss says.
    not_finite: Option<usize>,
}

impl Recorder {
    fn new(batches_per_submit: usize) -> Self {
        let json = r#"{ "inputShape": [1], "layers": [{ "type": "Dense", "units": 3 }] }"#;
        let network = Network::new(&NetworkSpec::from_json(json).unwrap()).unwrap();
        Self {
            network,
            submissions: Vec::new(),
            batches_per_submit,
            under_way: 0,
            most_under_way: 0,
            optimizer: Optimizer::Adam,
            augmentation: Augmentation::NONE,
            losses: Vec::new(),
            steps: 0,
            diverges_at: usize::MAX,
            not_finite: None,
        }
    }

    /// The images in the order in which they were trained, epoch after epoch.
    fn trained(&self) -> Vec<u32> {
        let training = |submission: &&Submission| matches!(submission.mode, Mode::Train { .. });
        self.submissions.iter().filter(training).flat_map(|submission| submission.batches.concat()).collect()
    }
}

/// The loss of an image is its number, and all even ones are right; an evaluation of one batch adds the next of
/// `losses`.
impl Backend for Recorder {
    type Feed = Vec<u32>;
    type Pending = Vec<Totals>;
    type Error = Error;

    fn network(&self) -> &Network {
        &self.network
    }

    fn feed(&mut self, data: &Dataset, _: usize) -> Result<Vec<u32>, Error> {
        Ok((0..data.len() as u32).collect())
    }

    fn set_order(&mut self, feed: &mut Vec<u32>, order: &[u32]) -> Result<(), Error> {
        *feed = order.to_vec();
        Ok(())
    }

    fn set_augmentation(&mut self, _: &mut Vec<u32>, augmentation: Augmentation) -> Result<(), Error> {
        self.augmentation = augmentation;
        Ok(())
    }

    fn set_optimizer(&mut self, optimizer: Optimizer) -> Result<(), Error> {
        self.optimizer = optimizer;
        Ok(())
    }

    fn batches_per_submit(&self) -> usize {
        self.batches_per_submit
    }

    fn submit(
        &mut self,
        feed: &Vec<u32>,
        batches: &[Batch],
        _: Loss,
        mode: Mode,
    ) -> Result<Vec<Totals>, Error> {
        let batches: Vec<Vec<u32>> =
            batches.iter().map(|batch| feed[batch.first..][..batch.images].to_vec()).collect();
        let totals = |batch: &Vec<u32>| Totals {
            images: batch.len(),
            loss: batch.iter().copied().map(f64::from).sum(),
            correct: batch.iter().filter(|image| *image % 2 == 0).count(),
        };
        let mut totals: Vec<Totals> = batches.iter().map(totals).collect();
        match mode {
            Mode::Train { .. } => {
                for totals in &mut totals {
                    self.steps += 1;
                    if self.steps >= self.diverges_at {
                        totals.loss = if self.steps.is_multiple_of(2) { f64::NAN } else { 1e9 };
                    }
                }
            }
            Mode::Evaluate if !self.losses.is_empty() => totals[0].loss += self.losses.remove(0),
            Mode::Evaluate => {}
        }
        self.submissions.push(Submission { mode, batches });
        self.under_way += 1;
        self.most_under_way = self.most_under_way.max(self.under_way);
        Ok(totals)
    }

    async fn finish(&mut self, pending: Vec<Totals>) -> Result<Vec<Totals>, Error> {
        self.under_way -= 1;
        Ok(pending)
    }

    async fn predict(&mut self, _: &Vec<u32>, _: Phase) -> Result<Vec<f32>, Error> {
        Ok(Vec::new())
    }

    async fn gradients(&mut self, _: &Vec<u32>, _: Batch, _: Loss) -> Result<Vec<f32>, Error> {
        Ok(Vec::new())
    }

    async fn inspect(
        &mut self,
        _: &Dataset,
        _: Inspection,
        _: &mut dyn FnMut(Seen, &[f32]),
    ) -> Result<Looked, Error> {
        Ok(Looked { totals: Totals::default(), steps: self.steps as u64 })
    }

    async fn weights(&mut self) -> Result<Vec<f32>, Error> {
        Ok(vec![self.steps as f32])
    }

    fn set_weights(&mut self, weights: &[f32]) -> Result<(), Error> {
        self.steps = weights[0] as usize;
        Ok(())
    }

    async fn optimizer_state(&mut self) -> Result<OptimizerState, Error> {
        Ok(OptimizerState {
            optimizer: self.optimizer,
            steps: self.steps as u64,
            moments: Default::default(),
        })
    }

    fn set_optimizer_state(&mut self, state: &OptimizerState) -> Result<(), Error> {
        self.optimizer = state.optimizer;
        Ok(())
    }

    fn not_finite(&mut self) -> Option<usize> {
        self.not_finite.take()
    }
}

fn data(images: usize) -> Dataset {
    let network = Recorder::new(1).network;
    Dataset::new(network.input, Pixels::Floats(vec![0.0; images]), vec![0; images]).unwrap()
}

fn run(backend: &mut Recorder, images: usize, validation: usize, options: FitOptions) -> Vec<FitEvent> {
    let validation = (validation > 0).then(|| data(validation));
    let mut fit = Fit::new(backend, &data(images), validation.as_ref(), options).unwrap();
    let mut events = Vec::new();
    while !fit.is_finished() {
        events.extend(block_on(fit.advance(backend, usize::MAX)).unwrap());
    }
    events
}

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

#[test]
fn the_optimiser_and_the_changes_of_images_reach_the_backend() {
    let json =
        r#"{ "inputShape": [2, 2, 1], "layers": [{ "type": "Flatten" }, { "type": "Dense", "units": 2 }] }"#;
    let mut backend = Recorder::new(1);
    backend.network = Network::new(&NetworkSpec::from_json(json).unwrap()).unwrap();
    let pictures =
        Dataset::new(backend.network.input.clone(), Pixels::Floats(vec![0.0; 4]), vec![0]).unwrap();
    let optimizer = Optimizer::Sgd { momentum: 0.9, nesterov: true };
    let augmentation = Augmentation { flip: true, shift: 4 };
    let options = FitOptions { optimizer, augmentation, ..FitOptions::default() };
    Fit::new(&mut backend, &pictures, None, options).unwrap();
    assert_eq!((backend.optimizer, backend.augmentation), (optimizer, augmentation));
}

#[test]
fn options_that_mean_nothing_are_refused() {
    let refuse = |options| {
        let result = Fit::new(&mut Recorder::new(1), &data(1), None, options);
        result.err().expect("should be refused").to_string()
    };
    let options = FitOptions::default();
    assert_eq!(refuse(FitOptions { epochs: 0, ..options }), "epochs must be a whole number of at least 1.");
    assert_eq!(
        refuse(FitOptions { batch_size: 0, ..options }),
        "batchSize must be a whole number of at least 1."
    );
    assert_eq!(
        refuse(FitOptions { learning_rate: f64::NAN, ..options }),
        "learningRate must be a finite number that is not negative."
    );
    assert_eq!(
        refuse(FitOptions { loss: Loss::DoubleSoftmax, ..options }),
        "The double-softmax loss needs a network that ends in a softmax."
    );
    let sgd = |momentum| Optimizer::Sgd { momentum, nesterov: false };
    for momentum in [-0.1, 1.1, f32::NAN] {
        let optimizer = sgd(momentum);
        assert_eq!(refuse(FitOptions { optimizer, ..options }), "momentum must be a number from 0 to 1.");
    }
    let schedule = |schedule| refuse(FitOptions { schedule, ..options });
    assert_eq!(
        schedule(Schedule::Step { every: 0, factor: 0.5 }),
        "schedule.every must be a whole number of at least 1."
    );
    for factor in [0.0, 1.5, f64::NAN] {
        assert_eq!(
            schedule(Schedule::Step { every: 1, factor }),
            "schedule.factor must be a number above 0 and at most 1."
        );
    }
    for minimum in [-1.0, 0.1, f64::NAN] {
        assert_eq!(
            schedule(Schedule::Cosine { minimum }),
            "schedule.minimum must be a number from 0 to learningRate."
        );
    }
    let augmentation =
        |flip, shift| refuse(FitOptions { augmentation: Augmentation { flip, shift }, ..options });
    assert_eq!(augmentation(false, 5), "augmentation.shift must be a whole number from 0 to 4.");
    assert_eq!(
        augmentation(true, 0),
        "augmentation must be left out, since the network's images are no pictures of height, width and channels."
    );
    assert_eq!(
        refuse(FitOptions { early_stopping: Some(EarlyStopping::default()), ..options }),
        "earlyStopping.monitor must be 'loss' or 'accuracy' where there is no validation data."
    );
}
