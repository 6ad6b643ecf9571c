//! A model of which several threads compute each batch together, behind the interface of a backend.

use bytemuck::{cast_slice, cast_slice_mut};

use crate::augmentation::Augmentation;
use crate::backend::{Backend, Batch, Loss, Mode, Optimizer, OptimizerState, Totals};
use crate::cpu::feed::Feed;
use crate::cpu::model::Model;
use crate::dataset::Dataset;
use crate::error::{Error, Result};
use crate::inspect::{Inspection, Looked, Seen};
use crate::network::Network;
use crate::ops::Phase;
use crate::random::{Random, Stream};
use crate::twins;

use super::cut::Cut;
use super::group::Group;
use super::order::Order;
use super::peers::Peers;

/// A model on this thread and its helpers, or on this thread alone where it cannot be shared.
///
/// Training, evaluation and predictions are shared; whatever else is asked is computed here, after the helpers' rows were
/// collected.
pub struct SharedModel<P> {
    model: Model,
    group: Option<Group<P>>,
    /// Whether helpers have newer rows than this thread.
    is_behind: bool,
}

/// Submitted batches.
pub enum Pending {
    /// Computed on this thread.
    Done(Vec<Totals>),
    /// To be computed by all threads.
    Asked(Vec<Asked>),
}

/// A batch that is to be computed: its images alone, what is wanted of them.
pub struct Asked {
    feed: Feed,
    loss: Loss,
    mode: Mode,
}

impl<P: Peers> SharedModel<P> {
    /// A model with fresh weights from a seed. Each of the peers must be a [`Helper`](super::Helper) of the same; a network
    /// that cannot be shared needs none.
    pub fn new(network: Network, seed: u64, peers: P) -> Self {
        let group = if peers.count() > 1 {
            Cut::of(&network, peers.count()).ok().map(|cut| Group::new(cut, peers))
        } else {
            None
        };
        Self { model: Model::new(network, seed), group, is_behind: false }
    }

    /// How many threads compute a batch.
    pub fn threads(&self) -> usize {
        self.group.as_ref().map_or(1, |group| group.peers.count())
    }

    /// Computes a batch with all threads.
    async fn compute(&mut self, asked: Asked) -> Result<Totals> {
        let Some(group) = &mut self.group else { return Err(Error::ThreadLost) };
        let Self { model, is_behind, .. } = self;
        let Asked { feed, loss, mode } = asked;
        let images = feed.order.len();
        let batch = Batch { first: 0, images };
        let step = model.steps + 1;
        let pixels = &mut model.graph.values[0];
        match mode {
            Mode::Train { seed, .. } => {
                let random = Random::new(seed, Stream::Augment { step: step as u32 });
                feed.take_for_training(batch, &random, pixels, &mut model.labels);
            }
            Mode::Evaluate => feed.take(batch, pixels, &mut model.labels),
        }
        let size = model.network.input.size();
        for other in group.others() {
            let range = group.images_of(other, images);
            let peers = &mut group.peers;
            Order::Batch { images, loss, mode, step }.send(peers, other);
            peers.send(other, &model.labels);
            peers.send(other, cast_slice(&pixels[range.start * size..range.end * size]));
        }
        pixels.truncate(group.images_of(0, images).len() * size);
        let Mode::Train { learning_rate, seed } = mode else {
            return group.run(model, loss, Phase::Inference).await;
        };
        *is_behind = true;
        model.steps = step;
        let totals = group.run(model, loss, Phase::Training { seed, step: step as u32 }).await?;
        model.update(learning_rate, &group.kept(model.network.trainable_size()));
        for kept in group.kept(model.network.arena_size()) {
            let found = twins::find_not_finite(&model.weights[kept.clone()]).map(|place| kept.start + place);
            model.not_finite = model.not_finite.or(found);
        }
        for other in group.others() {
            let mut found = [f64::NAN];
            group.peers.receive(other, cast_slice_mut(&mut found)).await?;
            let found = (!found[0].is_nan()).then_some(found[0] as usize);
            model.not_finite = model.not_finite.or(found);
        }
        Ok(totals)
    }

    /// The network's output for all images, computed by all threads.
    async fn predict_together(&mut self, feed: &Feed) -> Result<Vec<f32>> {
        let end = self.model.network.program().steps.len();
        let mut output = Vec::with_capacity(feed.order.len() * self.model.network.classes());
        for first in (0..feed.order.len()).step_by(feed.batch_size) {
            let batch = Batch { first, images: feed.batch_size.min(feed.order.len() - first) };
            // Judged behind all operations, so that all are computed.
            let loss = Loss::DoubleSoftmax;
            self.compute(Asked { feed: feed.part(batch), loss, mode: Mode::Evaluate }).await?;
            output.extend_from_slice(&self.model.graph.values[end]);
        }
        Ok(output)
    }

    /// Takes the helpers' rows, where they are newer.
    async fn collect(&mut self) -> Result<()> {
        let Some(group) = self.group.as_mut().filter(|_| self.is_behind) else { return Ok(()) };
        for other in group.others() {
            Order::Collect.send(&mut group.peers, other);
        }
        let Model { weights, moments: [first, second], .. } = &mut self.model;
        for other in group.others() {
            let rows = group.rows_of(other);
            for arena in [&mut *weights, &mut *first, &mut *second] {
                group.peers.receive(other, cast_slice_mut(&mut arena[rows.clone()])).await?;
            }
        }
        self.is_behind = false;
        Ok(())
    }

    /// Gives all helpers an order and the arrays that belong to it.
    fn order(&mut self, order: Order, arrays: &[&[f32]]) {
        let Some(group) = &mut self.group else { return };
        for other in group.others() {
            order.send(&mut group.peers, other);
            for array in arrays {
                group.peers.send(other, cast_slice(array));
            }
        }
    }
}

impl<P: Peers> Backend for SharedModel<P> {
    type Feed = Feed;
    type Pending = Pending;
    type Error = Error;

    fn network(&self) -> &Network {
        self.model.network()
    }

    fn feed(&mut self, data: &Dataset, batch_size: usize) -> Result<Feed> {
        self.model.feed(data, batch_size)
    }

    fn set_order(&mut self, feed: &mut Feed, order: &[u32]) -> Result<()> {
        self.model.set_order(feed, order)
    }

    fn set_augmentation(&mut self, feed: &mut Feed, augmentation: Augmentation) -> Result<()> {
        self.model.set_augmentation(feed, augmentation)
    }

    fn set_optimizer(&mut self, optimizer: Optimizer) -> Result<()> {
        self.order(Order::Optimizer(optimizer), &[]);
        self.model.set_optimizer(optimizer)
    }

    fn batches_per_submit(&self) -> usize {
        1
    }

    fn submit(&mut self, feed: &Feed, batches: &[Batch], loss: Loss, mode: Mode) -> Result<Pending> {
        if self.group.is_none() {
            return Ok(Pending::Done(self.model.submit(feed, batches, loss, mode)?));
        }
        loss.check(&self.model.network)?;
        let asked = batches.iter().map(|batch| Asked { feed: feed.part(*batch), loss, mode });
        Ok(Pending::Asked(asked.collect()))
    }

    async fn finish(&mut self, pending: Pending) -> Result<Vec<Totals>> {
        match pending {
            Pending::Done(totals) => Ok(totals),
            Pending::Asked(batches) => {
                let mut totals = Vec::with_capacity(batches.len());
                for asked in batches {
                    totals.push(self.compute(asked).await?);
                }
                Ok(totals)
            }
        }
    }

    async fn predict(&mut self, feed: &Feed, phase: Phase) -> Result<Vec<f32>> {
        if self.group.is_some() && phase == Phase::Inference {
            return self.predict_together(feed).await;
        }
        self.collect().await?;
        self.model.predict(feed, phase).await
    }

    async fn gradients(&mut self, feed: &Feed, batch: Batch, loss: Loss) -> Result<Vec<f32>> {
        self.collect().await?;
        self.model.gradients(feed, batch, loss).await
    }

    async fn inspect(
        &mut self,
        data: &Dataset,
        inspection: Inspection,
        see: &mut dyn FnMut(Seen, &[f32]),
    ) -> Result<Looked> {
        self.collect().await?;
        self.model.inspect(data, inspection, see).await
    }

    async fn weights(&mut self) -> Result<Vec<f32>> {
        self.collect().await?;
        self.model.weights().await
    }

    fn set_weights(&mut self, arena: &[f32]) -> Result<()> {
        self.model.set_weights(arena)?;
        self.order(Order::Weights, &[arena]);
        self.is_behind = false;
        Ok(())
    }

    async fn optimizer_state(&mut self) -> Result<OptimizerState> {
        self.collect().await?;
        self.model.optimizer_state().await
    }

    fn set_optimizer_state(&mut self, state: &OptimizerState) -> Result<()> {
        self.model.set_optimizer_state(state)?;
        let OptimizerState { optimizer, steps, moments: [first, second] } = state;
        self.order(Order::State { optimizer: *optimizer, steps: *steps }, &[first, second]);
        Ok(())
    }

    fn not_finite(&mut self) -> Option<usize> {
        self.model.not_finite()
    }
}
