//! The fit loop, watched by a backend that computes nothing and writes down what it is asked to do.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashSet;

use convlab_core::Error;
use convlab_core::backend::{Backend, Batch, Loss, Mode, Totals};
use convlab_core::dataset::{Dataset, Pixels};
use convlab_core::fit::{Fit, FitEvent, FitOptions, evaluate};
use convlab_core::network::{Network, NetworkSpec};
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
}

impl Recorder {
    fn new(batches_per_submit: usize) -> Self {
        let json = r#"{ "inputShape": [1], "layers": [{ "type": "Dense", "units": 3 }] }"#;
        let network = Network::new(&NetworkSpec::from_json(json).unwrap()).unwrap();
        Self { network, submissions: Vec::new(), batches_per_submit, under_way: 0, most_under_way: 0 }
    }

    /// The images in the order in which they were trained, epoch after epoch.
    fn trained(&self) -> Vec<u32> {
        let training = |submission: &&Submission| matches!(submission.mode, Mode::Train { .. });
        self.submissions.iter().filter(training).flat_map(|submission| submission.batches.concat()).collect()
    }
}

/// The loss of an image is its number, and all even ones are right.
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
        let totals = batches.iter().map(totals).collect();
        self.submissions.push(Submission { mode, batches });
        self.under_way += 1;
        self.most_under_way = self.most_under_way.max(self.under_way);
        Ok(totals)
    }

    async fn finish(&mut self, pending: Vec<Totals>) -> Result<Vec<Totals>, Error> {
        self.under_way -= 1;
        Ok(pending)
    }

    async fn predict(&mut self, _: &Vec<u32>) -> Result<Vec<f32>, Error> {
        Ok(Vec::new())
    }

    async fn gradients(&mut self, _: &Vec<u32>, _: Batch, _: Loss) -> Result<Vec<f32>, Error> {
        Ok(Vec::new())
    }

    async fn weights(&mut self) -> Result<Vec<f32>, Error> {
        Ok(Vec::new())
    }

    fn set_weights(&mut self, _: &[f32]) -> Result<(), Error> {
        Ok(())
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
            FitEvent::Epoch { epoch, totals: trained, validation: Some(validated) },
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
        refuse(FitOptions { learning_rate: f32::NAN, ..options }),
        "learningRate must be a finite number that is not negative."
    );
    assert_eq!(
        refuse(FitOptions { loss: Loss::DoubleSoftmax, ..options }),
        "The double-softmax loss needs a network that ends in a softmax."
    );
}
