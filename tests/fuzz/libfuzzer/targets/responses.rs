#![no_main]
//! Runs the property `responses`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| specwright_fuzz::responses(bytes));
