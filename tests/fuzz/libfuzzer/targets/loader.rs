#![no_main]
//! Runs the property `loader`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| specwright_fuzz::loader(bytes));
