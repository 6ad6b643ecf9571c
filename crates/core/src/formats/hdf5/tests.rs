use super::read::Kind;
use super::*;

fn numbers(count: usize) -> Vec<f32> {
    (0..count).map(|index| index as f32 * 0.5 - 3.0).collect()
}

/// Arrays in groups of one, of several and of many members.
fn file() -> Vec<u8> {
    let numbers = numbers(24);
    let mut arrays = vec![
        Array::floats("layers/conv2d/vars/0".into(), &[2, 3, 4], &numbers),
        Array::floats("layers/conv2d/vars/1".into(), &[4], &numbers[..4]),
        Array::floats("layers/dense/vars/0".into(), &[6, 2], &numbers[..12]),
        Array::integer("optimizer/vars/0", 1 << 40),
        Array::floats("optimizer/vars/1".into(), &[], &numbers[5..6]),
    ];
    arrays.extend((2..30).map(|index| Array::floats(format!("optimizer/vars/{index}"), &[1], &numbers[..1])));
    write(&arrays)
}

#[test]
fn arrays_come_back() {
    let bytes = file();
    let file = File::new(&bytes).unwrap();
    let mut read = vec![0.0; 24];
    file.array("layers/conv2d/vars/0").unwrap().floats(&[2, 3, 4], &mut read).unwrap();
    assert_eq!(read, numbers(24));
    assert_eq!(file.array("optimizer/vars/0").unwrap().integer(), Some(1 << 40));
    let mut rate = [0.0];
    file.array("optimizer/vars/1").unwrap().floats(&[], &mut rate).unwrap();
    assert_eq!(rate, [-0.5]);
    assert!(file.array("layers/conv2d").is_none());
    let refused = file.array("layers/dense/vars/0").unwrap().floats(&[2, 6], &mut read[..12]);
    assert_eq!(refused.unwrap_err(), "has the shape [6, 2]; the network's is [2, 6]");
    assert_eq!(file.array("optimizer/vars/0").unwrap().kind, Kind::Integer(8));
}

#[test]
fn damage_is_an_error_and_never_a_panic() {
    let bytes = file();
    assert_eq!(File::new(b"PK").err().as_deref(), Some("its weights are no HDF5 file"));
    for length in 0..bytes.len() {
        let _ = File::new(&bytes[..length]);
    }
    for place in 0..bytes.len() {
        for flip in [1, 0x80, 0xff] {
            let mut flipped = bytes.clone();
            flipped[place] ^= flip;
            if let Ok(file) = File::new(&flipped) {
                for path in ["layers/conv2d/vars/0", "optimizer/vars/0"] {
                    if let Some(array) = file.array(path) {
                        let _ = array.floats(&[2, 3, 4], &mut [0.0; 24]);
                        let _ = array.integer();
                    }
                }
            }
        }
    }
}
