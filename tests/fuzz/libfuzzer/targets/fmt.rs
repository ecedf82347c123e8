#![no_main]
//! Runs the property `fmt`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| specwright_fuzz::fmt(bytes));
