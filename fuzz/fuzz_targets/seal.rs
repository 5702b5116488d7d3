//! Envelopes, manifests, receipts, containers.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tasuki_fuzz::seal(bytes));
