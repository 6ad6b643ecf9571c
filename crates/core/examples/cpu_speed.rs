//! Images a second of the CPU backend on the tutorial's model, in training and in inference, on one thread:
//! `cargo run --release -p convlab-core --example cpu_speed -- [batch size] [seconds]`.

use std::error::Error;
use std::time::Instant;

use convlab_core::backend::{Backend, Batch, Loss, Mode};
use convlab_core::cpu::Model;
use convlab_core::dataset::{Dataset, Pixels};
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::random::{Random, Stream};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let batch_size: usize = arguments.next().map_or(Ok(32), |argument| argument.parse())?;
    let seconds: f64 = arguments.next().map_or(Ok(3.0), |argument| argument.parse())?;

    let network = Network::new(&NetworkSpec::tutorial()?)?;
    let data = noise(&network, batch_size)?;
    let mut model = Model::new(network, 1);
    let feed = model.feed(&data, batch_size)?;
    for (name, mode) in
        [("training", Mode::Train { learning_rate: 1e-3, seed: 0 }), ("inference", Mode::Evaluate)]
    {
        let batch = Batch { first: 0, images: batch_size };
        model.submit(&feed, &[batch], Loss::Logits, mode)?;
        let (start, mut steps) = (Instant::now(), 0);
        while start.elapsed().as_secs_f64() < seconds {
            model.submit(&feed, &[batch], Loss::Logits, mode)?;
            steps += 1;
        }
        let rate = (steps * batch_size) as f64 / start.elapsed().as_secs_f64();
        println!("{name}: {rate:.0} images/s at batch {batch_size}");
    }
    Ok(())
}

/// Images of noise with labels in turn: what they show does not change the speed.
fn noise(network: &Network, images: usize) -> convlab_core::Result<Dataset> {
    let random = Random::new(0, Stream::Shuffle(0));
    let bytes = (0..images * network.input.size()).map(|index| random.word(index as u64) as u8).collect();
    let labels = (0..images).map(|image| (image % network.classes()) as u8).collect();
    Dataset::new(network.input.clone(), Pixels::Bytes(bytes), labels)
}
