//! Files that ask for much more than they hold, of memory or of time: each is answered at once.
#![allow(unsafe_code, reason = "an allocator that counts")]

#[path = "../../../fuzz/checked.rs"]
mod checked;

#[test]
fn texts_take_no_more_than_they_hold() {
    for text in texts() {
        for target in ["design", "keras_config", "layers"] {
            checked::check(target, text.as_bytes());
        }
        let header = [&(text.len() as u64).to_le_bytes(), text.as_bytes()].concat();
        for target in ["weights", "safetensors"] {
            checked::check(target, &header);
        }
    }
}

#[test]
fn parts_take_no_more_than_they_hold() {
    checked::check("onnx", &[8, 1].repeat(300_000));
    checked::check("keras_weights", &listed_in_itself());
    checked::check("keras_weights", &continued_in_itself());
}

/// Long texts in JSON.
fn texts() -> Vec<String> {
    let many = |text: &str, length: usize| text.repeat(length / text.len());
    let listed = |text: &str| format!("[{}0]", many(text, 500_000));
    let layers = |text: &str| format!(r#"{{"inputShape":[4],"layers":{}}}"#, listed(text));
    let design = |shape: &str, layers: &str| format!(r#"{{"inputShape":{shape},"layers":[{layers}]}}"#);
    let members: Vec<String> = (0..40_000).map(|index| format!(r#""{index}":0"#)).collect();
    let named = format!(r#"{{"type":"Activation","activation":"relu","name":"{}"}}"#, many("n", 300_000));
    let keras = |layers: String| format!(r#"{{"class_name":"Sequential","config":{{"layers":{layers}}}}}"#);
    let window = |size: &str| {
        let pool = format!(r#"{{"type":"MaxPooling2D","poolSize":{size},"padding":"same"}},"#);
        design("[4,4,1]", &format!(r#"{pool}{{"type":"Conv2D","filters":{size},"kernelSize":{size}}}"#))
    };
    let dimensions = format!("[{}1]", many("1,", 200_000));
    let activations = many(r#"{"type":"Activation","activation":"relu"},"#, 40_000);
    vec![
        listed("0,"),
        listed("[],"),
        many("[", 500_000),
        listed(r#"{"":0},"#),
        format!("{{{}}}", members.join(",")),
        layers("7,"),
        layers("{},"),
        layers(r#"{"type":"Flatten"},"#),
        keras(listed(r#"{"class_name":"Flatten","config":{}},"#)),
        keras(format!(r#"[{{"class_name":"Conv2D","config":{{"strides":{}}}}}]"#, listed("1e300,"))),
        design(&dimensions, activations.trim_end_matches(',')),
        design("[9007199254740992,9007199254740992]", ""),
        design("[4]", &format!("{named},{named}")),
        window("9007199254740992"),
        window("4294967296"),
        design("[4]", &format!(r#"{{"type":"Add","inputs":[{}0]}}"#, many(r#""images","#, 500_000))),
    ]
}

/// Weights of Keras's in which a group of a long name lists itself many times.
fn listed_in_itself() -> Vec<u8> {
    const ENTRIES: u16 = 10_000;
    // The root's header at 96, its heap at 136, its one node of members at 168, their name behind them.
    let name = 176 + 40 * u64::from(ENTRIES);
    let root = message(0x11, &words(&[168, 136]));
    let heap = [b"HEAP\0\0\0\0".to_vec(), words(&[251, 0, name])].concat();
    let node = [b"SNOD\x01\0".to_vec(), ENTRIES.to_le_bytes().to_vec()].concat();
    let members = (0..ENTRIES).flat_map(|_| words(&[0, 96, 0, 0, 0])).collect();
    file_of([header(1, &root), heap, node, members, vec![b'n'; 250], vec![0]].concat())
}

/// Weights of Keras's in which a header goes on in itself.
fn continued_in_itself() -> Vec<u8> {
    file_of(header(u16::MAX, &message(0x10, &words(&[112, 24]))))
}

/// A file whose root's header begins the rest.
fn file_of(rest: Vec<u8>) -> Vec<u8> {
    let mut file = b"\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0".to_vec();
    file.resize(64, 0);
    [file, words(&[96, 0, 0, 0]), rest].concat()
}

/// An object's header of some messages.
fn header(count: u16, messages: &[u8]) -> Vec<u8> {
    let (count, size) = (count.to_le_bytes(), (messages.len() as u32).to_le_bytes());
    [&[1, 0], count.as_slice(), &[1, 0, 0, 0], &size, &[0; 4], messages].concat()
}

fn message(kind: u16, data: &[u8]) -> Vec<u8> {
    let size = (data.len() as u16).to_le_bytes();
    [kind.to_le_bytes().as_slice(), &size, &[0; 4], data].concat()
}

fn words(words: &[u64]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}
