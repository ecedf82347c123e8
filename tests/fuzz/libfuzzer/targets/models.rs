#![no_main]
//! Runs the property `models`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| specwright_fuzz::models(bytes));
