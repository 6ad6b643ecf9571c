//! A whole model as one safetensors file: weights that any tool reads, and in its metadata the design and what training
//! goes on with.
//!
//! The optimiser's moments are tensors named `optimizer/momentum/...` and `optimizer/velocity/...`, a run's best weights
//! `best/...`. Numbers that must come back to the bit, and whole ones, are hexadecimal: a float is written as its bits.

use crate::backend::{Optimizer, OptimizerState, Totals};
use crate::error::Result;
use crate::fit::{Place, Watched};
use crate::json::Json;
use crate::safetensors::{Tensors, Writer, refused};
use crate::saved::{Saved, Training};
use crate::text::joined;

const MOMENTS: [&str; 2] = ["optimizer/momentum/", "optimizer/velocity/"];
const BEST: &str = "best/";

/// Writes a model.
pub fn write(saved: &Saved) -> Vec<u8> {
    let Saved { description, network, weights, training, place, notes, .. } = saved;
    let mut writer = Writer::default();
    network.write(&mut writer, "", weights, |_| true);
    let mut texts = vec![
        ("format", "convlab".to_owned()),
        ("design", description.clone()),
        ("preprocessing", "x / 255".to_owned()),
        ("classes", saved.classes_text()),
        ("notes", notes.clone()),
    ];
    if let Some(Training { state, learning_rate }) = training {
        for (prefix, moment) in MOMENTS.iter().zip(&state.moments) {
            network.write(&mut writer, prefix, moment, |parameter| parameter.trainable);
        }
        texts.push(("optimizer", optimizer_text(state.optimizer)));
        texts.push(("steps", format!("{:x}", state.steps)));
        texts.push(("learning_rate", format!("{:x}", learning_rate.to_bits())));
    }
    if let Some(place) = place {
        texts.push(("place", place_text(place)));
        if let Some(best) = place.watched.as_ref().and_then(|watched| watched.weights.as_ref()) {
            network.write(&mut writer, BEST, best, |_| true);
        }
    }
    writer.finish_with(&texts)
}

/// Reads a model that [`write`] wrote.
pub fn read(file: &[u8]) -> Result<Saved> {
    let tensors = Tensors::new(file)?;
    let Some(design) = tensors.text("design").filter(|_| tensors.text("format") == Some("convlab")) else {
        return Err(refused("the file holds weights, but no design of a network that they belong to."));
    };
    let mut saved = Saved::without_weights(design)?;
    saved.weights = saved.network.read(&tensors)?;
    let classes = tensors.text("classes").and_then(|names| Json::parse(names).ok());
    saved.note(classes.as_ref(), tensors.text("notes"));
    if let Some(optimizer) = tensors.text("optimizer") {
        saved.training = Some(training(&saved, &tensors, optimizer)?);
        saved.place = tensors.text("place").map(|text| place(&saved, &tensors, text)).transpose()?;
    }
    Ok(saved)
}

fn training(saved: &Saved, tensors: &Tensors<'_>, optimizer: &str) -> Result<Training> {
    let network = &saved.network;
    let moment =
        |prefix| network.read_arena(tensors, prefix, network.trainable_size(), |each| each.trainable);
    let state = OptimizerState {
        optimizer: optimizer_of(optimizer).ok_or_else(unreadable)?,
        steps: hexadecimal(tensors.text("steps")).ok_or_else(unreadable)?,
        moments: [moment(MOMENTS[0])?, moment(MOMENTS[1])?],
    };
    let learning_rate = hexadecimal(tensors.text("learning_rate")).map(f64::from_bits);
    let learning_rate = learning_rate.filter(|rate| rate.is_finite()).ok_or_else(unreadable)?;
    Ok(Training { state, learning_rate })
}

/// `adam`, or `sgd`, the bits of its momentum, and 1 for Nesterov's.
fn optimizer_text(optimizer: Optimizer) -> String {
    match optimizer {
        Optimizer::Adam => "adam".to_owned(),
        Optimizer::Sgd { momentum, nesterov } => {
            format!("sgd {:x} {}", momentum.to_bits(), u8::from(nesterov))
        }
    }
}

fn optimizer_of(text: &str) -> Option<Optimizer> {
    let parts: Vec<&str> = text.split(' ').collect();
    match parts.as_slice() {
        ["adam"] => Some(Optimizer::Adam),
        ["sgd", bits, nesterov] => {
            let momentum = f32::from_bits(u32::from_str_radix(bits, 16).ok()?);
            let is_valid = (0.0..=1.0).contains(&momentum);
            is_valid.then_some(Optimizer::Sgd { momentum, nesterov: *nesterov == "1" })
        }
        _ => None,
    }
}

/// A place as numbers; what is not known is `-`.
fn place_text(place: &Place) -> String {
    let Place { epoch, batches, totals, first_loss, watched } = place;
    let mut numbers = vec![
        Some(*epoch as u64),
        Some(*batches as u64),
        Some(totals.images as u64),
        Some(totals.loss.to_bits()),
        Some(totals.correct as u64),
        first_loss.map(f64::to_bits),
    ];
    if let Some(Watched { best, best_epoch, waited, weights }) = watched {
        let kept = u64::from(weights.is_some());
        numbers.extend([best.to_bits(), *best_epoch as u64, *waited as u64, kept].map(Some));
    }
    let numbers = numbers.iter().map(|number| number.map_or("-".to_owned(), |number| format!("{number:x}")));
    joined(&numbers.collect::<Vec<_>>(), " ")
}

fn place(saved: &Saved, tensors: &Tensors<'_>, text: &str) -> Result<Place> {
    let numbers: Option<Vec<Option<u64>>> = text
        .split(' ')
        .map(|number| if number == "-" { Some(None) } else { u64::from_str_radix(number, 16).ok().map(Some) })
        .collect();
    let numbers = numbers.ok_or_else(unreadable)?;
    let [Some(epoch), Some(batches), Some(images), Some(loss), Some(correct), first, watched @ ..] =
        numbers.as_slice()
    else {
        return Err(unreadable());
    };
    let network = &saved.network;
    let watched = match watched {
        [] => None,
        [Some(best), Some(best_epoch), Some(waited), Some(kept)] => Some(Watched {
            best: f64::from_bits(*best),
            best_epoch: *best_epoch as usize,
            waited: *waited as usize,
            weights: match kept {
                0 => None,
                _ => Some(network.read_arena(tensors, BEST, network.arena_size(), |_| true)?),
            },
        }),
        _ => return Err(unreadable()),
    };
    Ok(Place {
        epoch: *epoch as usize,
        batches: *batches as usize,
        totals: Totals { images: *images as usize, loss: f64::from_bits(*loss), correct: *correct as usize },
        first_loss: first.map(f64::from_bits),
        watched,
    })
}

fn hexadecimal(text: Option<&str>) -> Option<u64> {
    u64::from_str_radix(text?, 16).ok()
}

fn unreadable() -> crate::Error {
    refused("what training goes on with cannot be read.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standing::Standing;

    const DESIGN: &str = r#"{ "inputShape": [4, 4, 2], "layers": [
        { "type": "Conv2D", "filters": 3, "kernelSize": 3, "name": "first \"one\"" },
        { "type": "BatchNormalization" }, { "type": "Flatten" }, { "type": "Dense", "units": 3 } ] }"#;

    /// A model that has everything a file can hold.
    fn full(optimizer: Optimizer) -> Saved {
        let mut saved = Saved::without_weights(DESIGN).unwrap();
        let standing = Standing::full(&saved.network, optimizer);
        saved.weights = standing.weights;
        saved.training = standing.optimizer.map(|state| Training { state, learning_rate: 0.1 + 0.2 });
        saved.place = standing.place;
        saved.classes = vec!["air\"plane\"".to_owned(), "Käfer".to_owned(), String::new()];
        saved.notes = r#"{"name":"a run","history":[{"loss":1.5}]}"#.to_owned();
        saved
    }

    #[test]
    fn a_model_comes_back_to_the_bit() {
        for optimizer in [Optimizer::Adam, Optimizer::Sgd { momentum: 0.9, nesterov: true }] {
            let mut saved = full(optimizer);
            assert_eq!(read(&write(&saved)).unwrap(), saved);
            if let Some(place) = &mut saved.place {
                place.watched = None;
                place.first_loss = None;
            }
            assert_eq!(read(&write(&saved)).unwrap(), saved);
            saved.place = None;
            saved.training = None;
            assert_eq!(read(&write(&saved)).unwrap(), saved);
        }
    }

    #[test]
    fn any_tool_reads_the_weights() {
        let saved = full(Optimizer::Adam);
        let bytes = write(&saved);
        let file = ::safetensors::SafeTensors::deserialize(&bytes).unwrap();
        let kernel = file.tensor("dense/kernel").unwrap();
        let parameter = saved.network.parameters.iter().find(|each| each.name == "dense/kernel").unwrap();
        assert_eq!(kernel.data(), bytemuck::cast_slice::<f32, u8>(&saved.weights[parameter.range()]));
        let (_, metadata) = ::safetensors::SafeTensors::read_metadata(&bytes).unwrap();
        let texts = metadata.metadata().as_ref().unwrap();
        assert_eq!(texts["preprocessing"], "x / 255");
        assert_eq!(texts["design"], DESIGN);
        assert_eq!(saved.network.from_safetensors(&bytes).unwrap(), saved.weights, "and so does a network");
    }

    #[test]
    fn a_file_that_was_damaged_is_refused() {
        let bytes = write(&full(Optimizer::Adam));
        let sentence = |bytes: &[u8]| read(bytes).expect_err("should be refused").to_string();
        let mut flipped = bytes.clone();
        *flipped.last_mut().unwrap() ^= 1;
        assert!(sentence(&flipped).ends_with("the file is damaged: its checksum is another."));
        assert!(
            sentence(&bytes[..bytes.len() - 1]).ends_with("the file is damaged: its checksum is another.")
        );
        let mut swapped = bytes.clone();
        let words =
            (0..bytes.len() - 8).rev().step_by(4).find(|place| bytes[*place] != bytes[place + 4]).unwrap();
        swapped.swap(words, words + 4);
        assert!(sentence(&swapped).ends_with("the file is damaged: its checksum is another."));
        for length in 0..bytes.len().min(4000) {
            assert!(read(&bytes[..length]).is_err());
        }
        let weights_alone = full(Optimizer::Adam).network.to_safetensors(&full(Optimizer::Adam).weights);
        assert!(sentence(&weights_alone).contains("no design"));
    }
}
