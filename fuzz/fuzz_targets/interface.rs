//! Documents and events of the interface.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tasuki_fuzz::interface(bytes));
