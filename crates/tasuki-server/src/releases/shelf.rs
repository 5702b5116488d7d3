//! Builds are given out: those that are listed, and only while they are what the list says.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use fs_err::File;
use tasuki_seal::Hasher;

use super::{LIST, List, Release, signature_of};
use crate::answer::chain;

/// Bytes that are read at once.
const CHUNK: usize = 256 * 1024;

/// What tells that a file was not changed: place, length, and the moment of the last change, which
/// nobody can set back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Mark {
    device: u64,
    inode: u64,
    length: u64,
    changed: (i64, i64),
}

impl Mark {
    fn of(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            length: metadata.len(),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

/// The builds of a folder; none without one.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    folder: Option<PathBuf>,
    listed: Mutex<Option<(Mark, Arc<Vec<Release>>)>>,
    /// Files that were found to be what the list says.
    good: Mutex<BTreeMap<String, Mark>>,
}

/// A file that is what the list says.
#[derive(Clone, Debug)]
pub(crate) struct Opened {
    file: Arc<File>,
    mark: Mark,
    /// How long it is.
    pub(crate) length: u64,
}

impl Shelf {
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            ..Self::default()
        }
    }

    /// All builds, the newest version first.
    pub(crate) fn releases(&self) -> Arc<Vec<Release>> {
        match self.read() {
            Ok(releases) => releases,
            Err(error) => {
                tracing::error!(error = chain(&error), "the list of releases cannot be read");
                Arc::default()
            }
        }
    }

    fn read(&self) -> std::io::Result<Arc<Vec<Release>>> {
        let Some(folder) = &self.folder else {
            return Ok(Arc::default());
        };
        let mark = match fs_err::metadata(folder.join(LIST)) {
            Ok(metadata) => Mark::of(&metadata),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Arc::default());
            }
            Err(error) => return Err(error),
        };
        let mut listed = self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, releases)) = &*listed
            && *known == mark
        {
            return Ok(Arc::clone(releases));
        }
        let mut releases = List::read(folder)?.releases;
        releases.sort_by(|one, other| {
            let order = other.version.cmp(&one.version);
            order.then(one.system.cmp(&other.system))
        });
        let releases = Arc::new(releases);
        *listed = Some((mark, Arc::clone(&releases)));
        Ok(releases)
    }

    /// Opens the file of a build. None if it is not what the list says, which is logged. This reads
    /// the whole file the first time.
    pub(crate) fn open(&self, release: &Release) -> Option<Opened> {
        let opened = self.try_open(release).unwrap_or_else(|error| {
            tracing::error!(error = chain(&error), "a release cannot be read");
            None
        });
        if opened.is_none() {
            tracing::error!(file = release.file, "a release is not given out");
        }
        opened
    }

    fn try_open(&self, release: &Release) -> std::io::Result<Option<Opened>> {
        let Some(folder) = &self.folder else {
            return Ok(None);
        };
        let file = File::open(folder.join(&release.file))?;
        let mark = Mark::of(&file.metadata()?);
        let opened = Opened {
            file: Arc::new(file),
            mark,
            length: release.bytes,
        };
        let known = {
            let good = self.good.lock().unwrap_or_else(PoisonError::into_inner);
            good.get(&release.file).copied()
        };
        if known == Some(mark) && mark.length == release.bytes {
            return Ok(Some(opened));
        }
        if mark.length != release.bytes || opened.digest()? != release.sha256 {
            return Ok(None);
        }
        let mut good = self.good.lock().unwrap_or_else(PoisonError::into_inner);
        good.insert(release.file.clone(), mark);
        Ok(Some(opened))
    }

    /// The signature of a build.
    pub(crate) fn signature(&self, release: &Release) -> std::io::Result<Vec<u8>> {
        match &self.folder {
            Some(folder) => fs_err::read(signature_of(folder, &release.file)),
            None => Err(std::io::ErrorKind::NotFound.into()),
        }
    }
}

impl Opened {
    /// Reads from a place on, at most to another. Fails where the file was changed since it was
    /// opened, so that nobody gets a part of another one.
    pub(crate) fn read(&self, from: u64, until: u64) -> std::io::Result<Vec<u8>> {
        use std::os::unix::fs::FileExt as _;
        let length = usize::try_from(until - from).unwrap_or(CHUNK).min(CHUNK);
        let mut bytes = vec![0; length];
        self.file.file().read_exact_at(&mut bytes, from)?;
        if Mark::of(&self.file.metadata()?) == self.mark {
            Ok(bytes)
        } else {
            Err(std::io::Error::other("the file was changed"))
        }
    }

    fn digest(&self) -> std::io::Result<tasuki_terms::Digest> {
        let (mut hasher, mut at) = (Hasher::new(), 0);
        while at < self.length {
            let bytes = self.read(at, self.length)?;
            at += bytes.len() as u64;
            hasher.update(&bytes);
        }
        Ok(hasher.finish())
    }
}
