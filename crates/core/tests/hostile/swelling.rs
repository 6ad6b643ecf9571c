//! Files that ask for much more than they hold.

use super::files;

/// Long texts in JSON, by what they are.
pub(crate) fn texts() -> Vec<(&'static str, String)> {
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
    vec![
        ("a list", listed("0,")),
        ("lists", listed("[],")),
        ("lists in lists", many("[", 500_000)),
        ("objects", listed(r#"{"":0},"#)),
        ("one object", format!("{{{}}}", members.join(","))),
        ("layers that are none", layers("7,")),
        ("layers without a type", layers("{},")),
        ("layers", layers(r#"{"type":"Flatten"},"#)),
        ("layers of Keras", keras(listed(r#"{"class_name":"Flatten","config":{}},"#))),
        (
            "large numbers",
            keras(format!(r#"[{{"class_name":"Conv2D","config":{{"strides":{}}}}}]"#, listed("1e300,"))),
        ),
        (
            "dimensions",
            design(
                &format!("[{}1]", many("1,", 200_000)),
                &many(r#"{"type":"Activation","activation":"relu"},"#, 40_000),
            ),
        ),
        ("a large image", design("[9007199254740992,9007199254740992]", "")),
        ("a long name", design("[4]", &format!("{named},{named}"))),
        ("a large window", window("9007199254740992")),
        ("a window of twice 32 bits", window("4294967296")),
        (
            "one sum",
            design("[4]", &format!(r#"{{"type":"Add","inputs":[{}0]}}"#, many(r#""images","#, 500_000))),
        ),
    ]
}

/// An archive of Keras's in which a group of a long name lists itself many times.
pub(crate) fn archive() -> Vec<u8> {
    const ENTRIES: u16 = 1000;
    let header = |kind: u16, data: &[u8]| {
        let message =
            [&kind.to_le_bytes(), &(data.len() as u16).to_le_bytes(), [0; 4].as_slice(), data].concat();
        let size = (message.len() as u32).to_le_bytes();
        [&[1, 0, 1, 0, 1, 0, 0, 0], size.as_slice(), &[0; 4], &message].concat()
    };
    let words = |words: &[u64]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    // The root's header at 96, its heap at 136, its one node of members at 168, the name behind them.
    let name = 176 + 40 * u64::from(ENTRIES);
    let mut file = b"\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0".to_vec();
    file.resize(64, 0);
    file.extend(words(&[96, 0, 0, 0]));
    file.extend(header(0x11, &words(&[168, 136])));
    file.extend([b"HEAP\0\0\0\0".to_vec(), words(&[100_000, 0, name])].concat());
    file.extend([b"SNOD\x01\0".as_slice(), &ENTRIES.to_le_bytes()].concat());
    (0..ENTRIES).for_each(|_| file.extend(words(&[0, 96, 0, 0, 0])));
    file.extend([b'n'; 99_999]);
    file.push(0);
    let config = br#"{"class_name":"Sequential","config":{"layers":[{"class_name":"InputLayer","config":{"batch_shape":[null,3]}},
        {"class_name":"Dense","config":{"units":2}}]}}"#;
    files::zip(&[("config.json", config), ("model.weights.h5", &file)])
}
