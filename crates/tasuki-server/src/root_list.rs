//! The root's list of the authorities that it took back, as the exchange honours it.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::PathBuf;

use anyhow::Context as _;
use tasuki_pki::{Anchors, RootList};
use tokio::sync::Mutex;

/// The file, and what it said last. It is renewed by hand while the platform runs.
pub(crate) struct RootListFile {
    file: Option<PathBuf>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    bytes: Vec<u8>,
    serials: BTreeSet<String>,
}

impl RootListFile {
    /// Names the file; without an authority of its own a platform has none.
    pub(crate) fn new(file: Option<PathBuf>) -> Self {
        Self {
            file,
            known: Mutex::default(),
        }
    }

    /// The serial numbers of the authorities that were taken back. A list that cannot be believed is
    /// an error, and takes nothing away from what was known.
    pub(crate) async fn serials(&self, anchors: &Anchors) -> anyhow::Result<BTreeSet<String>> {
        let Some(file) = &self.file else {
            return Ok(BTreeSet::new());
        };
        let bytes = match fs_err::tokio::read(file).await {
            // A platform of one tier has no root apart from its authority.
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            read => read?,
        };
        let mut known = self.known.lock().await;
        if known.bytes != bytes && !bytes.is_empty() {
            let list = RootList::read(&bytes, anchors.roots()).context("authority.root_list")?;
            known.serials = list.revoked.into_iter().map(|one| one.serial_hex).collect();
            known.bytes = bytes;
        }
        Ok(known.serials.clone())
    }

    /// What the list said when it was read last.
    pub(crate) async fn known(&self) -> BTreeSet<String> {
        self.known.lock().await.serials.clone()
    }
}
