//! Sealed envelopes in a folder.
//!
//! Envelopes are appended to segment files, many to a file, because one file each costs five to
//! fifteen times as much to make durable. A place is reserved first, written as bytes arrive, and
//! named only after an `fdatasync` that began when it was complete; one such call serves all who
//! wait. Each start of the program begins a new segment, so a torn tail is never written behind.

mod segment;
mod sweep;
mod sync;

use std::collections::BTreeMap;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};

use segment::Segment;
use sync::Syncer;

use super::{ContentsError, Place};

/// How many closed segments are kept open for reading.
const OPEN_SEGMENTS: usize = 64;

/// A folder of sealed envelopes. Clones share it.
#[derive(Clone, Debug)]
pub struct Folder(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    rotate_at: u64,
    names: SegmentNames,
    active: Mutex<Option<Active>>,
    open: Mutex<BTreeMap<String, Arc<Segment>>>,
    syncer: Syncer,
}

#[derive(Debug)]
struct Active {
    segment: Arc<Segment>,
    end: u64,
}

/// Names segments: a prefix that no other start of the program uses, then a count.
#[derive(Debug)]
struct SegmentNames {
    prefix: String,
    next: Mutex<u32>,
}

impl Folder {
    /// Opens the folder, which is made if it is missing; its name is on disk when this returns.
    pub(super) fn open(folder: &Path, prefix: &str, rotate_at: u64) -> Result<Self, ContentsError> {
        let lacking = lacking(folder);
        fs_err::create_dir_all(folder)?;
        for parent in lacking {
            fs_err::File::open(parent)?.sync_all()?;
        }
        let names = SegmentNames {
            prefix: prefix.to_owned(),
            next: Mutex::new(0),
        };
        Ok(Self(Arc::new(Inner {
            folder: folder.to_owned(),
            rotate_at,
            names,
            active: Mutex::new(None),
            open: Mutex::default(),
            syncer: Syncer::start()?,
        })))
    }

    /// Reserves a place for `length` bytes.
    pub(super) fn begin(&self, length: u64) -> Result<FolderDraft, ContentsError> {
        let inner = &self.0;
        let mut active = inner.active.lock().unwrap_or_else(PoisonError::into_inner);
        let current = match active.take() {
            Some(current) if current.end < inner.rotate_at && !current.segment.is_broken() => {
                current
            }
            _ => Active {
                segment: inner.new_segment()?,
                end: 0,
            },
        };
        let draft = FolderDraft {
            folder: self.clone(),
            segment: Arc::clone(&current.segment),
            offset: current.end,
            length,
            written: 0,
            finished: false,
        };
        *active = Some(Active {
            end: current.end + length,
            segment: current.segment,
        });
        Ok(draft)
    }

    /// Reads `length` bytes of an envelope, from its byte `from` on; they lie in its place.
    pub(super) async fn read(
        &self,
        place: &Place,
        from: u64,
        length: usize,
    ) -> Result<Bytes, ContentsError> {
        let segment = self.0.segment(&place.segment)?;
        let offset = place.offset + from;
        let mut bytes = BytesMut::zeroed(length);
        // What was just written is still in memory; another thread would cost more than the copy.
        if segment.read_cached_at(&mut bytes, offset) {
            return Ok(bytes.freeze());
        }
        let read = tokio::task::spawn_blocking(move || {
            segment.read_at(&mut bytes, offset).map(|()| bytes.freeze())
        });
        Ok(read.await.map_err(|_| ContentsError::Stopped)??)
    }

    /// Gives the space of an envelope back to the file system. What was there cannot be read again.
    pub(super) fn remove(&self, place: &Place) -> Result<(), ContentsError> {
        match self.0.segment(&place.segment) {
            Ok(segment) => Ok(segment.punch(place.offset, place.length)?),
            Err(ContentsError::Io(error)) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Deletes a segment in which nothing lies any more. The one being written stays: false.
    fn delete_segment(&self, name: &str) -> Result<bool, ContentsError> {
        if name.starts_with(&self.0.names.prefix) {
            return Ok(false);
        }
        self.0
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(name);
        match fs_err::remove_file(self.0.folder.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(true),
        }
    }

    /// Whether there is a segment.
    fn has_segment(&self, name: &str) -> Result<bool, ContentsError> {
        Ok(self.0.folder.join(name).try_exists()?)
    }

    /// The names of all segments, in order.
    fn segments(&self) -> Result<Vec<String>, ContentsError> {
        let mut names = Vec::new();
        for entry in fs_err::read_dir(&self.0.folder)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    /// Bytes that all segments take on the disk; what was removed from one takes none.
    pub(super) fn disk_bytes(&self) -> Result<u64, ContentsError> {
        let mut bytes = 0_u64;
        for entry in fs_err::read_dir(&self.0.folder)? {
            match entry?.metadata() {
                Ok(known) => bytes = bytes.saturating_add(known.blocks().saturating_mul(512)),
                // Deleted meanwhile.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(bytes)
    }

    /// Tries to write, sync and remove a few bytes.
    pub(super) async fn probe(&self) -> Result<(), ContentsError> {
        let mut draft = self.begin(5)?;
        draft.write(b"probe")?;
        let place = draft.finish().await?;
        self.remove(&place)
    }
}

/// The folders that get a new one where `folder` is made: from its own parent up to the first that is
/// there.
fn lacking(folder: &Path) -> Vec<&Path> {
    let missing = folder.ancestors().take_while(|one| !one.exists());
    let parents = missing.filter_map(Path::parent);
    parents
        .map(|parent| match parent.as_os_str() {
            none if none.is_empty() => Path::new("."),
            _ => parent,
        })
        .collect()
}

impl Inner {
    fn new_segment(&self) -> Result<Arc<Segment>, ContentsError> {
        let mut next = self
            .names
            .next
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let name = format!("{}-{:06}.segment", self.names.prefix, *next);
        *next += 1;
        Ok(Arc::new(Segment::create(&self.folder, &name)?))
    }

    fn segment(&self, name: &str) -> Result<Arc<Segment>, ContentsError> {
        let active = self.active.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(active) = active
            .as_ref()
            .filter(|active| active.segment.name() == name)
        {
            return Ok(Arc::clone(&active.segment));
        }
        drop(active);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(segment) = open.get(name) {
            return Ok(Arc::clone(segment));
        }
        let segment = Arc::new(Segment::open(&self.folder, name)?);
        if open.len() >= OPEN_SEGMENTS {
            open.pop_first();
        }
        open.insert(name.to_owned(), Arc::clone(&segment));
        Ok(segment)
    }
}

/// A reserved place that is being written. Dropped unfinished, its space is given back.
#[derive(Debug)]
pub struct FolderDraft {
    folder: Folder,
    segment: Arc<Segment>,
    offset: u64,
    length: u64,
    written: u64,
    finished: bool,
}

impl FolderDraft {
    /// Copies bytes into the page cache; more than were reserved are refused.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), ContentsError> {
        let end = self.written.saturating_add(bytes.len() as u64);
        if end > self.length {
            return Err(ContentsError::OutOfBounds);
        }
        self.segment.write_at(bytes, self.offset + self.written)?;
        self.written = end;
        Ok(())
    }

    /// Returns the place once everything is on disk.
    pub(super) async fn finish(mut self) -> Result<Place, ContentsError> {
        if self.written != self.length {
            return Err(ContentsError::OutOfBounds);
        }
        self.folder.0.syncer.sync(Arc::clone(&self.segment)).await?;
        self.finished = true;
        Ok(Place {
            segment: self.segment.name().to_owned(),
            offset: self.offset,
            length: self.length,
        })
    }
}

impl Drop for FolderDraft {
    fn drop(&mut self) {
        if !self.finished {
            // What cannot be given back now goes with the segment.
            drop(self.segment.punch(self.offset, self.written));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn write(folder: &Folder, bytes: &[u8]) -> Place {
        let mut draft = folder.begin(bytes.len() as u64).unwrap();
        draft.write(bytes).unwrap();
        draft.finish().await.unwrap()
    }

    #[test]
    fn whichever_folder_gets_a_new_one_is_known() {
        let files = tempfile::tempdir().unwrap();
        let at = files.path();
        let deep = at.join("a/b/c");
        assert_eq!(lacking(&deep), [&*at.join("a/b"), &at.join("a"), at]);
        Folder::open(&deep, "a", 1 << 20).unwrap();
        assert!(lacking(&deep).is_empty());
        assert_eq!(lacking(&at.join("a/b/d")), [at.join("a/b")]);
        assert_eq!(lacking(Path::new("not-there-yet")), [Path::new(".")]);
    }

    #[tokio::test]
    async fn a_segment_that_failed_once_proves_nothing_any_more() {
        let files = tempfile::tempdir().unwrap();
        let folder = Folder::open(files.path(), "a", 1 << 20).unwrap();
        let mut before = folder.begin(3).unwrap();
        before.write(b"old").unwrap();
        before.segment.give_up();
        assert!(before.finish().await.is_err());
        let place = write(&folder, b"new").await;
        assert!(place.segment.ends_with("000001.segment"));
        let read = folder.read(&place, 0, 3).await.unwrap();
        assert_eq!(*read, *b"new");
    }

    #[tokio::test]
    async fn what_the_disk_does_not_confirm_gets_no_place() {
        let files = tempfile::tempdir().unwrap();
        let folder = Folder::open(files.path(), "a", 1 << 20).unwrap();
        // Takes whatever is written, and cannot be synced.
        std::os::unix::fs::symlink("/dev/null", files.path().join("null")).unwrap();
        let segment = Arc::new(Segment::open(files.path(), "null").unwrap());
        *folder.0.active.lock().unwrap() = Some(Active { segment, end: 0 });
        let mut draft = folder.begin(3).unwrap();
        draft.write(b"new").unwrap();
        assert!(matches!(draft.finish().await, Err(ContentsError::Io(_))));
    }

    #[tokio::test]
    async fn a_new_segment_begins_when_one_is_full_and_what_was_removed_is_zeros() {
        let files = tempfile::tempdir().unwrap();
        let folder = Folder::open(files.path(), "a", 20).unwrap();
        let first = write(&folder, b"first envelope").await;
        let second = write(&folder, b"second envelope").await;
        let third = write(&folder, b"third envelope").await;
        assert_eq!(first.segment, second.segment);
        assert_ne!(first.segment, third.segment);
        folder.remove(&second).unwrap();
        let read = folder.read(&second, 0, 15).await.unwrap();
        assert!(read.iter().all(|byte| *byte == 0));
        assert_eq!(folder.read(&first, 0, 5).await.unwrap(), "first");
    }
}
