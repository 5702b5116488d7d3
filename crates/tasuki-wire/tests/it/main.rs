//! What holds for the whole crate: it says what `docs/protocol.md` says.
#![cfg(test)]

mod protocol;
