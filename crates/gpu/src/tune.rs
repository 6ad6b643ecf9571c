//! Which kernels are the fastest on this device: each way to compute a step is held against the plain one on a few images, and
//! then timed.

use std::rc::Rc;
use std::time::Duration;

use convlab_core::backend::{Backend, Batch, Loss};
use convlab_core::dataset::{Dataset, Pixels};
use web_time::Instant;

use crate::choice::{Choice, KernelSet};
use crate::error::{Error, Result};
use crate::feed::Feed;
use crate::model::{Model, compute_pass, record};
use crate::plan::{Arenas, Plan, Site};
use crate::work::{Dims, Dispatch};

/// A measurement that is shorter says little.
const TELLING: Duration = Duration::from_millis(8);

/// Images on which a set is held against the plain one, and on which one that is hopelessly slow shows it soon.
const FEW: usize = 4;

/// How much faster than the standing set another must be to be taken: less may be chance.
const CLEARLY: f64 = 0.95;

/// How far moments by kernels that are right may be from the plain ones', as a share of their Euclidean norm. Where values of a
/// pool's window are nearly equal, the order of their sums decides which of them wins, and a whole gradient goes another way.
const RIGHT: f32 = 5e-3;

/// What was found out about a device.
#[derive(Clone, Debug, PartialEq)]
pub struct Tuned {
    /// The fastest kernels.
    pub choice: Choice,
    /// What was timed: the first step of a part of the network, a set, and the seconds that a batch takes there and back.
    pub timed: Vec<(usize, KernelSet, f64)>,
    /// Sets that did not give what the plain one gives, or found no room.
    pub refused: Vec<KernelSet>,
}

/// A set with all that is needed to compute with it.
struct Candidate {
    set: KernelSet,
    feed: Feed,
}

impl Model {
    /// The sets that are worth measuring here, the default last. `Half` is less exact, and a processor has no workgroup memory to gain
    /// by: it compiles its barriers for many seconds.
    pub fn offered(&self) -> Vec<KernelSet> {
        let mut sets = vec![KernelSet::Plain];
        if !self.gpu.info().is_cpu {
            sets.push(KernelSet::Staged);
        }
        sets.push(KernelSet::Tiled);
        if self.gpu.has_subgroups() {
            sets.push(KernelSet::Subgroups);
        }
        sets.push(KernelSet::Winograd);
        sets
    }

    /// Finds the fastest of these kernels for batches of this size, and leaves weights and optimiser alone. The network computes with
    /// them when [`Model::choose`] is told so. The last set is tried first, whatever the budget; behind that nothing new is compiled or
    /// timed, and what was not reached keeps its default.
    pub async fn tune(&mut self, sets: Vec<KernelSet>, batch_size: usize, budget: Duration) -> Result<Tuned> {
        let deadline = Instant::now() + budget;
        let data = self.any_images(batch_size)?;
        let few = few(batch_size);
        let making = || Ok(Arenas::new(&self.gpu, self.network()));
        let copy = self.gpu.making("a copy of the weights to measure kernels on", making)?;
        let plain = self.candidate(&copy, KernelSet::Plain, &self.any_images(few.images)?).await?;
        let expected = self.moments(&copy, &plain.feed, few).await?;
        drop(plain);
        let mut right: Vec<Candidate> = Vec::new();
        let mut refused = Vec::new();
        for &set in sets.iter().rev() {
            if Some(&set) != sets.last() && Instant::now() > deadline {
                break;
            }
            let candidate = match self.candidate(&copy, set, &data).await {
                Ok(candidate) => candidate,
                Err(lost @ Error::Lost { .. }) => return Err(lost),
                Err(_) => {
                    refused.push(set);
                    continue;
                }
            };
            let moments = self.moments(&copy, &candidate.feed, few).await?;
            if are_right(&moments, &expected) {
                right.push(candidate);
            } else {
                refused.push(set);
            }
        }
        let (choice, timed) = self.fastest(&right, batch_size, deadline).await?;
        Ok(Tuned { choice, timed, refused })
    }

    /// Adam's mean gradient and the root of its mean squared one behind a first step, whose rate is 0: all that the step computed is in
    /// them. It is taken on a copy of the weights, since of a set that is wrong nobody knows what it does to them.
    async fn moments(&self, copy: &Arenas, feed: &Feed, batch: Batch) -> Result<Vec<f32>> {
        self.write_dims(&[Dims::new(batch, 0)]);
        let mut dispatches = vec![feed.gather()];
        dispatches.extend(feed.there_and_back(Loss::Logits, true));
        dispatches.push(&feed.plan.adam);
        let mut encoder = self.encoder();
        let weights = &self.arenas.weights;
        encoder.copy_buffer_to_buffer(weights.buffer(), 0, copy.weights.buffer(), 0, weights.bytes());
        encoder.clear_buffer(copy.m.buffer(), 0, None);
        encoder.clear_buffer(copy.v.buffer(), 0, None);
        record(&mut compute_pass(&mut encoder), &dispatches, 0, batch);
        let mut moments = self.read_behind(encoder, &copy.m).await?;
        for square in self.read(&copy.v).await? {
            moments.push(square.sqrt());
        }
        Ok(moments)
    }

    /// A batch of images of the network's size.
    pub(crate) fn any_images(&self, images: usize) -> Result<Dataset> {
        let network = self.network();
        let pixels = (0..images * network.input.size()).map(|index| (index * 97 % 251) as u8).collect();
        let labels = (0..images).map(|index| (index % network.classes()) as u8).collect();
        Ok(Dataset::new(network.input.clone(), Pixels::Bytes(pixels), labels)?)
    }

    async fn candidate(&self, copy: &Arenas, set: KernelSet, data: &Dataset) -> Result<Candidate> {
        let choice = set.into();
        let made = self.gpu.making("kernels to be measured", || {
            let plan = Rc::new(Plan::new(&Site { arenas: copy, ..self.site(&choice) }, data.len()));
            let feed = Feed::new(&self.gpu, &self.dims, plan, data)?;
            Ok(Candidate { set, feed })
        });
        self.gpu.settle().await.and(made)
    }

    /// Takes for each part of the network the set that computes it fastest. A part is what every set begins and ends together.
    async fn fastest(
        &self,
        candidates: &[Candidate],
        batch_size: usize,
        deadline: Instant,
    ) -> Result<(Choice, Vec<(usize, KernelSet, f64)>)> {
        let steps = self.network().program().steps.len();
        let ends = |place: usize| candidates.iter().all(|candidate| candidate.feed.plan.begins(place));
        let borders: Vec<usize> = (0..=steps).filter(|place| *place == steps || ends(*place)).collect();
        let sets: Vec<KernelSet> = candidates.iter().map(|candidate| candidate.set).collect();
        let base = base_of(&sets);
        let mut sets = vec![base; steps];
        let mut timed = Vec::new();
        let whole = Batch { first: 0, images: batch_size };
        if candidates.len() < 2 {
            return Ok((base.into(), timed));
        }
        for border in borders.windows(2) {
            let part = border[0]..border[1];
            let standing = candidates.iter().find(|candidate| candidate.set == base);
            let Some(standing) = standing.filter(|_| Instant::now() < deadline) else { break };
            let standing = standing.feed.dispatches(part.clone());
            let pilot = self.time(&standing, few(batch_size)).await?;
            let standard = self.time(&standing, whole).await?;
            timed.push((part.start, base, standard));
            let mut best = standard * CLEARLY;
            for Candidate { set, feed } in candidates {
                let dispatches = feed.dispatches(part.clone());
                let is_same =
                    dispatches.iter().map(|one| one.name()).eq(standing.iter().map(|one| one.name()));
                if is_same || Instant::now() > deadline {
                    continue;
                }
                if self.time(&dispatches, few(batch_size)).await? > 2.0 * pilot {
                    continue;
                }
                let seconds = self.time(&dispatches, whole).await?;
                timed.push((part.start, *set, seconds));
                if seconds < best {
                    best = seconds;
                    sets[part.clone()].fill(*set);
                }
            }
        }
        Ok((Choice::of_each(sets), timed))
    }

    /// Seconds for a batch, there and back.
    async fn time(&self, dispatches: &[&Dispatch], batch: Batch) -> Result<f64> {
        self.write_dims(&[Dims::new(batch, 0)]);
        self.seconds(dispatches, batch, TELLING).await
    }
}

/// The set for what is not measured, of those that are right, the default first: the one most like it. The plain one is right by
/// definition, and serves also where no set finds room: the run then tells of it.
fn base_of(right: &[KernelSet]) -> KernelSet {
    right.first().copied().unwrap_or(KernelSet::Plain)
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
    fn what_is_not_measured_is_computed_by_a_set_that_is_right() {
        use KernelSet::{Plain, Tiled, Winograd};
        assert_eq!(base_of(&[Winograd, Tiled, Plain]), Winograd);
        assert_eq!(base_of(&[Tiled, Plain]), Tiled);
        assert_eq!(base_of(&[Plain]), Plain);
        assert_eq!(base_of(&[]), Plain);
    }

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
