//! The files in `testdata/seal/`.

use std::path::PathBuf;

use tasuki_seal::{Identity, Limits};

/// The official limits of a message.
pub(crate) const LIMITS: Limits = Limits {
    max_entries: 7,
    max_bytes: 10 * 1024 * 1024,
};

pub(crate) fn path(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/seal")).join(name)
}

pub(crate) fn bytes(name: &str) -> Vec<u8> {
    fs_err::read(path(name)).unwrap()
}

pub(crate) fn identity(name: &str) -> Identity {
    Identity::from_der(
        &bytes(&format!("{name}.cert.der")),
        &bytes(&format!("{name}.key.der")),
    )
    .unwrap()
}
