//! Trains the tutorial's model, or another one, on whatever GPU there is, without a browser:
//! `cargo run --release --example fit -- --images 5000 --epochs 2`
//!
//! `--network` names a file with a network's description in JSON, `--backend cpu` trains on the CPU.
//!
//! The data set is the one that `npm start` fetches; `--data` names another folder with the official `.bin` files.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use convlab_core::backend::Backend;
use convlab_core::cpu;
use convlab_core::data::{OwnCopy, Splits, Wanted};
use convlab_core::dataset::Dataset;
use convlab_core::fit::{Fit, FitEvent, FitOptions};
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::summary::Summary;
use convlab_gpu::{Gpu, Model};

const FILES: [&str; 6] = [
    "data_batch_1.bin",
    "data_batch_2.bin",
    "data_batch_3.bin",
    "data_batch_4.bin",
    "data_batch_5.bin",
    "test_batch.bin",
];

const USAGE: &str = "options: --network FILE --backend webgpu|cpu --images 5000 --validation 2000 --epochs 2 --batch-size 32 --learning-rate 0.001 \
                     --seed 1 --data FOLDER";

/// What the command line asks for.
struct Arguments {
    images: usize,
    validation: usize,
    fit: FitOptions,
    data: PathBuf,
    network: NetworkSpec,
    on_cpu: bool,
}

impl Arguments {
    fn read() -> Result<Self, Box<dyn Error>> {
        let mut arguments = Self {
            images: 5000,
            validation: 2000,
            fit: FitOptions { epochs: 2, seed: 1, ..FitOptions::default() },
            data: cache().join("convlab").join("cifar10"),
            network: NetworkSpec::tutorial()?,
            on_cpu: false,
        };
        let mut words = std::env::args().skip(1);
        while let Some(option) = words.next() {
            let value = words.next().ok_or(USAGE)?;
            match option.as_str() {
                "--images" => arguments.images = value.parse()?,
                "--validation" => arguments.validation = value.parse()?,
                "--epochs" => arguments.fit.epochs = value.parse()?,
                "--batch-size" => arguments.fit.batch_size = value.parse()?,
                "--learning-rate" => arguments.fit.learning_rate = value.parse()?,
                "--seed" => arguments.fit.seed = value.parse()?,
                "--network" => arguments.network = NetworkSpec::from_json(&std::fs::read_to_string(value)?)?,
                "--backend" => arguments.on_cpu = value == "cpu",
                "--data" => arguments.data = value.into(),
                _ => return Err(USAGE.into()),
            }
        }
        Ok(arguments)
    }
}

/// The user's cache folder, where the set-up keeps the data set.
fn cache() -> PathBuf {
    match std::env::var_os("XDG_CACHE_HOME") {
        Some(folder) => folder.into(),
        None => std::env::home_dir().unwrap_or_default().join(".cache"),
    }
}

fn read(folder: &Path, wanted: Wanted) -> Result<Splits, Box<dyn Error>> {
    let mut files = OwnCopy::new(FILES, wanted)?;
    for name in FILES {
        let path = folder.join(name);
        let bytes = std::fs::read(&path)
            .map_err(|error| format!("{}: {error}; npm start fetches the data set", path.display()))?;
        files.open(name)?;
        files.push(&bytes)?;
        files.close()?;
    }
    Ok(files.finish()?)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::read()?;
    let Splits { train, test } =
        read(&arguments.data, Wanted { train: arguments.images, test: arguments.validation })?;
    let network = Network::new(&arguments.network)?;
    println!("{}", Summary::new(&network).text);
    if arguments.on_cpu {
        train_on(cpu::Model::new(network, arguments.fit.seed), &train, &test, arguments.fit).await
    } else {
        let gpu = Gpu::new().await?;
        println!("{}", gpu.info().name);
        train_on(Model::new(&gpu, network, arguments.fit.seed)?, &train, &test, arguments.fit).await
    }
}

async fn train_on<B>(
    mut model: B,
    train: &Dataset,
    test: &Dataset,
    options: FitOptions,
) -> Result<(), Box<dyn Error>>
where
    B: Backend,
    B::Error: Error + 'static,
{
    let mut fit = Fit::new(&mut model, train, Some(test), options)?;
    let (mut began, mut trained) = (Instant::now(), None);
    while !fit.is_finished() {
        for event in fit.advance(&mut model, usize::MAX).await? {
            match event {
                FitEvent::Trained { totals, .. } => {
                    let (images, _) = trained.unwrap_or((0, 0.0));
                    trained = Some((images + totals.images, began.elapsed().as_secs_f64()));
                }
                FitEvent::Validated { .. } => {}
                FitEvent::Epoch { epoch, totals, validation, .. } => {
                    let (images, seconds) = trained.take().unwrap_or((0, 1.0));
                    print!(
                        "epoch {}/{} - {:.0} images/s - loss: {:.4} - accuracy: {:.4}",
                        epoch + 1,
                        options.epochs,
                        images as f64 / seconds,
                        totals.mean_loss(),
                        totals.accuracy()
                    );
                    if let Some(validation) = validation {
                        let (loss, accuracy) = (validation.mean_loss(), validation.accuracy());
                        print!(" - val_loss: {loss:.4} - val_accuracy: {accuracy:.4}");
                    }
                    println!();
                    began = Instant::now();
                }
            }
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    pollster::block_on(run())
}
