//! Numbers, ids, codes, names and times.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tasuki_fuzz::terms(bytes));
