//! `.keras`, the format of Keras 3: a zip archive of the network's configuration in JSON and its weights in HDF5.
//!
//! A layer's weights lie at `layers/NAME/vars/0` and on, where NAME is its class with a number, whatever the layer's own
//! name, in the order in which Keras lists layers. With `training` there is the optimiser too: `optimizer/vars/0` is the
//! count of its steps, `1` the learning rate, then, parameter by parameter, Adam's two moments or the one velocity of SGD.
//! Names of classes and notes are a file of their own in the archive, which Keras leaves alone.

pub(super) mod config;
pub(super) mod layers;

use crate::backend::{Optimizer, OptimizerState};
use crate::error::Result;
use crate::json::{Json, quoted};
use crate::network::{Network, Parameter};
use crate::saved::{Saved, Training};
use crate::summary::order;

use super::hdf5::{self, Array};
use super::zip;
use config::refused;
use layers::{object, shortest, text};

const METADATA: &str = "metadata.json";
const CONFIG: &str = "config.json";
const WEIGHTS: &str = "model.weights.h5";
const OURS: &str = "convlab.json";

/// The version of Keras whose files these are.
const VERSION: &str = "3.15.1";

/// Writes a model; `date` is when, as `2026-01-31@23:59:59`.
pub fn write(saved: &Saved, date: &str) -> Vec<u8> {
    let metadata = object([("keras_version", text(VERSION)), ("date_saved", text(date))]);
    let mut config = config::write(&saved.network);
    if let (Some(training), Json::Object(members)) = (&saved.training, &mut config) {
        members.push(("compile_config".to_owned(), compile_config(&saved.network, training)));
    }
    let ours = format!(
        r#"{{"preprocessing":"x / 255","classes":{},"notes":{}}}"#,
        saved.classes_text(),
        quoted(&saved.notes)
    );
    zip::write(&[
        (METADATA, metadata.to_text().as_bytes()),
        (CONFIG, config.to_text().as_bytes()),
        (WEIGHTS, &weights_file(saved)),
        (OURS, ours.as_bytes()),
    ])
}

/// Where Keras keeps each parameter, in its own order of them.
fn paths(network: &Network) -> Vec<(String, &Parameter)> {
    let mut bases: Vec<&str> = Vec::new();
    let mut paths = Vec::new();
    for index in order(network) {
        let node = &network.nodes[index];
        let base = node.layer.base_name();
        let earlier = bases.iter().filter(|other| **other == base).count();
        bases.push(base);
        let name = if earlier == 0 { base.to_owned() } else { format!("{base}_{earlier}") };
        for (number, parameter) in node.parameters.iter().enumerate() {
            paths.push((format!("layers/{name}/vars/{number}"), &network.parameters[*parameter]));
        }
    }
    paths
}

fn weights_file(saved: &Saved) -> Vec<u8> {
    let paths = paths(&saved.network);
    let array = |path: String, parameter: &Parameter, arena| {
        Array::floats(path, &parameter.shape, slice_of(arena, parameter))
    };
    let mut arrays: Vec<Array<'_>> =
        paths.iter().map(|(path, parameter)| array(path.clone(), parameter, &saved.weights)).collect();
    let rate = saved.training.as_ref().map(|training| [training.learning_rate as f32]);
    if let (Some(Training { state, .. }), Some(rate)) = (&saved.training, &rate) {
        arrays.push(Array::integer("optimizer/vars/0", state.steps as i64));
        arrays.push(Array::floats("optimizer/vars/1".to_owned(), &[], rate));
        let trainable = paths.iter().map(|(_, parameter)| parameter).filter(|parameter| parameter.trainable);
        let moments = trainable.flat_map(|parameter| {
            state.moments.iter().take(moments_of(state.optimizer)).map(move |moment| (*parameter, moment))
        });
        for (number, (parameter, moment)) in (2..).zip(moments) {
            arrays.push(array(format!("optimizer/vars/{number}"), parameter, moment));
        }
    }
    hdf5::write(&arrays)
}

fn slice_of<'a>(arena: &'a [f32], parameter: &Parameter) -> &'a [f32] {
    arena.get(parameter.range()).unwrap_or_default()
}

/// How many arrays Keras keeps for each parameter.
fn moments_of(optimizer: Optimizer) -> usize {
    match optimizer {
        Optimizer::Adam => 2,
        Optimizer::Sgd { momentum, .. } => usize::from(momentum != 0.0),
    }
}

/// What `model.compile` was told: with it Keras goes on training.
fn compile_config(network: &Network, training: &Training) -> Json {
    let rate = Json::Float(training.learning_rate);
    let (class, config) = match training.state.optimizer {
        Optimizer::Adam => (
            "Adam",
            object([
                ("name", text("adam")),
                ("learning_rate", rate),
                ("beta_1", Json::Float(0.9)),
                ("beta_2", Json::Float(0.999)),
                ("epsilon", Json::Float(1e-7)),
            ]),
        ),
        Optimizer::Sgd { momentum, nesterov } => (
            "SGD",
            object([
                ("name", text("sgd")),
                ("learning_rate", rate),
                ("momentum", Json::Float(shortest(momentum))),
                ("nesterov", Json::Bool(nesterov)),
            ]),
        ),
    };
    let loss = object([
        ("module", text("keras.losses")),
        ("class_name", text("SparseCategoricalCrossentropy")),
        ("config", object([("from_logits", Json::Bool(!network.ends_in_softmax()))])),
        ("registered_name", Json::Null),
    ]);
    object([
        (
            "optimizer",
            object([
                ("module", text("keras.optimizers")),
                ("class_name", text(class)),
                ("config", config),
                ("registered_name", Json::Null),
            ]),
        ),
        ("loss", loss),
        ("metrics", Json::List(vec![text("accuracy")])),
    ])
}

/// Reads a model that Keras or [`write`] wrote.
pub fn read(file: &[u8]) -> Result<Saved> {
    if file.starts_with(b"\x89HDF") {
        return Err(refused("it is of Keras 2, or holds weights alone; save it as .keras with Keras 3."));
    }
    let files = zip::read(file).map_err(|reason| refused(&format!("{reason}.")))?;
    let find = |name: &str| files.iter().find(|(own, _)| *own == name).map(|(_, bytes)| *bytes);
    let (Some(config), Some(weights)) = (find(CONFIG), find(WEIGHTS)) else {
        return Err(refused("the archive holds no model of Keras 3."));
    };
    read_parts(config, weights, find(OURS))
}

/// Reads what an archive holds: the configuration, the weights, and our own notes if there are any.
pub fn read_parts(config: &[u8], weights: &[u8], ours: Option<&[u8]>) -> Result<Saved> {
    let config = json_of(config)?;
    let mut saved = Saved::without_weights(&config::read(&config)?.description)?;
    let file = hdf5::File::new(weights).map_err(|reason| refused(&format!("{reason}.")))?;
    saved.weights = arena_of(&saved.network, weights.len(), |path, parameter, numbers| {
        let array =
            file.array(path).ok_or_else(|| format!("the weights of {} are missing", parameter.name))?;
        array.floats(&parameter.shape, numbers).map_err(|reason| format!("{} {reason}", parameter.name))
    })?;
    saved.training = training(&saved.network, &config, &file, weights.len());
    if let Some(ours) = ours {
        let ours = json_of(ours)?;
        saved.note(ours.member("classes"), ours.member("notes").and_then(Json::as_text));
    }
    Ok(saved)
}

fn json_of(bytes: &[u8]) -> Result<Json> {
    let text = std::str::from_utf8(bytes).map_err(|_| refused("its configuration is no text."))?;
    Json::parse_foreign(text).map_err(|fault| refused(&format!("{fault} of its configuration.")))
}

/// An arena of all parameters, of a file of so many bytes.
fn arena_of(
    network: &Network,
    available: usize,
    read: impl Fn(&str, &Parameter, &mut [f32]) -> std::result::Result<(), String>,
) -> Result<Vec<f32>> {
    if network.parameter_count().saturating_mul(size_of::<f32>()) > available {
        return Err(refused("it holds fewer weights than its network has."));
    }
    let mut arena = vec![0.0; network.arena_size()];
    for (path, parameter) in paths(network) {
        let numbers = arena.get_mut(parameter.range()).unwrap_or_default();
        read(&path, parameter, numbers).map_err(|reason| refused(&format!("{reason}.")))?;
    }
    Ok(arena)
}

/// What training goes on with, where the file has it and it is of an optimiser that there is here.
fn training(network: &Network, config: &Json, file: &hdf5::File<'_>, available: usize) -> Option<Training> {
    let compiled = config.member("compile_config")?.member("optimizer")?;
    let settings = compiled.member("config")?;
    let number = |name| match settings.member(name) {
        Some(Json::Number(number)) => Some(*number),
        _ => None,
    };
    let is = |name, usual: f64| number(name).is_some_and(|number| (number - usual).abs() <= 1e-9 * usual);
    let plain = ["weight_decay", "clipnorm", "global_clipnorm", "clipvalue", "use_ema", "amsgrad"]
        .iter()
        .all(|name| matches!(settings.member(name), None | Some(Json::Null | Json::Bool(false))));
    let optimizer = match compiled.member("class_name")?.as_text()? {
        "Adam" if is("beta_1", 0.9) && is("beta_2", 0.999) && is("epsilon", 1e-7) => Optimizer::Adam,
        "SGD" => Optimizer::Sgd {
            momentum: number("momentum").filter(|momentum| (0.0..=1.0).contains(momentum))? as f32,
            nesterov: settings.member("nesterov") == Some(&Json::Bool(true)),
        },
        _ => return None,
    };
    let steps = file.array("optimizer/vars/0")?.integer()?;
    let mut rate = [0.0];
    file.array("optimizer/vars/1")?.floats(&[], &mut rate).ok()?;
    let count = moments_of(optimizer);
    let trainable: Vec<Parameter> =
        paths(network).into_iter().map(|(_, each)| each).filter(|each| each.trainable).cloned().collect();
    if !plain || network.trainable_count().checked_mul(count * size_of::<f32>())? > available {
        return None;
    }
    let mut moments = [0, 1].map(|_| vec![0.0; network.trainable_size()]);
    for (place, parameter) in trainable.iter().enumerate() {
        for (number, moment) in moments.iter_mut().take(count).enumerate() {
            let array = file.array(&format!("optimizer/vars/{}", 2 + place * count + number))?;
            array.floats(&parameter.shape, moment.get_mut(parameter.range())?).ok()?;
        }
    }
    let learning_rate = shortest(rate[0]);
    let state = OptimizerState { optimizer, steps, moments };
    (learning_rate.is_finite() && learning_rate >= 0.0).then_some(Training { state, learning_rate })
}

#[cfg(test)]
mod tests;
