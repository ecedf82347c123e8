//! Runs the property `models`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| specwright_fuzz::models(bytes));
