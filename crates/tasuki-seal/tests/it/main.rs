//! What holds for the whole crate: golden files, and `openssl` as the other side.
#![cfg(test)]

mod golden;
mod openssl;
mod samples;
mod vectors;
