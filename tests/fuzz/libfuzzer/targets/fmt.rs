//! Runs the property `fmt`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| specwright_fuzz::fmt(bytes));
