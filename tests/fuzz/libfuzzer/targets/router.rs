#![no_main]
//! Runs the property `router`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| specwright_fuzz::router(bytes));
