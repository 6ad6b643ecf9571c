//! A training as the page does it, with a line an epoch.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use convlab_core::backend::Backend;
use convlab_core::cpu;
use convlab_core::data::{Splits, Wanted};
use convlab_core::fit::{Fit, FitEvent, FitOptions};
use convlab_core::network::Network;
use convlab_core::summary::{Row, Summary};
use convlab_gpu::{Gpu, Model};
use pollster::block_on;

use crate::arguments::{Arguments, Device};
use crate::data::{FILES, read};
use crate::statistics::table;
use crate::{kernels, measure};

/// The layers of a network, their shapes and their numbers of parameters.
fn described(network: &Network) -> String {
    let Summary { rows, total, .. } = Summary::new(network);
    let row =
        |row: Row| [format!("{} ({})", row.name, row.class_name), row.output_shape, row.params.to_string()];
    let head = ["layer", "output", "parameters"].map(str::to_owned);
    let end = ["in all".to_owned(), String::new(), total.to_string()];
    let rows: Vec<_> = std::iter::once(head).chain(rows.into_iter().map(row)).chain([end]).collect();
    table(&rows)
}

/// Trains as the arguments ask.
pub(crate) fn train(arguments: &Arguments, network: Network, data: &Path) -> Result<(), Box<dyn Error>> {
    let wanted = Wanted { train: arguments.images, test: arguments.validation };
    let splits = read(data, &FILES, wanted)?;
    let options = FitOptions {
        epochs: arguments.epochs,
        batch_size: arguments.batches[0],
        seed: arguments.seed,
        learning_rate: arguments.learning_rate,
        ..FitOptions::default()
    };
    println!("{}", described(&network));
    if arguments.devices[0] == Device::Cpu {
        return block_on(train_on(cpu::Model::new(network, options.seed), &splits, options));
    }
    let gpu = block_on(Gpu::new())?;
    println!("{}", measure::named(&gpu));
    let mut model = Model::new(&gpu, network, options.seed)?;
    kernels::choose(&mut model, &arguments.kernels, options.batch_size)?;
    block_on(train_on(model, &splits, options))
}

async fn train_on<B>(mut model: B, data: &Splits, options: FitOptions) -> Result<(), Box<dyn Error>>
where
    B: Backend,
    B::Error: Error + 'static,
{
    let mut fit = Fit::new(&mut model, &data.train, Some(&data.test), options)?;
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
