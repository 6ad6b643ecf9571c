//! Every parser of what comes from outside, as a function of bytes. Neither of them may panic, take more memory than
//! [`bound`] says, or give an error without a sentence.

use convlab_core::data::{Archive, OwnCopy, Wanted, shard_images, shard_stream};
use convlab_core::formats::{keras, onnx, safetensors, tfjs};
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::saved::Saved;

/// Bytes that reading a file may take at once: JSON's values are the largest beside what they are written as.
pub(crate) fn bound(input: usize) -> usize {
    256 * input + (1 << 20)
}

/// A parser with its name.
type Target = (&'static str, fn(&[u8]));

/// The parsers by their names.
pub(crate) const TARGETS: &[Target] = &[
    ("archive", archive),
    ("binary", binary),
    ("shard", shard),
    ("design", design),
    ("weights", weights),
    ("safetensors", |bytes| told(safetensors::read(bytes))),
    ("keras", |bytes| told(keras::read(bytes))),
    ("keras_config", |bytes| told(keras::read_parts(bytes, &[0; 8], None))),
    ("keras_weights", |bytes| told(keras::read_parts(CONFIG, bytes, None))),
    ("layers", layers),
    ("onnx", |bytes| told(onnx::read(bytes))),
];

/// The configuration of a small network, whose archive's checksums would keep most changed bytes out.
const CONFIG: &[u8] = br#"{"class_name":"Sequential","config":{"layers":[
    {"class_name":"InputLayer","config":{"batch_shape":[null,3]}},
    {"class_name":"Dense","config":{"name":"dense","units":2,"activation":"softmax"}}]},
    "compile_config":{"optimizer":{"class_name":"SGD","config":{"momentum":0.5}}}}"#;

/// Images that are asked for: what is made for them is the reader's own wish.
const WANTED: Wanted = Wanted { train: 1, test: 1 };

/// A sentence for every error; a model that was read is written again as it was.
fn told(read: convlab_core::Result<Saved>) {
    match read {
        Ok(saved) => {
            assert_eq!(saved.weights.len(), saved.network.arena_size());
            drop(saved.about());
        }
        Err(error) => assert!(error.to_string().ends_with('.'), "{error}"),
    }
}

/// A tar archive of CIFAR-10, in pieces of different lengths.
fn archive(bytes: &[u8]) {
    let Ok(mut archive) = Archive::new("data.tar.gz", WANTED) else { return };
    let (first, rest) = bytes.split_at(bytes.len() / 3);
    for piece in [first, rest] {
        if let Err(error) = archive.push(piece) {
            assert!(error.to_string().ends_with('.'), "{error}");
            return;
        }
    }
    drop(archive.finish());
}

/// A file of labels and planes.
fn binary(bytes: &[u8]) {
    let Ok(mut copy) = OwnCopy::new(["data_batch_1.bin", "test_batch.bin"], WANTED) else { return };
    for name in ["data_batch_1.bin", "test_batch.bin"] {
        if copy.open(name).and_then(|()| copy.push(bytes)).and_then(|()| copy.close()).is_err() {
            return;
        }
    }
    drop(copy.finish());
}

/// A PNG of images, a row each, and the rows in it, however many images the site says that there are.
fn shard(bytes: &[u8]) {
    for images in [2, usize::MAX / 3073 + 1] {
        drop(shard_stream("shard.png", bytes, images));
        drop(shard_images("shard.png", bytes, images));
    }
}

/// A design as the page takes it from an address or a clipboard.
fn design(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    drop(convlab_core::examine(text));
    match NetworkSpec::from_json(text).and_then(|spec| Network::new(&spec)) {
        Ok(network) => drop(network.outline()),
        Err(error) => assert!(error.to_string().ends_with('.'), "{error}"),
    }
}

/// Weights alone, for a network that is there.
fn weights(bytes: &[u8]) {
    let json = r#"{ "inputShape": [3], "layers": [ { "type": "Dense", "units": 2, "useBias": false } ] }"#;
    let network = NetworkSpec::from_json(json).and_then(|spec| Network::new(&spec));
    drop(network.and_then(|network| network.from_safetensors(bytes)));
}

/// `model.json`, a zero byte, and weights.
fn layers(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let (model, weights) = bytes.split_at(end);
    told(tfjs::read(model, weights.get(1..).unwrap_or_default()));
}
