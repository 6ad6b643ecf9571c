#![no_main]

#[path = "../checked.rs"]
mod checked;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checked::check("safetensors", bytes));
