//! A thread that computes its share of what the first one orders.

use bytemuck::{cast_slice, cast_slice_mut};

use crate::backend::Backend;
use crate::backend::{Loss, Mode, Optimizer, OptimizerState};
use crate::cpu::model::Model;
use crate::error::{Error, Result};
use crate::network::Network;
use crate::ops::Phase;
use crate::twins;

use super::cut::Cut;
use super::group::Group;
use super::order::Order;
use super::peers::Peers;

/// A share of a model, on a thread of its own.
pub struct Helper<P> {
    model: Model,
    group: Group<P>,
}

impl<P: Peers> Helper<P> {
    /// The share of a network with fresh weights; seed and network must be the first thread's.
    pub fn new(network: Network, seed: u64, peers: P) -> Result<Self> {
        let cut = Cut::of(&network, peers.count()).map_err(|_| Error::ThreadLost)?;
        Ok(Self { model: Model::new(network, seed), group: Group::new(cut, peers) })
    }

    /// Does what it is told, until the first thread is gone.
    pub async fn serve(&mut self) -> Result<()> {
        loop {
            match Order::receive(&mut self.group.peers).await? {
                Order::Batch { images, loss, mode, step } => self.compute(images, loss, mode, step).await?,
                Order::Weights => {
                    let mut arena = vec![0.0; self.model.network.arena_size()];
                    self.group.peers.receive(0, cast_slice_mut(&mut arena)).await?;
                    self.model.set_weights(&arena)?;
                }
                Order::Optimizer(optimizer) => self.model.set_optimizer(optimizer)?,
                Order::State { optimizer, steps } => self.take_state(optimizer, steps).await?,
                Order::Collect => {
                    let rows = self.group.rows_of(self.group.peers.number());
                    let Model { weights, moments: [first, second], .. } = &self.model;
                    for arena in [weights, first, second] {
                        self.group.peers.send(0, cast_slice(&arena[rows.clone()]));
                    }
                }
            }
        }
    }

    async fn compute(&mut self, images: usize, loss: Loss, mode: Mode, step: u64) -> Result<()> {
        let Self { model, group } = self;
        model.labels.resize(images, 0);
        group.peers.receive(0, &mut model.labels).await?;
        let own = group.images_of(group.peers.number(), images);
        let pixels = &mut model.graph.values[0];
        pixels.resize(own.len() * model.network.input.size(), 0.0);
        group.peers.receive(0, cast_slice_mut(pixels)).await?;
        let Mode::Train { learning_rate, seed } = mode else {
            group.run(model, loss, Phase::Inference).await?;
            return Ok(());
        };
        model.steps = step;
        group.run(model, loss, Phase::Training { seed, step: step as u32 }).await?;
        model.update(learning_rate, &group.kept(model.network.trainable_size()));
        let rows = group.rows_of(group.peers.number());
        let found = twins::find_not_finite(&model.weights[rows.clone()]).map(|place| rows.start + place);
        let found = found.map_or(f64::NAN, |place| place as f64);
        group.peers.send(0, cast_slice(&[found]));
        Ok(())
    }

    async fn take_state(&mut self, optimizer: Optimizer, steps: u64) -> Result<()> {
        let mut moments = [0, 1].map(|_: usize| vec![0.0; self.model.network.trainable_size()]);
        for moment in &mut moments {
            self.group.peers.receive(0, cast_slice_mut(moment)).await?;
        }
        self.model.set_optimizer_state(&OptimizerState { optimizer, steps, moments })
    }
}
