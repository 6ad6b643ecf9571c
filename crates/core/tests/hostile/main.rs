//! Everything that reads bytes from anywhere, on damaged files: nothing panics, and nothing takes much more memory than the
//! file itself. `fuzz` looks on from where this ends.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

mod allocation;
mod files;
mod readers;
mod swelling;

use convlab_core::random::{Random, Stream};
use readers::READERS;

/// Damaged files of each kind and file.
const TRIES: u64 = 800;

/// Numbers that lengths, counts and places turn bad with.
const NUMBERS: [u64; 6] = [0, 1, 0x7fff_ffff, u32::MAX as u64, i64::MAX as u64, u64::MAX];

/// Random whole numbers below a bound.
struct Chance(Random, u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.1 += 1;
        self.0.word(self.1) as usize % bound.max(1)
    }
}

#[test]
fn whole_files_are_read() {
    for reader in &READERS {
        for (index, file) in (reader.files)().iter().enumerate() {
            assert!(reader.check(file), "{} refuses file {index}", reader.name);
        }
    }
}

#[test]
fn files_that_are_cut_short_do_no_harm() {
    each(|file, chance| {
        let length = chance.below(file.len());
        file.truncate(length);
    });
}

#[test]
fn flipped_bits_do_no_harm() {
    each(|file, chance| {
        for _ in 0..=chance.below(4) {
            let place = chance.below(file.len());
            file[place] ^= 1 << chance.below(8);
        }
    });
}

#[test]
fn strange_numbers_do_no_harm() {
    each(|file, chance| {
        let number = NUMBERS[chance.below(NUMBERS.len())].to_le_bytes();
        let size = [1, 2, 4, 8][chance.below(4)].min(file.len());
        let place = chance.below(file.len() - size + 1);
        file[place..place + size].copy_from_slice(&number[..size]);
    });
}

#[test]
fn digits_that_become_others_do_no_harm() {
    each(|file, chance| {
        let digits: Vec<usize> = (0..file.len()).filter(|place| file[*place].is_ascii_digit()).collect();
        if let Some(place) = digits.get(chance.below(digits.len())) {
            let number =
                ["0", "-1", "1e22", "0.5", "4294967297", "9007199254740992", "null"][chance.below(7)];
            file.splice(*place..*place + 1, number.bytes());
        }
    });
}

#[test]
fn spliced_pieces_do_no_harm() {
    each(|file, chance| {
        let length = chance.below(64);
        let from = chance.below(file.len() - length.min(file.len()) + 1);
        let piece = match chance.below(2) {
            0 => files::noise(chance.below(1 << 16) as u64, length),
            _ => file[from..(from + length).min(file.len())].to_vec(),
        };
        let place = chance.below(file.len());
        let end = (place + chance.below(64)).min(file.len());
        file.splice(place..end, piece);
    });
}

#[test]
fn noise_does_no_harm() {
    each(|file, chance| *file = files::noise(chance.below(1 << 16) as u64, chance.below(4096)));
}

#[test]
fn what_would_swell_does_no_harm() {
    for (what, text) in swelling::texts() {
        let header = [&(text.len() as u64).to_le_bytes(), text.as_bytes()].concat();
        for file in [text.as_bytes().to_vec(), files::joined(text.as_bytes(), b""), header] {
            for reader in &READERS {
                assert!(!reader.check(&file), "{} reads {what}", reader.name);
            }
        }
    }
    for reader in &READERS {
        reader.check(&[8, 1].repeat(300_000));
        assert!(!reader.check(&swelling::archive()), "{} reads an archive of long names", reader.name);
    }
}

/// Gives every reader each of its files, damaged in one way.
fn each(damage: impl Fn(&mut Vec<u8>, &mut Chance)) {
    for reader in &READERS {
        for (index, whole) in (reader.files)().into_iter().enumerate() {
            let mut chance = Chance(Random::new(index as u64, Stream::Shuffle(0)), 0);
            for _ in 0..TRIES {
                let mut file = whole.clone();
                damage(&mut file, &mut chance);
                reader.check(&file);
            }
        }
    }
}
