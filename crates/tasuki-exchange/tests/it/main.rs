//! What holds for the whole crate: it decides what `docs/protocol.md` and `docs/licences.md` say.
#![cfg(test)]

mod licences;
mod protocol;
