//! Runs the property `loader`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| specwright_fuzz::loader(bytes));
