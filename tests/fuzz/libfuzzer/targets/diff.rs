#![no_main]
//! Runs the property `diff`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| specwright_fuzz::diff(bytes));
