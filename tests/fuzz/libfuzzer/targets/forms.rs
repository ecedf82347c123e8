#![no_main]
//! Runs the property `forms`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| specwright_fuzz::forms(bytes));
