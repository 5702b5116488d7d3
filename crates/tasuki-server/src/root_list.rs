//! The root's list of the authorities that it took back, as the exchange honours it.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::PathBuf;

use tasuki_pki::{Anchors, InvalidRootList, RootList};
use tokio::sync::Mutex;

/// The file, and what it said last. It is renewed by hand while the platform runs.
pub(crate) struct RootListFile {
    file: Option<PathBuf>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// What was found when it was read last; none before.
    found: Option<Result<Vec<u8>, ErrorKind>>,
    trouble: Option<RootListTrouble>,
    serials: BTreeSet<String>,
}

/// What the root took back.
pub(crate) struct TakenBack {
    /// The serial numbers of the authorities. A list that cannot be believed takes none away.
    pub(crate) serials: BTreeSet<String>,
    /// Why the list cannot be believed, if so.
    pub(crate) trouble: Option<RootListTrouble>,
    /// Whether another thing was found than at the reading before.
    pub(crate) is_new: bool,
}

/// Why the root's list cannot be believed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum RootListTrouble {
    /// The file is gone, or cannot be read.
    #[error("authority.root_list cannot be read: {0}")]
    Unreadable(ErrorKind),
    /// It is none of the root's.
    #[error("authority.root_list")]
    Invalid(#[from] InvalidRootList),
}

impl RootListFile {
    /// Names the file; without an authority of its own a platform has none.
    pub(crate) fn new(file: Option<PathBuf>) -> Self {
        Self {
            file,
            known: Mutex::default(),
        }
    }

    /// Reads it again.
    pub(crate) async fn read(&self, anchors: &Anchors) -> TakenBack {
        let mut known = self.known.lock().await;
        let mut is_new = false;
        if let Some(file) = &self.file {
            let found = fs_err::tokio::read(file).await;
            let found = found.map_err(|error| error.kind());
            is_new = known.found.as_ref() != Some(&found);
            if is_new {
                known.take(found, anchors);
            }
        }
        TakenBack {
            serials: known.serials.clone(),
            trouble: known.trouble,
            is_new,
        }
    }
}

impl Known {
    fn take(&mut self, found: Result<Vec<u8>, ErrorKind>, anchors: &Anchors) {
        let list = match &found {
            Err(kind) => Err(RootListTrouble::Unreadable(*kind)),
            Ok(bytes) => RootList::read(bytes, anchors.roots()).map_err(Into::into),
        };
        self.found = Some(found);
        self.trouble = list.as_ref().err().copied();
        if let Ok(list) = list {
            self.serials = list.revoked.into_iter().map(|one| one.serial_hex).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use tasuki_pki::{CaName, Revoked, Root};
    use tasuki_terms::{Revocation, RevocationReason, Timestamp};

    use super::*;

    #[tokio::test]
    async fn what_cannot_be_believed_is_new_once_and_takes_nothing_away() {
        let now = Timestamp::constant(1_795_000_000, 0);
        let until = now + SignedDuration::from_hours(24);
        let name = CaName {
            organization: "試験基盤".to_owned(),
            common: "Root".to_owned(),
        };
        let [root, other] = [1, 2].map(|at| Root::create(&name, now, until, [at; 16]).unwrap());
        let revoked = [Revoked {
            serial_hex: "4a".to_owned(),
            revocation: Revocation {
                at: now,
                reason: RevocationReason::Superseded,
            },
        }];
        let [good, foreign] =
            [&root, &other].map(|root| root.crl(&revoked, now, until, 1).unwrap());
        let anchors = Anchors::from_der([root.certificate_der()]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("root.crl");
        let list = RootListFile::new(Some(file.clone()));
        let missing = RootListTrouble::Unreadable(ErrorKind::NotFound);
        let [foreign_told, cut_told] =
            [InvalidRootList::Foreign, InvalidRootList::Malformed].map(RootListTrouble::Invalid);
        for (bytes, trouble) in [
            (Some(&*good), None),
            (Some(&*foreign), Some(foreign_told)),
            (Some(&b""[..]), Some(cut_told)),
            (None, Some(missing)),
            (Some(&*good), None),
        ] {
            match bytes {
                Some(bytes) => fs_err::write(&file, bytes).unwrap(),
                None => fs_err::remove_file(&file).unwrap(),
            }
            for is_new in [true, false] {
                let read = list.read(&anchors).await;
                assert_eq!((read.trouble, read.is_new), (trouble, is_new));
                assert_eq!(read.serials, BTreeSet::from(["4a".to_owned()]));
            }
        }
    }
}
