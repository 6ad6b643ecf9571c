//! What a run is told.

use convlab_core::augmentation::Augmentation;
use convlab_core::backend::{Loss, Optimizer};
use convlab_core::dataset::{Dataset, Pixels};
use convlab_core::fit::{EarlyStopping, Fit, FitOptions, Schedule};
use convlab_core::network::{Network, NetworkSpec};

use crate::recorder::{Recorder, data};

#[test]
fn the_optimiser_and_the_changes_of_images_reach_the_backend() {
    let json =
        r#"{ "inputShape": [2, 2, 1], "layers": [{ "type": "Flatten" }, { "type": "Dense", "units": 2 }] }"#;
    let mut backend = Recorder::new(1);
    backend.network = Network::new(&NetworkSpec::from_json(json).unwrap()).unwrap();
    let pictures =
        Dataset::new(backend.network.input.clone(), Pixels::Floats(vec![0.0; 4]), vec![0]).unwrap();
    let optimizer = Optimizer::Sgd { momentum: 0.9, nesterov: true };
    let augmentation = Augmentation { flip: true, shift: 4 };
    let options = FitOptions { optimizer, augmentation, ..FitOptions::default() };
    Fit::new(&mut backend, &pictures, None, options).unwrap();
    assert_eq!((backend.optimizer, backend.augmentation), (optimizer, augmentation));
}

#[test]
fn options_that_mean_nothing_are_refused() {
    let refuse = |options| {
        let result = Fit::new(&mut Recorder::new(1), &data(1), None, options);
        result.err().expect("should be refused").to_string()
    };
    let options = FitOptions::default();
    assert_eq!(refuse(FitOptions { epochs: 0, ..options }), "epochs must be a whole number of at least 1.");
    assert_eq!(
        refuse(FitOptions { batch_size: 0, ..options }),
        "batchSize must be a whole number of at least 1."
    );
    assert_eq!(
        refuse(FitOptions { learning_rate: f64::NAN, ..options }),
        "learningRate must be a finite number that is not negative."
    );
    assert_eq!(
        refuse(FitOptions { loss: Loss::DoubleSoftmax, ..options }),
        "The double-softmax loss needs a network that ends in a softmax."
    );
    let sgd = |momentum| Optimizer::Sgd { momentum, nesterov: false };
    for momentum in [-0.1, 1.1, f32::NAN] {
        let optimizer = sgd(momentum);
        assert_eq!(refuse(FitOptions { optimizer, ..options }), "momentum must be a number from 0 to 1.");
    }
    let schedule = |schedule| refuse(FitOptions { schedule, ..options });
    assert_eq!(
        schedule(Schedule::Step { every: 0, factor: 0.5 }),
        "schedule.every must be a whole number of at least 1."
    );
    for factor in [0.0, 1.5, f64::NAN] {
        assert_eq!(
            schedule(Schedule::Step { every: 1, factor }),
            "schedule.factor must be a number above 0 and at most 1."
        );
    }
    for minimum in [-1.0, 0.1, f64::NAN] {
        assert_eq!(
            schedule(Schedule::Cosine { minimum }),
            "schedule.minimum must be a number from 0 to learningRate."
        );
    }
    let augmentation =
        |flip, shift| refuse(FitOptions { augmentation: Augmentation { flip, shift }, ..options });
    assert_eq!(augmentation(false, 5), "augmentation.shift must be a whole number from 0 to 4.");
    assert_eq!(
        augmentation(true, 0),
        "augmentation must be left out, since the network's images are no pictures of height, width and channels."
    );
    assert_eq!(
        refuse(FitOptions { early_stopping: Some(EarlyStopping::default()), ..options }),
        "earlyStopping.monitor must be 'loss' or 'accuracy' where there is no validation data."
    );
}
