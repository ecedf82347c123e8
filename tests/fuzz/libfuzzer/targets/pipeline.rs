//! Runs the property `pipeline`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| specwright_fuzz::pipeline(bytes));
