//! A backend that computes nothing and writes down what it is asked to do.

use convlab_core::Error;
use convlab_core::augmentation::Augmentation;
use convlab_core::backend::{Backend, Batch, Loss, Mode, Optimizer, OptimizerState, Totals};
use convlab_core::dataset::{Dataset, Pixels};
use convlab_core::fit::{Fit, FitEvent, FitOptions};
use convlab_core::inspect::{Inspection, Looked, Seen};
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::ops::Phase;
use pollster::block_on;

/// What was asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Submission {
    pub(crate) mode: Mode,
    /// The images of each batch.
    pub(crate) batches: Vec<Vec<u32>>,
}

pub(crate) struct Recorder {
    pub(crate) network: Network,
    pub(crate) submissions: Vec<Submission>,
    pub(crate) batches_per_submit: usize,
    pub(crate) under_way: usize,
    pub(crate) most_under_way: usize,
    pub(crate) optimizer: Optimizer,
    pub(crate) augmentation: Augmentation,
    /// What the evaluations to come add to their losses.
    pub(crate) losses: Vec<f64>,
    /// Steps so far, which stand for the weights.
    pub(crate) steps: usize,
    /// The step from which on the loss is out of all bounds.
    pub(crate) diverges_at: usize,
    /// A weight that is no longer a number, whatever the loss says.
    pub(crate) not_finite: Option<usize>,
}

impl Recorder {
    pub(crate) fn new(batches_per_submit: usize) -> Self {
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
    pub(crate) fn trained(&self) -> Vec<u32> {
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

pub(crate) fn data(images: usize) -> Dataset {
    let network = Recorder::new(1).network;
    Dataset::new(network.input, Pixels::Floats(vec![0.0; images]), vec![0; images]).unwrap()
}

pub(crate) fn run(
    backend: &mut Recorder,
    images: usize,
    validation: usize,
    options: FitOptions,
) -> Vec<FitEvent> {
    let validation = (validation > 0).then(|| data(validation));
    let mut fit = Fit::new(backend, &data(images), validation.as_ref(), options).unwrap();
    let mut events = Vec::new();
    while !fit.is_finished() {
        events.extend(block_on(fit.advance(backend, usize::MAX)).unwrap());
    }
    events
}
