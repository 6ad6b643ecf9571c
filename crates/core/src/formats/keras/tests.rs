use super::super::samples::{DESIGNS, assert_same, sample};
use super::*;

const DATE: &str = "2026-01-31@23:59:59";

const OPTIMIZERS: [Option<Optimizer>; 4] = [
    None,
    Some(Optimizer::Adam),
    Some(Optimizer::Sgd { momentum: 0.9, nesterov: true }),
    Some(Optimizer::Sgd { momentum: 0.0, nesterov: false }),
];

#[test]
fn models_come_back() {
    for design in DESIGNS {
        for optimizer in OPTIMIZERS {
            let saved = sample(design, optimizer);
            assert_same(&read(&write(&saved, DATE)).unwrap(), &saved);
        }
    }
}

fn sentence(file: &[u8]) -> String {
    read(file).expect_err("should be refused").to_string()
}

/// A model's archive with its configuration changed.
fn changed(design: &str, from: &str, to: &str) -> Vec<u8> {
    let file = write(&sample(design, None), DATE);
    let files = zip::read(&file).unwrap();
    let config = std::str::from_utf8(files[1].1).unwrap();
    assert!(config.contains(from), "{config}");
    let config = config.replace(from, to);
    zip::write(&[files[0], (CONFIG, config.as_bytes()), files[2]])
}

#[test]
fn what_there_is_not_here_is_named() {
    let start = "This file cannot be opened as a model: ";
    for (from, to, reason) in [
        (
            r#""class_name":"Dropout""#,
            r#""class_name":"GaussianNoise""#,
            "dropout: there is no layer GaussianNoise here.",
        ),
        (
            r#""data_format":"channels_last""#,
            r#""data_format":"channels_first""#,
            "conv2d: there is no data_format of \"channels_first\" here.",
        ),
        (r#""rate":0.3"#, r#""rate":0.3,"noise_shape":[1]"#, "dropout: there is no noise_shape of [1] here."),
        (r#""class_name":"L2""#, r#""class_name":"L1""#, "dense: kernel_regularizer is another than L2."),
        (
            r#""class_name":"Sequential""#,
            r#""class_name":"Mine""#,
            "its model is neither a Sequential nor a Functional one.",
        ),
    ] {
        assert_eq!(sentence(&changed(DESIGNS[0], from, to)), format!("{start}{reason}"));
    }
    assert_eq!(
        sentence(&changed(DESIGNS[0], r#""activation":"relu""#, r#""activation":"gelu""#)),
        "The network's description cannot be read: activation of Conv2D must be 'linear', 'relu' or 'softmax'."
    );
    assert_eq!(
        sentence(&changed(DESIGNS[0], r#""units":7"#, r#""units":8"#)),
        format!("{start}dense/kernel has the shape [24, 7]; the network's is [24, 8].")
    );
    assert_eq!(sentence(b"hello"), format!("{start}it is no zip archive."));
    assert_eq!(
        sentence(b"\x89HDF\r\n\x1a\n"),
        format!("{start}it is of Keras 2, or holds weights alone; save it as .keras with Keras 3.")
    );
    assert_eq!(
        sentence(&zip::write(&[("a", b"")])),
        format!("{start}the archive holds no model of Keras 3.")
    );
}

#[test]
fn damage_is_an_error_and_never_a_panic() {
    let file = write(&sample(DESIGNS[3], Some(Optimizer::Adam)), DATE);
    for length in (0..file.len()).step_by(7) {
        assert!(read(&file[..length]).is_err());
    }
    for place in (0..file.len()).step_by(3) {
        let mut flipped = file.clone();
        flipped[place] ^= 0x55;
        let _ = read(&flipped);
    }
}

/// A model that Keras itself wrote after a step of Adam; its weights are known.
#[test]
fn a_model_of_keras_is_opened() {
    let saved = read(include_bytes!("by_keras.keras")).unwrap();
    let names: Vec<&str> = saved.network.nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "conv2d",
            "separable_conv2d",
            "batch_normalization",
            "sum",
            "dropout",
            "global_average_pooling2d",
            "dense"
        ]
    );
    let training = saved.training.expect("the optimiser's state");
    assert_eq!((training.state.optimizer, training.state.steps), (Optimizer::Adam, 3));
    assert_eq!(training.learning_rate, 0.002);
    let values = |name: &str, arena: &[f32]| {
        let parameter = saved.network.parameters.iter().find(|each| each.name == name).unwrap();
        arena[parameter.range()].to_vec()
    };
    let given: Vec<f32> = (0..36).map(|index| index as f32 * 0.25 - 4.0).collect();
    assert_eq!(values("separable_conv2d/depthwise_kernel", &saved.weights), given);
    assert_eq!(values("batch_normalization/moving_variance", &saved.weights), [1.0, 1.25, 1.5, 1.75]);
    assert_eq!(values("dense/bias", &training.state.moments[0]), [0.5, -0.5, 0.25]);
    assert_eq!(values("dense/bias", &training.state.moments[1]), [2.0, 3.0, 4.0]);
}
