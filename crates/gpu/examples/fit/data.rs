//! The images, and the weights that every measurement begins with.

use std::error::Error;
use std::path::{Path, PathBuf};

use convlab_core::data::{OwnCopy, Splits, Wanted};
use convlab_core::dataset::{Dataset, Pixels};
use convlab_core::layers::Initializer;
use convlab_core::network::Network;
use convlab_core::random::{Random, Stream};

use crate::arguments::LARGEST_BATCH;

/// The official files. The last one is the test set.
pub(crate) const FILES: [&str; 6] = [
    "data_batch_1.bin",
    "data_batch_2.bin",
    "data_batch_3.bin",
    "data_batch_4.bin",
    "data_batch_5.bin",
    "test_batch.bin",
];

/// The benchmark in the browser trains on as many: a whole number of batches of 32, 64, 128, 256 and 512.
const TRAIN_IMAGES: usize = 5120;

/// What a measurement works on.
pub(crate) struct Workload {
    pub(crate) splits: Splits,
    /// What its images are, in words.
    pub(crate) images: String,
}

/// The folder where the set-up keeps the data set, in the user's cache.
pub(crate) fn usual_folder() -> PathBuf {
    let cache = match std::env::var_os("XDG_CACHE_HOME") {
        Some(folder) => folder.into(),
        None => std::env::home_dir().unwrap_or_default().join(".cache"),
    };
    cache.join("convlab").join("cifar10")
}

/// The first images of some official files.
pub(crate) fn read(folder: &Path, names: &[&str], wanted: Wanted) -> Result<Splits, Box<dyn Error>> {
    let mut files = OwnCopy::new(names.iter().copied(), wanted)?;
    for name in names {
        let path = folder.join(name);
        let bytes = std::fs::read(&path)
            .map_err(|error| format!("{}: {error}; npm start fetches the data set", path.display()))?;
        files.open(name)?;
        files.push(&bytes)?;
        files.close()?;
    }
    Ok(files.finish()?)
}

/// The first images of CIFAR-10, as the benchmark in the browser takes them; seeded noise where there are none, or where the
/// network takes other ones.
pub(crate) fn workload(network: &Network, folder: &Path) -> Result<Workload, Box<dyn Error>> {
    let wanted = Wanted { train: TRAIN_IMAGES, test: LARGEST_BATCH };
    let fits = |splits: Splits| splits.train.check(network).map(|()| splits).map_err(Box::from);
    match read(folder, &[FILES[0], FILES[5]], wanted).and_then(fits) {
        Ok(splits) => Ok(Workload { splits, images: "the first of CIFAR-10".to_owned() }),
        Err(reason) => {
            let [train, test] = [TRAIN_IMAGES, LARGEST_BATCH].map(|count| noise(network, count));
            let images = format!("seeded noise, whose losses no browser has ({reason})");
            Ok(Workload { splits: Splits { train: train?, test: test? }, images })
        }
    }
}

/// So many images of the network's size, the same on every call.
fn noise(network: &Network, count: usize) -> Result<Dataset, convlab_core::error::Error> {
    let random = Random::new(1, Stream::Initializer(0));
    let words = (0..(count * network.input.size()).div_ceil(4)).map(|index| random.word(index as u64));
    let mut pixels: Vec<u8> = words.flat_map(u32::to_le_bytes).collect();
    pixels.truncate(count * network.input.size());
    let labels = (0..count).map(|index| (index % network.classes()) as u8).collect();
    Dataset::new(network.input.clone(), Pixels::Bytes(pixels), labels)
}

/// The weights with which the benchmark in the browser begins, as an arena: kernels glorot-uniform, out of its generator.
pub(crate) fn initial_weights(network: &Network) -> Vec<f32> {
    let mut arena = network.initial_weights(1);
    let mut counter: i32 = 1;
    let mut uniform = || {
        counter = counter.wrapping_add(0x9e37_79b9_u32 as i32);
        let counter = counter as u32;
        let mixed = (counter ^ (counter >> 16)).wrapping_mul(0x21f0_aaad);
        let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x735a_2d97);
        f64::from(mixed ^ (mixed >> 15)) / 2.0_f64.powi(32)
    };
    for parameter in &network.parameters {
        if let Initializer::GlorotUniform { fan_in, fan_out } = parameter.initializer {
            let limit = (6.0 / (fan_in + fan_out) as f64).sqrt();
            arena[parameter.range()].fill_with(|| ((2.0 * uniform() - 1.0) * limit) as f32);
        }
    }
    arena
}

#[cfg(test)]
mod tests {
    use convlab_core::network::NetworkSpec;

    use super::*;

    fn tutorial() -> Network {
        Network::new(&NetworkSpec::tutorial().unwrap()).unwrap()
    }

    #[test]
    fn weights_are_those_of_the_benchmark_in_the_browser() {
        let network = tutorial();
        let arena = initial_weights(&network);
        let first = |name: &str| {
            let parameter = network.parameters.iter().find(|parameter| parameter.name == name).unwrap();
            arena[parameter.offset]
        };
        // What `initialWeights` of `tools/bench/pages/shared/network.js` gives.
        assert_eq!(first("conv2d/kernel"), -0.036_469_813);
        assert_eq!(first("dense_2/kernel"), 0.059_777_565);
        assert_eq!(first("dense/bias"), 0.0);
    }

    #[test]
    fn where_there_is_no_data_set_noise_serves_and_says_so() {
        let network = tutorial();
        let Workload { splits, images } = workload(&network, Path::new("nowhere")).unwrap();
        assert!(images.starts_with("seeded noise") && images.contains("npm start"), "{images}");
        assert_eq!((splits.train.len(), splits.test.len()), (TRAIN_IMAGES, LARGEST_BATCH));
        assert_eq!(workload(&network, Path::new("nowhere")).unwrap().splits, splits);
    }
}
