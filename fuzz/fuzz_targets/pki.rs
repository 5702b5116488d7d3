//! Certificates, requests, lists and questions about them.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tasuki_fuzz::pki(bytes));
