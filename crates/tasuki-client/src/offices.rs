//! The offices of a computer (事業所を選ぶ): each has a folder of its own, and nothing in common with the
//! others.

use std::path::{Path, PathBuf};

use tasuki_desk::LockedProfile;
use tasuki_pki::CertificateFacts;
use tasuki_terms::{OfficeNumber, UserId};
use tokio::sync::{mpsc, oneshot};

use crate::home::has_profile;

/// The most offices that are shown.
const MOST: usize = 50;
/// What the first office is called in addresses.
const FIRST: &str = "first";

/// Where the profiles of a computer are.
#[derive(Clone, Debug)]
pub struct Offices {
    /// The profile of the first office.
    pub first: PathBuf,
    /// The folder in which those of further offices are, a folder for each.
    pub others: PathBuf,
}

/// An office of the computer.
pub(crate) struct KnownOffice {
    /// What it is called in addresses.
    pub(crate) key: String,
    pub(crate) folder: PathBuf,
    pub(crate) number: OfficeNumber,
    pub(crate) user: UserId,
    /// Its name, as its certificate says.
    pub(crate) name: String,
}

/// A wish to open the client of another office, and where its one-time address goes.
pub(crate) type Opening = (PathBuf, oneshot::Sender<Option<String>>);

/// Opens clients of other offices.
#[derive(Clone)]
pub(crate) struct Opener(mpsc::Sender<Opening>);

impl Opener {
    pub(crate) const fn new(sender: mpsc::Sender<Opening>) -> Self {
        Self(sender)
    }

    /// Opens the client of the profile in `folder`; its one-time address, if it could be opened.
    pub(crate) async fn open(&self, folder: PathBuf) -> Option<String> {
        let (reply, told) = oneshot::channel();
        self.0.send((folder, reply)).await.ok()?;
        told.await.ok().flatten()
    }
}

impl Offices {
    /// All offices that have a profile; what cannot be read is none.
    pub(crate) fn all(&self) -> Vec<KnownOffice> {
        let mut all: Vec<KnownOffice> = KnownOffice::read(FIRST, &self.first).into_iter().collect();
        let others = fs_err::read_dir(&self.others).into_iter().flatten();
        let mut folders: Vec<PathBuf> = others
            .filter_map(Result::ok)
            .map(|one| one.path())
            .collect();
        folders.sort();
        for folder in folders.iter().take(MOST) {
            let key = folder.file_name().and_then(|name| name.to_str());
            all.extend(key.and_then(|key| KnownOffice::read(key, folder)));
        }
        all
    }

    /// An empty folder for one more office.
    pub(crate) fn free_folder(&self) -> Option<PathBuf> {
        let folders = (2..).take(MOST);
        let mut folders = folders.map(|number| self.others.join(format!("office-{number}")));
        folders.find(|folder| !has_profile(folder))
    }
}

impl KnownOffice {
    fn read(key: &str, folder: &Path) -> Option<Self> {
        let profile = LockedProfile::read(folder).ok()?;
        let facts = CertificateFacts::read(profile.certificate()).ok()?;
        Some(Self {
            key: key.to_owned(),
            folder: folder.to_owned(),
            number: profile.office(),
            user: profile.user(),
            name: facts.organization,
        })
    }
}
