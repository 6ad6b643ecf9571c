//! Files from outside, damaged in every way that a few thousand seeded tries find: no parser panics, or takes more memory
//! than it may. `fuzz/` looks for more with the same functions.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(unsafe_code, reason = "an allocator that counts")]

#[path = "../../../fuzz/checked.rs"]
mod checked;

use convlab_core::backend::{Optimizer, OptimizerState};
use convlab_core::formats::{keras, onnx, safetensors, tfjs};
use convlab_core::random::{Random, Stream};
use convlab_core::saved::{Saved, Training};

const DESIGN: &str = r#"{ "inputShape": [4, 4, 2], "layers": [
    { "type": "Conv2D", "filters": 2, "kernelSize": 3, "padding": "same", "kernelRegularizer": { "l2": 0.01 } },
    { "type": "BatchNormalization", "name": "b" },
    { "type": "Add", "inputs": ["b", "conv2d"] },
    { "type": "GlobalAveragePooling2D" },
    { "type": "Dense", "units": 2, "activation": "softmax" } ] }"#;

/// As Keras writes it.
const KERAS: &str = r#"{"module":"keras","class_name":"Functional","config":{"name":"m","layers":[
    {"class_name":"InputLayer","config":{"batch_shape":[null,4,4,1],"name":"i"},"inbound_nodes":[]},
    {"class_name":"Conv2D","config":{"name":"a","filters":1,"kernel_size":[1,1],"padding":"same","activation":"relu",
    "kernel_regularizer":{"class_name":"L2","config":{"l2":0.0010000000474974513}}},"inbound_nodes":[{"args":[
    {"class_name":"__keras_tensor__","config":{"keras_history":["i",0,0]}}],"kwargs":{}}]},
    {"class_name":"Add","config":{"name":"s"},"inbound_nodes":[{"args":[[{"config":{"keras_history":["a",0,0]}},
    {"config":{"keras_history":["i",0,0]}}]],"kwargs":{}}]},
    {"class_name":"Flatten","config":{"name":"f"},"inbound_nodes":[{"args":[{"config":{"keras_history":["s",0,0]}}]}]},
    {"class_name":"Dense","config":{"name":"d","units":2},"inbound_nodes":[{"args":[{"config":{"keras_history":["f",0,0]}}]}]}],
    "input_layers":["i",0,0],"output_layers":["d",0,0]}}"#;

fn model() -> Saved {
    let mut saved = Saved::new(DESIGN, vec![0.5; 512]).unwrap();
    let moments = [0.1, 0.2].map(|value| vec![value; saved.network.trainable_size()]);
    let state = OptimizerState { optimizer: Optimizer::Adam, steps: 7, moments };
    saved.training = Some(Training { state, learning_rate: 0.001 });
    saved
}

/// A tar archive of one batch with one image, then the test images.
fn archive() -> Vec<u8> {
    let mut tar = Vec::new();
    for name in ["cifar-10-batches-bin/data_batch_1.bin", "cifar-10-batches-bin/test_batch.bin"] {
        let mut header = vec![0; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..135].copy_from_slice(format!("{:011o}", 3073).as_bytes());
        header[156] = b'0';
        header[257..263].copy_from_slice(b"ustar\0");
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        tar.extend(header);
        tar.extend([3; 3584]);
    }
    tar.extend([0; 1024]);
    tar
}

/// Two images, a row each.
fn shard() -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 1024, 2);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&[9; 2 * 3072]).unwrap();
    file
}

fn weights_alone() -> Vec<u8> {
    let header = r#"{"dense/kernel":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]}}"#;
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &[0; 24]].concat()
}

/// A small file for each parser.
fn corpus() -> Vec<(&'static str, Vec<u8>)> {
    let saved = model();
    let (json, weights) = tfjs::write(&saved);
    vec![
        ("archive", archive()),
        ("binary", vec![3; 3073]),
        ("shard", shard()),
        ("design", DESIGN.into()),
        ("weights", weights_alone()),
        ("safetensors", safetensors::write(&saved)),
        ("keras", keras::write(&saved, "2026-01-31@23:59:59")),
        ("keras_config", KERAS.into()),
        ("keras_weights", include_bytes!("by_keras.h5").to_vec()),
        ("layers", [json.as_bytes(), b"\0", weights.as_slice()].concat()),
        ("onnx", onnx::write(&saved).unwrap()),
    ]
}

/// Numbers that a length or an address could be: none, all, the sign, and a little of each.
const ODD: [u8; 8] = [0, 1, 0x7f, 0x80, 0xff, b'"', b'9', b'{'];

#[test]
fn damaged_files_neither_panic_nor_fill_the_memory() {
    for (name, file) in corpus() {
        checked::check(name, &file);
        let random = Random::new(1, Stream::Shuffle(0));
        let mut draws = 0;
        let mut below = |limit: usize| {
            draws += 1;
            (random.unit(draws) * limit as f32) as usize % limit.max(1)
        };
        for _ in 0..10_000 {
            let mut damaged = file.clone();
            for _ in 0..1 + below(4) {
                let place = below(damaged.len());
                match below(5) {
                    0 => damaged[place] = ODD[below(ODD.len())],
                    1 => damaged[place] ^= 1 << below(8),
                    2 => damaged.truncate(place + 1),
                    3 => {
                        let run = damaged[place..damaged.len().min(place + 64)].to_vec();
                        let at = below(damaged.len());
                        damaged.splice(at..at, run);
                    }
                    _ => {
                        let odd = ODD[below(ODD.len())];
                        damaged.iter_mut().skip(place).take(8).for_each(|byte| *byte = odd);
                    }
                }
            }
            checked::check(name, &damaged);
        }
    }
}
