//! Archives, and lists of offices.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tasuki_fuzz::uploads(bytes));
