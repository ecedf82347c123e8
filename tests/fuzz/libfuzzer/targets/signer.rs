#![no_main]
//! Runs the property `signer`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| specwright_fuzz::signer(bytes));
