//! Which kernels are the fastest on this device: each way to compute a step is held against the plain one on a few images, and
//! then timed.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use convlab_core::backend::{Backend, Batch, Loss};
use convlab_core::dataset::{Dataset, Pixels};
use web_time::Instant;

use crate::choice::{Choice, KernelSet};
use crate::error::{Error, Result};
use crate::feed::Feed;
use crate::model::{Model, compute_pass, record};
use crate::plan::{Arenas, Plan, Site};
use crate::work::{Dims, Dispatch, Pipeline, Tensor};

/// A measurement that is shorter says little.
const TELLING: Duration = Duration::from_millis(8);

/// Images on which a set is held against the plain one, and on which one that is hopelessly slow shows it soon.
const FEW: usize = 4;

/// The share of the budget for one set, there and back, all parts of the network together: what is slow is timed on fewer images than a
/// batch has.
const SHARE: f64 = 0.2;

/// How much faster than the best set so far another must be to be taken: less may be chance.
const CLEARLY: f64 = 0.95;

/// How far moments by kernels that are right may be from the plain ones', as a share of their Euclidean norm. Where values of a
/// pool's window are nearly equal, the order of their sums decides which of them wins, and a whole gradient goes another way.
const RIGHT: f32 = 5e-3;

/// What was found out about a device.
#[derive(Clone, Debug, PartialEq)]
pub struct Tuned {
    /// The fastest kernels.
    pub choice: Choice,
    /// What was timed: the first step of a part of the network, a set, and the seconds that an image takes there and back.
    pub timed: Vec<(usize, KernelSet, f64)>,
    /// Sets that did not give what the plain one gives, or found no room.
    pub refused: Vec<KernelSet>,
}

/// A search for the fastest kernels, a set at a time, so that a run can go on in between. It changes neither weights nor optimiser.
pub struct Search {
    batch_size: usize,
    budget: Duration,
    /// Of the budget: making kernels ready is none of it.
    spent: Duration,
    /// Sets to be tried, the next one last.
    left: Vec<KernelSet>,
    /// What is being made ready.
    made: Option<(KernelSet, Result<Feed>)>,
    /// The weights as they were when the search began: a run that is on changes its own.
    weights: Tensor,
    /// Steps are taken on it, since of a set that is wrong nobody knows what it does to the weights.
    copy: Arenas,
    /// The plain kernels' moments.
    expected: Vec<f32>,
    /// The first set that was found right, and its pipelines.
    default: KernelSet,
    usual: Vec<Arc<Pipeline>>,
    /// What is best for each of the network's steps; none before a set is found right.
    best: Vec<Best>,
    /// Images that are timed: as many as a batch has, unless that would take too long.
    images: usize,
    timed: Vec<(usize, KernelSet, f64)>,
    refused: Vec<KernelSet>,
}

/// What computes a step of the network best so far.
#[derive(Clone, Copy)]
struct Best {
    set: KernelSet,
    /// Whether it is timed together with the step before it, where its seconds stand.
    is_joined: bool,
    /// Seconds for a few images.
    pilot: f64,
    /// Seconds for all images that are timed.
    seconds: f64,
}

impl Search {
    /// Makes the next set ready, and gives what ends when it is: [`Search::judge`] is told how. None where the search is over.
    pub fn next(&mut self, model: &Model) -> Option<impl Future<Output = Result<()>> + use<>> {
        let (set, images) = if self.expected.is_empty() {
            (KernelSet::Plain, few(self.batch_size).images)
        } else if self.spent > self.budget && !self.best.is_empty() {
            return None;
        } else {
            (self.left.pop()?, self.batch_size)
        };
        let choice = set.into();
        let made = model.gpu.making("kernels to be measured", || {
            let data = model.any_images(images)?;
            let plan = Plan::new(&Site { arenas: &self.copy, ..model.site(&choice) }, images);
            Feed::new(&model.gpu, &model.dims, Rc::new(plan), &data)
        });
        self.made = Some((set, made));
        Some(model.gpu.settle())
    }

    /// Lets go of the set that is being made ready; it comes next when the search goes on.
    pub fn rest(&mut self) {
        if let Some((set, _)) = self.made.take()
            && !self.expected.is_empty()
        {
            self.left.push(set);
        }
    }

    /// Judges and times what was made ready, while nothing else is on its way on the device. It fails where the device is lost.
    pub async fn judge(&mut self, model: &Model, ready: Result<()>) -> Result<()> {
        let began = Instant::now();
        let outcome = self.try_out(model, ready, began + self.budget.saturating_sub(self.spent)).await;
        self.spent += began.elapsed();
        outcome
    }

    async fn try_out(&mut self, model: &Model, ready: Result<()>, deadline: Instant) -> Result<()> {
        let Some((set, made)) = self.made.take() else { return Ok(()) };
        let feed = match ready.and(made) {
            Ok(feed) => feed,
            Err(lost @ Error::Lost { .. }) => return Err(lost),
            Err(_) => {
                // Without the plain kernels' moments no other can be judged.
                if self.expected.is_empty() {
                    self.left.clear();
                    self.expected.push(f32::NAN);
                }
                self.refused.push(set);
                return Ok(());
            }
        };
        let moments = self.moments(model, &feed).await?;
        if self.expected.is_empty() {
            // Where the weights are no numbers any more, nothing can be said of any kernels.
            if moments.iter().any(|moment| !moment.is_finite()) {
                self.left.clear();
            }
            self.expected = moments;
        } else if !are_right(&moments, &self.expected) {
            self.refused.push(set);
        } else {
            self.time(model, set, &feed, deadline).await?;
        }
        Ok(())
    }

    /// Adam's mean gradient and the root of its mean squared one behind a first step, whose rate is 0: all that the step computed is in
    /// them.
    async fn moments(&self, model: &Model, feed: &Feed) -> Result<Vec<f32>> {
        let batch = few(self.batch_size);
        model.write_dims(&[Dims::new(batch, 0)]);
        let mut dispatches = vec![feed.gather()];
        dispatches.extend(feed.there_and_back(Loss::Logits, true));
        dispatches.push(&feed.plan.adam);
        let mut encoder = model.encoder();
        let Arenas { weights, m, v, .. } = &self.copy;
        encoder.copy_buffer_to_buffer(self.weights.buffer(), 0, weights.buffer(), 0, weights.bytes());
        encoder.clear_buffer(m.buffer(), 0, None);
        encoder.clear_buffer(v.buffer(), 0, None);
        record(&mut compute_pass(&mut encoder), &dispatches, 0, batch);
        let mut moments = model.read_behind(encoder, m).await?;
        for square in model.read(v).await? {
            moments.push(square.sqrt());
        }
        Ok(moments)
    }

    /// Takes the set for those parts of the network that it computes clearly faster than the best one so far. A part is what both
    /// begin and end together.
    async fn time(&mut self, model: &Model, set: KernelSet, feed: &Feed, deadline: Instant) -> Result<()> {
        let steps = model.network().program().steps.len();
        let is_first = self.best.is_empty();
        if is_first {
            self.default = set;
            self.best =
                vec![Best { set, is_joined: false, pilot: f64::INFINITY, seconds: f64::INFINITY }; steps];
            if Instant::now() < deadline {
                let seconds =
                    model.time(&feed.there_and_back(Loss::Logits, false), few(self.batch_size)).await?;
                let affordable = self.budget.as_secs_f64() * SHARE / seconds * FEW as f64;
                self.images = self.batch_size.min(FEW.max(affordable as usize));
            }
        }
        let mut same = Vec::new();
        let mut is_taken = false;
        let mut end = 0;
        while end < steps {
            let begin = end;
            end += 1;
            while end < steps && (self.best[end].is_joined || !feed.plan.begins(end)) {
                end += 1;
            }
            let dispatches = feed.dispatches(begin..end);
            if is_first {
                for dispatch in &dispatches {
                    self.usual.push(Arc::clone(dispatch.pipeline()));
                }
            } else if dispatches.iter().all(|one| self.is_usual(one)) {
                same.push(begin..end);
                continue;
            }
            if Instant::now() > deadline {
                continue;
            }
            let (mut best_pilot, mut best) = (0.0, 0.0);
            for step in &self.best[begin..end] {
                best_pilot += step.pilot;
                best += step.seconds;
            }
            let pilot = model.time(&dispatches, few(self.batch_size)).await?;
            if pilot > 2.0 * best_pilot {
                continue;
            }
            let seconds = model.time(&dispatches, Batch { first: 0, images: self.images }).await?;
            self.timed.push((begin, set, seconds / self.images as f64));
            if seconds < CLEARLY * best {
                is_taken = true;
                self.best[begin..end].fill(Best { set, is_joined: true, pilot: 0.0, seconds: 0.0 });
                self.best[begin] = Best { set, is_joined: false, pilot, seconds };
            }
        }
        // What it shares with the default set is its own, too: a set for the whole network is told in a word.
        for steps in same {
            for best in &mut self.best[steps] {
                if is_taken && best.set == self.default {
                    best.set = set;
                }
            }
        }
        Ok(())
    }

    fn is_usual(&self, dispatch: &Dispatch) -> bool {
        self.usual.iter().any(|pipeline| Arc::ptr_eq(pipeline, dispatch.pipeline()))
    }

    /// The fastest kernels; none where nothing can be said, since not even the plain kernels gave figures.
    pub fn choice(&self) -> Option<Choice> {
        for moment in &self.expected {
            if !moment.is_finite() {
                return None;
            }
        }
        // Where no other set is right, the plain one is, by definition.
        if self.best.is_empty() {
            return Some(KernelSet::Plain.into());
        }
        let mut sets = Vec::new();
        for best in &self.best {
            sets.push(best.set);
        }
        Some(Choice::of_each(sets))
    }
}

impl Model {
    /// The sets that are worth measuring here, the default last and those that promise most before it: they are tried from the last
    /// one on. `Half` is less exact, and a processor has no workgroup memory to gain by: it compiles its barriers for many seconds.
    pub fn offered(&self) -> Vec<KernelSet> {
        let mut sets = vec![KernelSet::Plain, KernelSet::Tiled];
        if !self.gpu.info().is_cpu {
            sets.push(KernelSet::Staged);
        }
        if self.gpu.has_subgroups() {
            sets.push(KernelSet::Subgroups);
        }
        sets.push(KernelSet::Winograd);
        sets
    }

    /// Begins to look for the fastest of these kernels for batches of this size. The network computes with them when
    /// [`Model::choose`] is told so. The last set is tried first, whatever the budget; behind that nothing new is made ready or timed,
    /// and what was not reached keeps that set.
    pub fn search(&self, sets: Vec<KernelSet>, batch_size: usize, budget: Duration) -> Result<Search> {
        let making = || {
            let weights =
                Tensor::new(&self.gpu, "the weights to measure kernels on", self.network().arena_size());
            Ok((weights, Arenas::new(&self.gpu, self.network())))
        };
        let (weights, copy) = self.gpu.making("a copy of the weights to measure kernels on", making)?;
        let mut encoder = self.encoder();
        let own = &self.arenas.weights;
        encoder.copy_buffer_to_buffer(own.buffer(), 0, weights.buffer(), 0, own.bytes());
        self.gpu.queue().submit([encoder.finish()]);
        Ok(Search {
            batch_size,
            budget,
            spent: Duration::ZERO,
            left: sets,
            made: None,
            weights,
            copy,
            expected: Vec::new(),
            default: KernelSet::default(),
            usual: Vec::new(),
            best: Vec::new(),
            images: batch_size,
            timed: Vec::new(),
            refused: Vec::new(),
        })
    }

    /// The same from the beginning to the end, where nothing else is to be done.
    pub async fn tune(
        &self,
        sets: Vec<KernelSet>,
        batch_size: usize,
        budget: Duration,
    ) -> Result<Option<Tuned>> {
        let mut search = self.search(sets, batch_size, budget)?;
        while let Some(ready) = search.next(self) {
            let ready = ready.await;
            search.judge(self, ready).await?;
        }
        let choice = search.choice();
        let Search { timed, refused, .. } = search;
        Ok(choice.map(|choice| Tuned { choice, timed, refused }))
    }

    /// A batch of images of the network's size.
    pub(crate) fn any_images(&self, images: usize) -> Result<Dataset> {
        let network = self.network();
        let (mut pixels, mut labels) = (Vec::new(), Vec::new());
        for index in 0..images * network.input.size() {
            pixels.push((index * 97 % 251) as u8);
        }
        for index in 0..images {
            labels.push((index % network.classes()) as u8);
        }
        Ok(Dataset::new(network.input.clone(), Pixels::Bytes(pixels), labels)?)
    }

    /// Seconds for a batch, there and back.
    async fn time(&self, dispatches: &[&Dispatch], batch: Batch) -> Result<f64> {
        self.write_dims(&[Dims::new(batch, 0)]);
        self.seconds(dispatches, batch, TELLING).await
    }
}

/// A few images of a batch.
fn few(batch_size: usize) -> Batch {
    Batch { first: 0, images: batch_size.min(FEW) }
}

/// Whether moments are near enough to the plain ones'; what is no number never is.
fn are_right(moments: &[f32], plain: &[f32]) -> bool {
    let norm =
        |numbers: &mut dyn Iterator<Item = f32>| numbers.map(|number| number * number).sum::<f32>().sqrt();
    let difference = norm(&mut moments.iter().zip(plain).map(|(one, other)| one - other));
    difference <= RIGHT * norm(&mut plain.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_that_computes_something_else_is_refused() {
        let plain = [3.0, -4.0, 0.0];
        assert!(are_right(&plain, &plain));
        assert!(are_right(&[3.0, -4.0, 0.02], &plain));
        for wrong in [[3.0, -4.0, 0.03], [-4.0, 3.0, 0.0], [0.0; 3], [3.0, -4.0, f32::NAN]] {
            assert!(!are_right(&wrong, &plain), "{wrong:?}");
        }
        assert!(!are_right(&plain, &[f32::NAN, 0.0, 0.0]));
    }
}
