//! Ending a run when it no longer gets better, as Keras's `EarlyStopping` with its defaults.

use crate::backend::Totals;
use crate::error::Error;

use super::options::require;
use super::place::Watched;

/// The figure of an epoch that is watched. Less is better of a loss, more of an accuracy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Monitor {
    /// The mean loss in training.
    Loss,
    /// The accuracy in training.
    Accuracy,
    /// The mean loss on the validation data.
    #[default]
    ValLoss,
    /// The accuracy on the validation data.
    ValAccuracy,
}

/// When a run ends before its last epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EarlyStopping {
    /// What is watched.
    pub monitor: Monitor,
    /// The run ends after so many epochs without a new best; 0 means the same as 1.
    pub patience: usize,
    /// Whether the weights and moving statistics of the best epoch are put back where the run ends by itself, early
    /// or not. The optimiser then starts afresh: what it remembers belongs to other weights.
    pub restore_best: bool,
}

impl EarlyStopping {
    pub(super) fn check(self, is_validated: bool) -> Result<(), Error> {
        let needs_validation = matches!(self.monitor, Monitor::ValLoss | Monitor::ValAccuracy);
        let expected = "'loss' or 'accuracy' where there is no validation data";
        require(is_validated || !needs_validation, "earlyStopping.monitor", expected)
    }
}

/// What has been seen of a run so far.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    options: EarlyStopping,
    seen: Watched,
}

impl Watch {
    pub(super) fn new(options: EarlyStopping) -> Self {
        let seen = Watched { best: f64::INFINITY, best_epoch: 0, waited: 0, weights: None };
        Self { options, seen }
    }

    /// The same where something has been seen already.
    pub(super) fn going_on(options: EarlyStopping, seen: Watched) -> Self {
        Self { options, seen }
    }

    /// What has been seen.
    pub(super) fn seen(&self) -> &Watched {
        &self.seen
    }

    /// Takes the figures of the next epoch. What is not a number is never a new best.
    pub(super) fn judge(&mut self, epoch: usize, trained: Totals, validated: Option<Totals>) {
        let validated = validated.unwrap_or(trained);
        let figure = match self.options.monitor {
            Monitor::Loss => trained.mean_loss(),
            Monitor::Accuracy => -trained.accuracy(),
            Monitor::ValLoss => validated.mean_loss(),
            Monitor::ValAccuracy => -validated.accuracy(),
        };
        self.seen.waited += 1;
        if figure < self.seen.best {
            self.seen.best = figure;
            self.seen.best_epoch = epoch;
            self.seen.waited = 0;
        }
    }

    /// The best epoch; the first one while no other is better.
    pub(super) fn best_epoch(&self) -> usize {
        self.seen.best_epoch
    }

    /// Whether the run should end with `epoch`, which has been judged.
    pub(super) fn is_over(&self, epoch: usize) -> bool {
        epoch > 0 && self.seen.waited > 0 && self.seen.waited >= self.options.patience
    }

    /// Whether the weights of `epoch`, which has been judged, should be kept.
    pub(super) fn keeps(&self, epoch: usize) -> bool {
        self.options.restore_best && self.seen.best_epoch == epoch
    }

    /// Keeps the weights of the best epoch.
    pub(super) fn keep(&mut self, weights: Vec<f32>) {
        self.seen.weights = Some(weights);
    }

    /// The weights to be put back where the run ended with `epoch`; none if they are the run's last.
    pub(super) fn weights_after(&mut self, epoch: usize) -> Option<Vec<f32>> {
        self.seen.weights.take().filter(|_| self.seen.best_epoch != epoch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(loss: f64, correct: usize) -> Totals {
        Totals { images: 10, loss: 10.0 * loss, correct }
    }

    /// The epoch that ends the run, and the best one, from a loss and a number of right images an epoch.
    fn run(options: EarlyStopping, figures: &[(f64, usize)]) -> (Option<usize>, usize) {
        let mut watch = Watch::new(options);
        for (epoch, (loss, correct)) in figures.iter().enumerate() {
            // The training figures always get better, so that a wrong choice of figures shows.
            watch.judge(epoch, totals(-(epoch as f64), epoch), Some(totals(*loss, *correct)));
            if watch.is_over(epoch) {
                return (Some(epoch), watch.best_epoch());
            }
        }
        (None, watch.best_epoch())
    }

    #[test]
    fn patience_counts_epochs_since_the_best_one() {
        let losses = [(3.0, 0), (2.0, 0), (2.5, 0), (2.0, 0), (1.0, 0), (1.5, 0), (1.5, 0), (1.5, 0)];
        let of = |patience| EarlyStopping { patience, ..EarlyStopping::default() };
        assert_eq!(run(of(0), &losses), (Some(2), 1));
        assert_eq!(run(of(1), &losses), (Some(2), 1));
        assert_eq!(run(of(2), &losses), (Some(3), 1), "an equal figure is no improvement");
        assert_eq!(run(of(3), &losses), (Some(7), 4));
        assert_eq!(run(of(4), &losses), (None, 4));
    }

    #[test]
    fn an_accuracy_should_rise() {
        let figures = [(9.0, 4), (8.0, 6), (7.0, 5), (6.0, 5)];
        let options = EarlyStopping { monitor: Monitor::ValAccuracy, patience: 2, restore_best: false };
        assert_eq!(run(options, &figures), (Some(3), 1));
        assert_eq!(run(EarlyStopping { monitor: Monitor::Loss, ..options }, &figures), (None, 3));
        assert_eq!(run(EarlyStopping { monitor: Monitor::Accuracy, ..options }, &figures), (None, 3));
    }

    #[test]
    fn not_a_number_is_never_better_and_never_ends_the_first_epoch() {
        let figures = [(f64::NAN, 0), (f64::NAN, 0), (f64::NAN, 0)];
        let options = EarlyStopping { patience: 1, ..EarlyStopping::default() };
        assert_eq!(run(options, &figures), (Some(1), 0));
        assert_eq!(run(options, &[(f64::NAN, 0), (1.0, 0), (0.5, 0)]), (None, 2));
    }

    #[test]
    fn weights_are_kept_where_they_are_the_best_and_put_back_where_others_followed() {
        let options = EarlyStopping { restore_best: true, ..EarlyStopping::default() };
        let mut watch = Watch::new(options);
        watch.judge(0, totals(0.0, 0), Some(totals(1.0, 0)));
        assert!(watch.keeps(0));
        watch.keep(vec![1.0]);
        assert_eq!(watch.clone().weights_after(0), None);
        watch.judge(1, totals(0.0, 0), Some(totals(2.0, 0)));
        assert!(!watch.keeps(1));
        assert_eq!(watch.weights_after(1), Some(vec![1.0]));
        let mut plain = Watch::new(EarlyStopping { restore_best: false, ..options });
        plain.judge(0, totals(0.0, 0), None);
        assert!(!plain.keeps(0));
    }
}
