#![no_main]
//! Runs the property `pipeline`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| specwright_fuzz::pipeline(bytes));
