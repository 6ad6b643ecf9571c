//! Everything that reads bytes from anywhere, each with files to begin from and a bound on the memory that it takes.

use convlab_core::data::{OwnCopy, Wanted, shard_images, shard_stream};
use convlab_core::formats::{keras, onnx, safetensors, tfjs};
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::{data::Archive, examine};

use super::allocation::most_held;
use super::files::{self, DESIGNS};

/// Something that reads bytes from anywhere.
pub(crate) struct Reader {
    /// What it reads.
    pub(crate) name: &'static str,
    /// Whether it takes the bytes for what it reads.
    read: fn(&[u8]) -> bool,
    /// Files that it reads in earnest.
    pub(crate) files: fn() -> Vec<Vec<u8>>,
    /// The memory that it may take, in bytes for each byte that it is given,
    per_byte: usize,
    /// and in bytes, whatever it is given.
    always: usize,
}

const fn reader(name: &'static str, read: fn(&[u8]) -> bool, files: fn() -> Vec<Vec<u8>>) -> Reader {
    Reader { name, read, files, per_byte: 4, always: 64 << 10 }
}

impl Reader {
    /// Of JSON a value of some 50 bytes may be written in two, and lists move when they grow; layers come by the thousand at
    /// most, each with a sentence on what is wrong with it.
    const fn of_json(self) -> Self {
        Self { per_byte: 100, always: 1 << 20, ..self }
    }

    /// Parts of a file's tree or graph come by the hundred thousand at most.
    const fn of_parts(self) -> Self {
        Self { always: 16 << 20, ..self.of_json() }
    }
}

/// How many images are asked of a data set.
const WANTED: Wanted = Wanted { train: 40, test: 10 };

/// All readers.
pub(crate) const READERS: [Reader; 12] = [
    reader("design", design, designs).of_json(),
    reader("examine", examined, designs).of_json(),
    reader("weights", weights, weights_files).of_json(),
    reader("safetensors", |file| safetensors::read(file).is_ok(), saved_files).of_json(),
    reader("keras", |file| keras::read(file).is_ok(), keras_files).of_parts(),
    reader("keras_parts", keras_parts, keras_pairs).of_parts(),
    reader("tfjs", tfjs_parts, tfjs_pairs).of_parts(),
    reader("onnx", |file| onnx::read(file).is_ok(), onnx_files).of_parts(),
    reader("archive", archive, || vec![files::archive()]),
    reader("binary", binary, || vec![files::binary(3, 7)]),
    reader("shard", shard, || vec![files::shard(SHARD_IMAGES)]),
    reader("shard_rows", shard_rows, || vec![files::shard_rows(SHARD_IMAGES)]),
];

impl Reader {
    /// Reads bytes, which must not panic, and holds the reader to its bound. Tells whether they could be read.
    pub(crate) fn check(&self, bytes: &[u8]) -> bool {
        let (is_read, most) = most_held(|| (self.read)(bytes));
        let allowed = self.always + self.per_byte * bytes.len();
        assert!(most <= allowed, "{}: {most} bytes for {} bytes of input", self.name, bytes.len());
        is_read
    }
}

fn design(json: &[u8]) -> bool {
    let json = std::str::from_utf8(json).unwrap_or_default();
    NetworkSpec::from_json(json).and_then(|spec| Network::new(&spec)).is_ok()
}

fn examined(json: &[u8]) -> bool {
    std::str::from_utf8(json).is_ok_and(|json| !examine(json).contains(r#""error":""#))
}

fn designs() -> Vec<Vec<u8>> {
    DESIGNS.iter().map(|design| design.as_bytes().to_vec()).collect()
}

fn weights(file: &[u8]) -> bool {
    files::network(DESIGNS[0]).from_safetensors(file).is_ok()
}

fn weights_files() -> Vec<Vec<u8>> {
    let network = files::network(DESIGNS[0]);
    vec![network.to_safetensors(&network.initial_weights(3))]
}

fn saved_files() -> Vec<Vec<u8>> {
    DESIGNS.iter().map(|design| safetensors::write(&files::saved(design))).collect()
}

fn keras_files() -> Vec<Vec<u8>> {
    DESIGNS.iter().map(|design| keras::write(&files::saved(design), "2026-01-31@23:59:59")).collect()
}

/// What is inside the archive, where no checksum guards it: the configuration, a zero, and the weights.
fn keras_parts(parts: &[u8]) -> bool {
    let (config, weights) = files::parts(parts);
    keras::read(&files::zip(&[(CONFIG, config), (WEIGHTS, weights)])).is_ok()
}

fn keras_pairs() -> Vec<Vec<u8>> {
    let pair = |archive: Vec<u8>| {
        let inside = files::unzip(&archive);
        let file = |name| inside.iter().find(|(own, _)| *own == name).expect("a file of Keras").1;
        files::joined(file(CONFIG), file(WEIGHTS))
    };
    keras_files().into_iter().map(pair).collect()
}

const CONFIG: &str = "config.json";
const WEIGHTS: &str = "model.weights.h5";

/// `model.json`, a zero, and the weights.
fn tfjs_parts(parts: &[u8]) -> bool {
    let (model, weights) = files::parts(parts);
    tfjs::read(model, weights).is_ok()
}

fn tfjs_pairs() -> Vec<Vec<u8>> {
    let pair = |design: &&str| {
        let (model, weights) = tfjs::write(&files::saved(design));
        files::joined(model.as_bytes(), &weights)
    };
    DESIGNS.iter().map(pair).collect()
}

fn onnx_files() -> Vec<Vec<u8>> {
    DESIGNS.iter().map(|design| onnx::write(&files::saved(design)).expect("rows and pictures")).collect()
}

/// The first byte says how long the pieces are in which the rest arrives.
fn archive(bytes: &[u8]) -> bool {
    let (length, bytes) = bytes.split_first().unwrap_or((&0, &[]));
    Archive::new("mine.tar", WANTED).is_ok_and(|mut archive| {
        let mut pieces = bytes.chunks(1 + usize::from(*length) * 16);
        pieces.all(|piece| archive.push(piece).is_ok()) && archive.finish().is_ok()
    })
}

/// The same bytes for both files, in pieces as for [`archive`].
fn binary(bytes: &[u8]) -> bool {
    let (length, bytes) = bytes.split_first().unwrap_or((&0, &[]));
    let names = ["data_batch_1.bin", "test_batch.bin"];
    OwnCopy::new(names, WANTED).is_ok_and(|mut copy| {
        let is_read = names.iter().all(|name| {
            let mut pieces = bytes.chunks(1 + usize::from(*length) * 16);
            copy.open(name).is_ok() && pieces.all(|piece| copy.push(piece).is_ok()) && copy.close().is_ok()
        });
        is_read && copy.finish().is_ok()
    })
}

const SHARD_IMAGES: usize = 2;

fn shard(file: &[u8]) -> bool {
    shard_stream("train-00.png", file, SHARD_IMAGES).is_ok()
}

/// However many images the site's list says that there are.
fn shard_rows(rows: &[u8]) -> bool {
    let read = |images| shard_images("train-00.png", rows, images).is_ok();
    let is_strange = [usize::MAX, usize::MAX / 3073 + 1].map(read).contains(&true);
    read(SHARD_IMAGES) && !is_strange
}
