//! What holds for the whole crate: it decides what `docs/protocol.md` says.
#![cfg(test)]

mod protocol;
