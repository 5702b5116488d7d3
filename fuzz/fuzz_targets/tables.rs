//! Open data and deduction files.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tasuki_fuzz::tables(bytes));
