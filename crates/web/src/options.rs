//! Numbers and options from JavaScript, checked.

use convlab_core::Error;
use convlab_core::augmentation::Augmentation;
use convlab_core::backend::{Loss, Optimizer};
use convlab_core::fit::{self, EarlyStopping, Monitor, Schedule};
use convlab_core::inspect::Inspection;
use convlab_core::ops::Phase;
use js_sys::Reflect;
use wasm_bindgen::prelude::*;

/// The largest whole number below which JavaScript's numbers have no gaps.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// The options of a run: an object with the fields of `FitSettings` in `web/protocol.js`. What the core checks too has
/// no range here.
pub(crate) fn fit_options(options: &JsValue) -> Result<fit::FitOptions, Error> {
    Ok(fit::FitOptions {
        epochs: count("epochs", number(options, "epochs"))?,
        batch_size: count("batchSize", number(options, "batchSize"))?,
        shuffle: flag("shuffle", options, "shuffle")?,
        seed: seed(number(options, "seed"))?,
        learning_rate: number(options, "learningRate"),
        schedule: schedule(&member(options, "schedule"))?,
        optimizer: optimizer(options)?,
        loss: loss(&text(options, "loss"))?,
        augmentation: augmentation(&member(options, "augmentation"))?,
        early_stopping: early_stopping(&member(options, "earlyStopping"))?,
    })
}

fn optimizer(options: &JsValue) -> Result<Optimizer, Error> {
    match text(options, "optimizer").as_str() {
        "adam" => Ok(Optimizer::Adam),
        "sgd" => Ok(Optimizer::Sgd {
            momentum: number(options, "momentum") as f32,
            nesterov: flag("nesterov", options, "nesterov")?,
        }),
        _ => Err(Error::Option { name: "optimizer", expected: "'adam' or 'sgd'" }),
    }
}

fn schedule(schedule: &JsValue) -> Result<Schedule, Error> {
    match text(schedule, "type").as_str() {
        "constant" => Ok(Schedule::Constant),
        "step" => Ok(Schedule::Step {
            every: count("schedule.every", number(schedule, "every"))?,
            factor: number(schedule, "factor"),
        }),
        "cosine" => Ok(Schedule::Cosine { minimum: number(schedule, "minimum") }),
        _ => Err(Error::Option { name: "schedule.type", expected: "'constant', 'step' or 'cosine'" }),
    }
}

fn augmentation(augmentation: &JsValue) -> Result<Augmentation, Error> {
    let shift = number(augmentation, "shift");
    if shift.fract() != 0.0 || !(0.0..=f64::from(u32::MAX)).contains(&shift) {
        return Err(Error::Option { name: "augmentation.shift", expected: "a whole number from 0 to 4" });
    }
    Ok(Augmentation { flip: flag("augmentation.flip", augmentation, "flip")?, shift: shift as u32 })
}

/// None where it is null.
fn early_stopping(early_stopping: &JsValue) -> Result<Option<EarlyStopping>, Error> {
    if early_stopping.is_null() {
        return Ok(None);
    }
    let monitor = match text(early_stopping, "monitor").as_str() {
        "loss" => Monitor::Loss,
        "accuracy" => Monitor::Accuracy,
        "val_loss" => Monitor::ValLoss,
        "val_accuracy" => Monitor::ValAccuracy,
        _ => {
            let expected = "'loss', 'accuracy', 'val_loss' or 'val_accuracy'";
            return Err(Error::Option { name: "earlyStopping.monitor", expected });
        }
    };
    let name = "earlyStopping.patience";
    let patience = match number(early_stopping, "patience") {
        0.0 => 0,
        patience => {
            count(name, patience).map_err(|_| Error::Option { name, expected: "a whole number from 0" })?
        }
    };
    let restore_best = flag("earlyStopping.restoreBest", early_stopping, "restoreBest")?;
    Ok(Some(EarlyStopping { monitor, patience, restore_best }))
}

/// The phase of a prediction: inference, or training as in a step.
pub(crate) fn phase(training: bool, seed_number: f64, step: f64) -> Result<Phase, Error> {
    if !training {
        return Ok(Phase::Inference);
    }
    if step.fract() != 0.0 || !(0.0..=f64::from(u32::MAX)).contains(&step) {
        return Err(Error::Option { name: "step", expected: "a whole number from 0 to 4294967295" });
    }
    Ok(Phase::Training { seed: seed(seed_number)?, step: step as u32 })
}

/// How a batch is looked at.
pub(crate) fn inspection(options: &JsValue) -> Result<Inspection, Error> {
    let training = flag("training", options, "training")?;
    Ok(Inspection {
        loss: loss(&text(options, "loss"))?,
        phase: phase(training, number(options, "seed"), number(options, "step"))?,
        backward: flag("backward", options, "backward")?,
    })
}

/// A member that is a place in a list, from 0.
pub(crate) fn place(name: &'static str, options: &JsValue) -> Result<usize, Error> {
    let value = number(options, name);
    if value.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&value) {
        Ok(value as usize)
    } else {
        Err(Error::Option { name, expected: "a whole number from 0" })
    }
}

/// A member of what may be an object.
fn member(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A member as a number; NaN, which no option takes, where it is none.
fn number(object: &JsValue, name: &str) -> f64 {
    member(object, name).as_f64().unwrap_or(f64::NAN)
}

/// A member as a text; empty where it is none.
fn text(object: &JsValue, name: &str) -> String {
    member(object, name).as_string().unwrap_or_default()
}

/// A member that must be true or false; `option` is its name in the interface.
fn flag(option: &'static str, object: &JsValue, name: &str) -> Result<bool, Error> {
    member(object, name).as_bool().ok_or(Error::Option { name: option, expected: "true or false" })
}

/// A whole number of at least 1.
pub(crate) fn count(name: &'static str, value: f64) -> Result<usize, Error> {
    if value.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(&value) {
        Ok(value as usize)
    } else {
        Err(Error::Option { name, expected: "a whole number of at least 1" })
    }
}

/// A seed: a whole number that JavaScript holds exactly.
pub(crate) fn seed(value: f64) -> Result<u64, Error> {
    if value.fract() == 0.0 && (0.0..=MAX_SAFE_INTEGER).contains(&value) {
        Ok(value as u64)
    } else {
        Err(Error::Option { name: "seed", expected: "a whole number from 0 to 9007199254740991" })
    }
}

/// A loss by its name in the interface.
pub(crate) fn loss(name: &str) -> Result<Loss, Error> {
    match name {
        "logits" => Ok(Loss::Logits),
        "double-softmax" => Ok(Loss::DoubleSoftmax),
        _ => Err(Error::Option { name: "loss", expected: "'logits' or 'double-softmax'" }),
    }
}
