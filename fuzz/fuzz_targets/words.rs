//! What is typed into the fields of the web.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tasuki_fuzz::words(bytes));
