//! Where a model stands, as two rows of numbers: so it passes from the engine, which computes, to the module that makes files
//! of models, and back.

use crate::backend::{Optimizer, OptimizerState, Totals};
use crate::error::{Error, Result};
use crate::fit::{Place, Watched};
use crate::network::Network;

/// What a model has learned, and what training goes on with.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The weights, as an arena.
    pub weights: Vec<f32>,
    /// What the optimiser remembers, if training is to go on.
    pub optimizer: Option<OptimizerState>,
    /// Where the run stood that was not over yet; only with `optimizer`.
    pub place: Option<Place>,
}

/// The numbers of a [`Standing`].
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers {
    /// All that is no arena: counts, sums, and 1 or 0 for what is there or is not.
    pub figures: Vec<f64>,
    /// The arenas, one behind the other.
    pub arenas: Vec<f32>,
}

const ADAM: f64 = 1.0;
const SGD: f64 = 2.0;

impl Standing {
    /// The numbers, to the bit; those that are whole may have up to 53 bits.
    pub fn into_numbers(self) -> Numbers {
        let Self { weights: mut arenas, optimizer, place } = self;
        let mut figures = Vec::new();
        if let Some(OptimizerState { optimizer, steps, moments }) = optimizer {
            match optimizer {
                Optimizer::Adam => figures.push(ADAM),
                Optimizer::Sgd { momentum, nesterov } => {
                    figures.extend([SGD, momentum.into(), flag(nesterov)]);
                }
            }
            figures.push(steps as f64);
            moments.iter().for_each(|moment| arenas.extend_from_slice(moment));
        }
        if let Some(Place { epoch, batches, totals, first_loss, watched }) = place {
            let Totals { images, loss, correct } = totals;
            figures.extend([epoch as f64, batches as f64, images as f64, loss, correct as f64]);
            figures.extend([flag(first_loss.is_some()), first_loss.unwrap_or_default()]);
            if let Some(Watched { best, best_epoch, waited, weights }) = watched {
                figures.extend([best, best_epoch as f64, waited as f64]);
                arenas.extend_from_slice(weights.as_deref().unwrap_or_default());
            }
        }
        Numbers { figures, arenas }
    }

    /// What some numbers tell of a model of this network.
    pub fn from_numbers(network: &Network, numbers: &Numbers) -> Result<Self> {
        let mut figures = numbers.figures.iter().copied();
        let mut arenas = numbers.arenas.as_slice();
        let read = Self::read(network, &mut figures, &mut arenas);
        // Only a fault of ours leaves some, or lacks one.
        read.filter(|_| figures.len() + arenas.len() == 0)
            .ok_or_else(|| Error::Weights { reason: "their numbers are of another network.".to_owned() })
    }

    fn read(network: &Network, figures: &mut impl Iterator<Item = f64>, arenas: &mut &[f32]) -> Option<Self> {
        let mut arena = |size: usize| arenas.split_off(..size).map(<[f32]>::to_vec);
        let weights = arena(network.arena_size())?;
        let Some(kind) = figures.next() else { return Some(Self { weights, optimizer: None, place: None }) };
        let optimizer = if kind == SGD {
            Optimizer::Sgd { momentum: figures.next()? as f32, nesterov: figures.next()? > 0.0 }
        } else {
            Optimizer::Adam
        };
        let steps = figures.next()? as u64;
        let moments = [arena(network.trainable_size())?, arena(network.trainable_size())?];
        let optimizer = Some(OptimizerState { optimizer, steps, moments });
        let Some(epoch) = figures.next() else { return Some(Self { weights, optimizer, place: None }) };
        let epoch = epoch as usize;
        let batches = figures.next()? as usize;
        let totals = Totals {
            images: figures.next()? as usize,
            loss: figures.next()?,
            correct: figures.next()? as usize,
        };
        let (has_first, first_loss) = (figures.next()? > 0.0, figures.next()?);
        let watched = match figures.next() {
            Some(best) => Some(Watched {
                best,
                best_epoch: figures.next()? as usize,
                waited: figures.next()? as usize,
                weights: arena(network.arena_size()),
            }),
            None => None,
        };
        let first_loss = has_first.then_some(first_loss);
        let place = Some(Place { epoch, batches, totals, first_loss, watched });
        Some(Self { weights, optimizer, place })
    }
}

fn flag(is: bool) -> f64 {
    f64::from(u8::from(is))
}

#[cfg(test)]
impl Standing {
    /// Of a network in the midst of a run: everything that there can be.
    pub(crate) fn full(network: &Network, optimizer: Optimizer) -> Self {
        let moment = |seed| network.initial_weights(seed)[..network.trainable_size()].to_vec();
        Standing {
            weights: network.initial_weights(1),
            optimizer: Some(OptimizerState { optimizer, steps: 1 << 40, moments: [moment(2), moment(3)] }),
            place: Some(Place {
                epoch: 3,
                batches: 17,
                totals: Totals { images: 544, loss: 1.0 / 3.0, correct: 99 },
                first_loss: Some(2.0 / 7.0),
                watched: Some(Watched {
                    best: f64::INFINITY,
                    best_epoch: 1,
                    waited: 2,
                    weights: Some(network.initial_weights(4)),
                }),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::NetworkSpec;

    fn network() -> Network {
        let json = r#"{ "inputShape": [3], "layers": [{ "type": "BatchNormalization" }, { "type": "Dense", "units": 4 }] }"#;
        Network::new(&NetworkSpec::from_json(json).unwrap()).unwrap()
    }

    #[test]
    fn where_a_model_stands_comes_back_to_the_bit() {
        let network = network();
        let back = |standing: &Standing| Standing::from_numbers(&network, &standing.clone().into_numbers());
        for optimizer in [Optimizer::Adam, Optimizer::Sgd { momentum: 0.9, nesterov: true }] {
            let mut standing = Standing::full(&network, optimizer);
            assert_eq!(back(&standing).as_ref(), Ok(&standing));
            if let Some(watched) = standing.place.as_mut().and_then(|place| place.watched.as_mut()) {
                watched.weights = None;
            }
            assert_eq!(back(&standing).as_ref(), Ok(&standing));
            if let Some(place) = &mut standing.place {
                place.watched = None;
                place.first_loss = None;
            }
            assert_eq!(back(&standing).as_ref(), Ok(&standing));
            standing.place = None;
            assert_eq!(back(&standing).as_ref(), Ok(&standing));
            standing.optimizer = None;
            assert_eq!(back(&standing).as_ref(), Ok(&standing));
        }
    }

    #[test]
    fn numbers_of_another_network_are_refused() {
        let network = network();
        let whole = Standing::full(&network, Optimizer::Adam).into_numbers();
        let refused = |change: fn(&mut Numbers)| {
            let mut numbers = whole.clone();
            change(&mut numbers);
            let refused = Standing::from_numbers(&network, &numbers).expect_err("should be refused");
            assert!(refused.to_string().ends_with("their numbers are of another network."));
        };
        refused(|numbers| numbers.arenas.truncate(1));
        refused(|numbers| numbers.arenas.push(0.0));
        refused(|numbers| numbers.figures.truncate(1));
        refused(|numbers| numbers.figures.push(0.0));
    }
}
