//! What the first thread tells the others to do.

use bytemuck::{cast_slice, cast_slice_mut};

use crate::backend::{Loss, Mode, Optimizer};
use crate::error::{Error, Result};

use super::peers::Peers;

/// What another thread is to do; arrays that belong to it follow as messages of their own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Order {
    /// Computes its share of a batch, whose labels and images follow; in training the step of this number.
    Batch { images: usize, loss: Loss, mode: Mode, step: u64 },
    /// Takes the weights that follow, and starts its optimiser afresh.
    Weights,
    /// Takes another optimiser.
    Optimizer(Optimizer),
    /// Takes the two moments that follow, of an optimiser that has done so many steps.
    State { optimizer: Optimizer, steps: u64 },
    /// Gives its rows of the weights and of both moments.
    Collect,
}

const NUMBERS: usize = 7;

/// An order as numbers: its kind, then what it holds.
type Row = [f64; NUMBERS];

const BATCH: f64 = 0.0;
const WEIGHTS: f64 = 1.0;
const OPTIMIZER: f64 = 2.0;
const STATE: f64 = 3.0;
const COLLECT: f64 = 4.0;

impl Order {
    /// Gives it to a thread.
    pub(super) fn send(self, peers: &mut impl Peers, to: usize) {
        peers.send(to, cast_slice(&self.row()));
    }

    /// Waits for the first thread's next one.
    pub(super) async fn receive(peers: &mut impl Peers) -> Result<Self> {
        let mut row = [0.0; NUMBERS];
        peers.receive(0, cast_slice_mut(&mut row)).await?;
        Self::of(row).ok_or(Error::ThreadLost)
    }

    fn row(self) -> Row {
        match self {
            Self::Batch { images, loss, mode, step } => {
                let loss = f64::from(u8::from(loss == Loss::DoubleSoftmax));
                let (trains, learning_rate, seed) = match mode {
                    Mode::Train { learning_rate, seed } => (1.0, learning_rate, seed),
                    Mode::Evaluate => (0.0, 0.0, 0),
                };
                // A seed may be any 64 bits.
                let seed = f64::from_bits(seed);
                [BATCH, images as f64, loss, step as f64, trains, learning_rate.into(), seed]
            }
            Self::Weights => [WEIGHTS, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            Self::Optimizer(optimizer) => {
                let [kind, momentum, nesterov] = numbers_of(optimizer);
                [OPTIMIZER, kind, momentum, nesterov, 0.0, 0.0, 0.0]
            }
            Self::State { optimizer, steps } => {
                let [kind, momentum, nesterov] = numbers_of(optimizer);
                [STATE, kind, momentum, nesterov, steps as f64, 0.0, 0.0]
            }
            Self::Collect => [COLLECT, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        }
    }

    fn of(row: Row) -> Option<Self> {
        let [kind, a, b, c, d, e, f] = row;
        Some(match kind {
            BATCH => Self::Batch {
                images: a as usize,
                loss: if b == 0.0 { Loss::Logits } else { Loss::DoubleSoftmax },
                step: c as u64,
                mode: if d == 0.0 {
                    Mode::Evaluate
                } else {
                    Mode::Train { learning_rate: e as f32, seed: f.to_bits() }
                },
            },
            WEIGHTS => Self::Weights,
            OPTIMIZER => Self::Optimizer(optimizer_of(a, b, c)),
            STATE => Self::State { optimizer: optimizer_of(a, b, c), steps: d as u64 },
            COLLECT => Self::Collect,
            _ => return None,
        })
    }
}

fn numbers_of(optimizer: Optimizer) -> [f64; 3] {
    match optimizer {
        Optimizer::Adam => [0.0; 3],
        Optimizer::Sgd { momentum, nesterov } => [1.0, momentum.into(), u8::from(nesterov).into()],
    }
}

fn optimizer_of(kind: f64, momentum: f64, nesterov: f64) -> Optimizer {
    if kind == 0.0 {
        return Optimizer::Adam;
    }
    Optimizer::Sgd { momentum: momentum as f32, nesterov: nesterov != 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_come_back_from_their_numbers() {
        let sgd = Optimizer::Sgd { momentum: 0.9, nesterov: true };
        let train = Mode::Train { learning_rate: 1e-3, seed: u64::MAX - 5 };
        for order in [
            Order::Batch { images: 17, loss: Loss::DoubleSoftmax, mode: train, step: 3 },
            Order::Batch { images: 1, loss: Loss::Logits, mode: Mode::Evaluate, step: 0 },
            Order::Weights,
            Order::Optimizer(Optimizer::Adam),
            Order::Optimizer(sgd),
            Order::State { optimizer: sgd, steps: 1 << 40 },
            Order::Collect,
        ] {
            let [row, again] = [order.row(), Order::of(order.row()).map_or([f64::NAN; NUMBERS], Order::row)];
            assert_eq!(row.map(f64::to_bits), again.map(f64::to_bits), "{order:?}");
            assert_eq!(Order::of(row), Some(order));
        }
    }
}
