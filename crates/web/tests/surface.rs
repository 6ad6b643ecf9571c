//! The surface as JavaScript meets it, in a real worker. What the engine computes is tested in its own crates.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy does not know these functions as tests")]

use convlab_web::{Dataset, Device, Model};
use js_sys::{Error, Float32Array, Float64Array, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const SPEC: &str = r#"{ "inputShape": [6, 5, 2], "layers": [
    { "type": "Conv2D", "filters": 3, "kernelSize": 3, "padding": "same", "activation": "relu" },
    { "type": "MaxPooling2D" },
    { "type": "Flatten" },
    { "type": "Dense", "units": 4, "activation": "softmax" }
] }"#;

/// The columns of an event.
const WIDTH: usize = 11;

fn images(count: usize) -> Dataset {
    let pixels = (0..count * 60).map(|index| (index * 37 % 251) as u8).collect();
    let labels = (0..count).map(|index| (index % 4) as u8).collect();
    Dataset::of_bytes(pixels, vec![6, 5, 2], labels).unwrap()
}

/// An object from its text.
fn object(json: &str) -> JsValue {
    JSON::parse(json).unwrap()
}

fn options(fields: &[(&str, JsValue)]) -> JsValue {
    let settings = Object::new();
    let defaults = [
        ("epochs", 2.into()),
        ("batchSize", 4.into()),
        ("shuffle", true.into()),
        ("seed", 1.into()),
        ("learningRate", 0.01.into()),
        ("schedule", object(r#"{ "type": "constant" }"#)),
        ("optimizer", "adam".into()),
        ("loss", "logits".into()),
        ("augmentation", object(r#"{ "flip": false, "shift": 0 }"#)),
        ("earlyStopping", JsValue::NULL),
    ];
    for (name, value) in defaults.iter().chain(fields) {
        Reflect::set(&settings, &(*name).into(), value).unwrap();
    }
    settings.into()
}

/// The code and the sentence that JavaScript catches.
fn caught<T>(result: Result<T, impl Into<JsValue>>) -> (String, String) {
    let Err(error) = result else { panic!("nothing was thrown") };
    let error: Error = error.into().unchecked_into();
    assert_eq!(error.name(), "ConvlabError");
    let code = Reflect::get(&error, &"code".into()).unwrap().as_string().unwrap();
    (code, error.message().into())
}

/// Figures and arenas of where a model stands.
async fn standing(model: &mut Model, training: bool) -> (Vec<f64>, Vec<f32>) {
    let numbers = model.standing(training).await.unwrap();
    (Float64Array::from(numbers.get(0)).to_vec(), Float32Array::from(numbers.get(1)).to_vec())
}

async fn fit(model: &mut Model, data: &Dataset, validation: Option<Dataset>) -> Vec<[f64; WIDTH]> {
    model.begin(data, validation, &options(&[]), false).await.unwrap();
    let mut rows = Vec::new();
    while !model.is_finished() {
        let numbers = model.advance(3).await.unwrap();
        rows.extend(numbers.chunks_exact(WIDTH).map(|row| <[f64; WIDTH]>::try_from(row).unwrap()));
    }
    model.end();
    rows
}

#[wasm_bindgen_test]
async fn a_run_tells_of_every_batch_and_epoch_in_order() {
    let mut model = Model::new(&Device::cpu(1), SPEC, 1.0).unwrap();
    let rows = fit(&mut model, &images(10), Some(images(5))).await;
    let of_kind = |kind: f64| rows.iter().filter(move |row| row[0] == kind);
    let batches: Vec<[f64; 3]> = of_kind(0.0).map(|row| [row[1], row[2], row[3]]).collect();
    let images = [4.0, 4.0, 2.0];
    let expected: Vec<[f64; 3]> =
        (0..6).map(|step| [f64::from(step / 3), f64::from(step % 3), images[step as usize % 3]]).collect();
    assert_eq!(batches, expected);
    assert_eq!(of_kind(1.0).next_back().unwrap()[3], 5.0);
    assert_eq!(of_kind(2.0).map(|row| row[1]).collect::<Vec<_>>(), [0.0, 1.0]);
    assert!(of_kind(2.0).all(|row| row[4..8].iter().all(|figure| figure.is_finite())));
    assert!(of_kind(2.0).all(|row| row[8] == 0.01 && row[9].is_nan() && row[10] == 0.0));
}

#[wasm_bindgen_test]
async fn without_validation_its_figures_are_nan() {
    let mut model = Model::new(&Device::cpu(1), SPEC, 1.0).unwrap();
    let rows = fit(&mut model, &images(4), None).await;
    let epoch = rows.last().unwrap();
    assert!(epoch[4].is_finite() && epoch[6].is_nan() && epoch[7].is_nan());
}

#[wasm_bindgen_test]
async fn every_option_is_read() {
    let mut model = Model::new(&Device::cpu(1), SPEC, 1.0).unwrap();
    let settings = options(&[
        ("epochs", 9.into()),
        ("schedule", object(r#"{ "type": "step", "every": 1, "factor": 0.5 }"#)),
        ("optimizer", "sgd".into()),
        ("momentum", 0.9.into()),
        ("nesterov", true.into()),
        ("augmentation", object(r#"{ "flip": true, "shift": 1 }"#)),
        ("earlyStopping", object(r#"{ "monitor": "val_accuracy", "patience": 1, "restoreBest": true }"#)),
    ]);
    assert_eq!(caught(model.set_learning_rate(0.1)).0, "option");
    model.begin(&images(4), Some(images(4)), &settings, false).await.unwrap();
    model.set_learning_rate(0.0).unwrap();
    let mut rows = Vec::new();
    while !model.is_finished() {
        rows.extend(model.advance(1).await.unwrap());
    }
    // At a rate of 0 nothing gets better.
    let epochs: Vec<&[f64]> = rows.chunks_exact(WIDTH).filter(|row| row[0] == 2.0).collect();
    let ends: Vec<&[f64]> = epochs.iter().map(|row| &row[8..]).collect();
    assert_eq!(ends, [[0.0, 0.0, 0.0], [0.0, 0.0, 1.0]]);
    assert_eq!(caught(model.set_learning_rate(0.1)).0, "option");
}

#[wasm_bindgen_test]
async fn weights_leave_and_return() {
    let mut model = Model::new(&Device::cpu(1), SPEC, 1.0).unwrap();
    let ((_, before), images) = (standing(&mut model, false).await, images(3));
    let answer = model.predict(&images, false, 0.0, 0.0).await.unwrap();
    assert_eq!(answer.len(), 12);
    let trained = model.predict(&images, true, 5.0, 1.0).await.unwrap();
    assert_eq!(trained, answer, "nothing of this network computes otherwise in training");
    assert_eq!(caught(model.predict(&images, true, 5.0, -1.0).await).0, "option");
    model.reset(2.0).unwrap();
    assert_ne!(model.predict(&images, false, 0.0, 0.0).await.unwrap(), answer);
    model.take_up(Vec::new(), before.clone()).unwrap();
    assert_eq!(model.predict(&images, false, 0.0, 0.0).await.unwrap(), answer);
    let gradients = model.gradients(&images, "logits").await.unwrap();
    assert_eq!(gradients.len(), before.len());
}

#[wasm_bindgen_test]
async fn where_a_model_stands_goes_over_to_another() {
    let mut model = Model::new(&Device::cpu(1), SPEC, 1.0).unwrap();
    model.begin(&images(10), None, &options(&[]), false).await.unwrap();
    model.advance(1).await.unwrap();
    while model.is_under_way() {
        model.advance(0).await.unwrap();
    }
    let (figures, arenas) = standing(&mut model, true).await;
    let mut other = Model::new(&Device::cpu(1), SPEC, 2.0).unwrap();
    other.take_up(figures.clone(), arenas.clone()).unwrap();
    other.begin(&images(10), None, &options(&[]), true).await.unwrap();
    assert_eq!(standing(&mut other, true).await, (figures.clone(), arenas.clone()));
    for (figures, arenas) in [(figures.clone(), arenas[1..].to_vec()), (figures[1..].to_vec(), arenas)] {
        assert_eq!(caught(other.take_up(figures, arenas)).0, "weights");
    }
}

#[wasm_bindgen_test]
async fn both_backends_learn_the_same() {
    let gpu = Device::webgpu().await.unwrap();
    let mut losses = Vec::new();
    for device in [Device::cpu(1), gpu] {
        let mut model = Model::new(&device, SPEC, 1.0).unwrap();
        fit(&mut model, &images(10), None).await;
        losses.push(model.evaluate(&images(10), "double-softmax").await.unwrap());
    }
    assert!((losses[0][0] - losses[1][0]).abs() < 1e-4, "{losses:?}");
    assert_eq!(losses[0][1], losses[1][1]);
}

#[wasm_bindgen_test]
fn a_summary_is_json() {
    let model = Model::new(&Device::cpu(1), SPEC, 1.0).unwrap();
    let summary = JSON::parse(&model.summary()).unwrap();
    assert_eq!(Reflect::get(&summary, &"total".into()).unwrap(), 133.0);
}

#[wasm_bindgen_test]
async fn what_fails_is_thrown_with_a_code_and_a_sentence() {
    let device = Device::cpu(1);
    let spec = r#"{ "inputShape": [3], "layers": [{ "type": "Dense" }] }"#;
    assert_eq!(caught(Model::new(&device, spec, 1.0)).0, "spec");
    let (code, sentence) = caught(Model::new(&device, SPEC, 0.5));
    assert_eq!((code.as_str(), &sentence[..25]), ("option", "seed must be a whole numb"));
    let mut model = Model::new(&device, SPEC, 1.0).unwrap();
    for (field, value) in [
        ("epochs", JsValue::from(0)),
        ("epochs", JsValue::UNDEFINED),
        ("batchSize", 2.5.into()),
        ("learningRate", (-1).into()),
        ("seed", (-1).into()),
        ("loss", "mse".into()),
        ("shuffle", JsValue::UNDEFINED),
        ("optimizer", "rmsprop".into()),
        ("schedule", "cosine".into()),
        ("schedule", object(r#"{ "type": "step", "every": 0.5, "factor": 0.5 }"#)),
        ("schedule", object(r#"{ "type": "step", "every": 1, "factor": 2 }"#)),
        ("schedule", object(r#"{ "type": "cosine", "minimum": "none" }"#)),
        ("augmentation", JsValue::NULL),
        ("augmentation", object(r#"{ "flip": 1, "shift": 0 }"#)),
        ("augmentation", object(r#"{ "flip": true, "shift": 5 }"#)),
        ("augmentation", object(r#"{ "flip": true, "shift": -1 }"#)),
        ("earlyStopping", true.into()),
        ("earlyStopping", object(r#"{ "monitor": "val_loss", "patience": 1, "restoreBest": false }"#)),
        ("earlyStopping", object(r#"{ "monitor": "loss", "patience": 0.5, "restoreBest": false }"#)),
        ("earlyStopping", object(r#"{ "monitor": "loss", "patience": 1, "restoreBest": "yes" }"#)),
    ] {
        let (code, sentence) =
            caught(model.begin(&images(4), None, &options(&[(field, value)]), false).await);
        assert_eq!(code, "option");
        assert!(sentence.starts_with(field), "{sentence}");
    }
    assert_eq!(caught(Dataset::of_bytes(vec![0; 59], vec![6, 5, 2], vec![0])).0, "data");
    assert_eq!(caught(model.take_up(Vec::new(), vec![0.0])).0, "weights");
    assert!(model.is_finished(), "a run that could not begin is none");
}
