//! Small files of every kind, whole and right, to be damaged.

use convlab_core::backend::{Optimizer, OptimizerState};
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::random::{Random, Stream};
use convlab_core::saved::{Saved, Training};

/// A chain, and every other layer with branches.
pub(crate) const DESIGNS: [&str; 2] = [
    r#"{"inputShape":[4,4,2],"layers":[
    {"type":"Conv2D","filters":3,"kernelSize":3,"padding":"same","activation":"relu","name":"eyes"},
    {"type":"MaxPooling2D"},{"type":"Flatten"},{"type":"Dropout","rate":0.3},
    {"type":"Dense","units":3,"activation":"softmax","kernelRegularizer":{"l2":0.001}}]}"#,
    r#"{"inputShape":[6,5,2],"layers":[
    {"type":"Conv2D","filters":4,"kernelSize":[3,2],"padding":"same","useBias":false},
    {"type":"SeparableConv2D","filters":4,"kernelSize":3,"padding":"same","depthMultiplier":2},
    {"type":"BatchNormalization","momentum":0.9,"epsilon":0.01},
    {"type":"Add","inputs":["batch_normalization","conv2d"]},
    {"type":"Activation","activation":"relu"},
    {"type":"DepthwiseConv2D","kernelSize":2,"strides":2},
    {"type":"AveragePooling2D","poolSize":[2,1],"padding":"same"},
    {"type":"GlobalAveragePooling2D"},{"type":"Dense","units":3}]}"#,
];

pub(crate) fn network(design: &str) -> Network {
    NetworkSpec::from_json(design).and_then(|spec| Network::new(&spec)).expect("a network")
}

/// A model with everything that a file may hold of it but the place of its run.
pub(crate) fn saved(design: &str) -> Saved {
    let network = network(design);
    let mut saved = Saved::new(design, network.initial_weights(3)).expect("a model");
    let moment = |seed| network.initial_weights(seed)[..network.trainable_size()].to_vec();
    let state = OptimizerState { optimizer: Optimizer::Adam, steps: 321, moments: [moment(4), moment(5)] };
    saved.training = Some(Training { state, learning_rate: 0.003 });
    saved.classes = ["cat", "Käfer", ""].map(str::to_owned).to_vec();
    saved.notes = r#"{"run":[1,2.5]}"#.to_owned();
    saved
}

/// Random bytes of a seed.
pub(crate) fn noise(seed: u64, length: usize) -> Vec<u8> {
    let random = Random::new(seed, Stream::Shuffle(0));
    (0..length as u64).map(|index| random.word(index) as u8).collect()
}

/// Two files in one: a zero stands between them, which is in no text.
pub(crate) fn joined(text: &[u8], bytes: &[u8]) -> Vec<u8> {
    [text, &[0], bytes].concat()
}

/// What [`joined`] put together.
pub(crate) fn parts(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    (&bytes[..end], bytes.get(end + 1..).unwrap_or_default())
}

/// A zip archive of stored files.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let (place, size) = (archive.len() as u32, bytes.len() as u32);
        let mut header = [20u16, 0, 0, 0, 0x21].map(u16::to_le_bytes).concat();
        header.extend([crc32(bytes), size, size].map(u32::to_le_bytes).concat());
        header.extend([name.len() as u16, 0].map(u16::to_le_bytes).concat());
        archive.extend([b"PK\x03\x04", header.as_slice(), name.as_bytes(), bytes].concat());
        let rest = [&[0; 10], place.to_le_bytes().as_slice(), name.as_bytes()].concat();
        directory.extend([b"PK\x01\x02\x14\0", header.as_slice(), &rest].concat());
    }
    let (place, size, count) = (archive.len() as u32, directory.len() as u32, files.len() as u16);
    let end = [count.to_le_bytes(), count.to_le_bytes()].concat();
    let place = [size, place].map(u32::to_le_bytes).concat();
    [archive, directory, b"PK\x05\x06\0\0\0\0".to_vec(), end, place, vec![0; 2]].concat()
}

/// The files of an archive that was written front to back.
pub(crate) fn unzip(mut archive: &[u8]) -> Vec<(&str, &[u8])> {
    let mut files = Vec::new();
    while let Some(rest) = archive.strip_prefix(b"PK\x03\x04") {
        let size = u32::from_le_bytes([rest[14], rest[15], rest[16], rest[17]]) as usize;
        let (name, rest) = rest[26..].split_at(usize::from(u16::from_le_bytes([rest[22], rest[23]])));
        let (bytes, rest) = rest.split_at(size);
        files.push((std::str::from_utf8(name).expect("a name"), bytes));
        archive = rest;
    }
    files
}

fn crc32(bytes: &[u8]) -> u32 {
    let shift = |sum: u32, _| (sum >> 1) ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 };
    !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), shift))
}

/// A `.bin` file of random images, behind a byte of another meaning.
pub(crate) fn binary(images: usize, label: u8) -> Vec<u8> {
    let records = (0..images).flat_map(|image| {
        let label = (label + image as u8) % 10;
        [vec![label], noise(image as u64, 3072)].concat()
    });
    std::iter::once(64).chain(records).collect()
}

/// The official archive with one image a file, behind a byte of another meaning.
pub(crate) fn archive() -> Vec<u8> {
    let mut tar = vec![9];
    let names = (1..=5).map(|batch| format!("cifar-10-batches-bin/data_batch_{batch}.bin"));
    for name in names.chain(["readme.html".to_owned(), "test_batch.bin".to_owned()]) {
        let contents = binary(1, 3);
        let mut block = [0; 512];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[124..136].copy_from_slice(format!("{:011o}\0", contents.len() - 1).as_bytes());
        block[148..156].fill(b' ');
        block[156] = b'0';
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        tar.extend(block);
        tar.extend(&contents[1..]);
        tar.resize(1 + (tar.len() - 1).next_multiple_of(512), 0);
    }
    tar
}

/// A shard of random images.
pub(crate) fn shard(images: usize) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 1024, images as u32);
    encoder.set_color(png::ColorType::Rgb);
    let written =
        encoder.write_header().and_then(|mut writer| writer.write_image_data(&noise(1, images * 3072)));
    written.expect("a picture");
    file
}

/// What a shard inflates to, with every filter.
pub(crate) fn shard_rows(images: usize) -> Vec<u8> {
    (0..images).flat_map(|image| [vec![image as u8 % 5], noise(image as u64, 3072)].concat()).collect()
}
