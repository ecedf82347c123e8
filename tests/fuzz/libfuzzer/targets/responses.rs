//! Runs the property `responses`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| specwright_fuzz::responses(bytes));
