//! What comes of an advance, as rows of numbers: one array crosses to JavaScript however many batches it tells of.

use convlab_core::backend::Totals;
use convlab_core::fit::FitEvent;

/// A row: its kind, epoch and batch (from 0), images, their mean loss and accuracy, the validation's mean loss and
/// accuracy, the learning rate, the best epoch so far (from 0), and 1 where the run ends early. `web/engine/rows.js`
/// reads them.
pub(crate) type Row = [f64; 11];

const TRAINED: f64 = 0.0;
const VALIDATED: f64 = 1.0;
const EPOCH: f64 = 2.0;

/// An event as a row; what it does not tell is NaN.
pub(crate) fn row(event: &FitEvent) -> Row {
    let none = f64::NAN;
    match *event {
        FitEvent::Trained { epoch, batch, totals } => {
            let [images, loss, accuracy] = means(totals);
            [TRAINED, epoch as f64, batch as f64, images, loss, accuracy, none, none, none, none, none]
        }
        FitEvent::Validated { images } => {
            [VALIDATED, none, none, images as f64, none, none, none, none, none, none, none]
        }
        FitEvent::Epoch { epoch, totals, validation, learning_rate, best, stops } => {
            let [images, loss, accuracy] = means(totals);
            let [_, val_loss, val_accuracy] = validation.map_or([none; 3], means);
            let best = best.map_or(none, |best| best as f64);
            let (rate, stops) = (learning_rate, f64::from(u8::from(stops)));
            [EPOCH, epoch as f64, none, images, loss, accuracy, val_loss, val_accuracy, rate, best, stops]
        }
    }
}

fn means(totals: Totals) -> [f64; 3] {
    [totals.images as f64, totals.mean_loss(), totals.accuracy()]
}
