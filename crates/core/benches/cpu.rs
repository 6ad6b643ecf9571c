//! The CPU backend on the tutorial's model, natively: each stage's forward and backward pass, and whole steps, in images a
//! second. `cargo bench -p convlab-core`, or `-- 'backward/conv2d'` for some.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark fails by panicking, and its macros document nothing"
)]

use convlab_core::backend::{Backend, Batch, Loss, Mode};
use convlab_core::cpu::{Model, Stages};
use convlab_core::dataset::{Dataset, Pixels};
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::random::{Random, Stream};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Images a step.
const BATCH: usize = 32;

fn tutorial() -> Network {
    Network::new(&NetworkSpec::tutorial().unwrap()).unwrap()
}

fn stages(criterion: &mut Criterion) {
    let mut stages = Stages::new(&tutorial(), BATCH);
    for (direction, pass) in
        [("forward", Stages::forward as fn(&mut Stages, usize)), ("backward", Stages::backward)]
    {
        let mut group = criterion.benchmark_group(direction);
        group.throughput(Throughput::Elements(BATCH as u64));
        for stage in 0..stages.count() {
            let name = stages.name(stage).to_owned();
            group.bench_function(name, |bencher| bencher.iter(|| pass(&mut stages, stage)));
        }
        group.finish();
    }
}

fn steps(criterion: &mut Criterion) {
    let network = tutorial();
    let mut group = criterion.benchmark_group("step");
    for (name, mode) in
        [("training", Mode::Train { learning_rate: 1e-3, seed: 0 }), ("inference", Mode::Evaluate)]
    {
        for images in [BATCH, 4 * BATCH] {
            let mut model = Model::new(network.clone(), 1);
            let feed = model.feed(&noise(&network, images), images).unwrap();
            let batch = [Batch { first: 0, images }];
            group.throughput(Throughput::Elements(images as u64));
            group.bench_function(BenchmarkId::new(name, images), |bencher| {
                bencher.iter(|| model.submit(&feed, &batch, Loss::Logits, mode).unwrap());
            });
        }
    }
    group.finish();
}

/// Images of noise with labels in turn: what they show does not change the speed.
fn noise(network: &Network, images: usize) -> Dataset {
    let random = Random::new(0, Stream::Shuffle(0));
    let bytes = (0..images * network.input.size()).map(|index| random.word(index as u64) as u8).collect();
    let labels = (0..images).map(|image| (image % network.classes()) as u8).collect();
    Dataset::new(network.input.clone(), Pixels::Bytes(bytes), labels).unwrap()
}

criterion_group!(benches, stages, steps);
criterion_main!(benches);
