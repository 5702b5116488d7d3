//! Sealed envelopes in a folder.
//!
//! Envelopes are appended to segment files, many to a file, because one file each costs five to
//! fifteen times as much to make durable. A place is reserved first, written as bytes arrive, and
//! named only after an `fdatasync` that began when it was complete; one such call serves all who
//! wait. Each start of the program begins a new segment, so a torn tail is never written behind.

mod segment;
mod sync;

use std::collections::BTreeMap;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};

use segment::Segment;
use sync::Syncer;

/// How many closed segments are kept open for reading.
const OPEN_SEGMENTS: usize = 64;

/// Where an envelope lies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The segment's name.
    pub segment: String,
    /// The first byte.
    pub offset: u64,
    /// How many bytes.
    pub length: u64,
}

/// A folder of sealed envelopes. Clones share it.
#[derive(Clone, Debug)]
pub struct Contents(Arc<Inner>);

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

impl Contents {
    /// Opens the folder, which is made if it is missing.
    ///
    /// `prefix` begins the names of the new segments; no two starts may use the same.
    /// A new segment begins after `rotate_at` bytes.
    pub fn open(folder: &Path, prefix: &str, rotate_at: u64) -> Result<Self, ContentsError> {
        fs_err::create_dir_all(folder)?;
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
    pub fn begin(&self, length: u64) -> Result<Draft, ContentsError> {
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
        let draft = Draft {
            contents: self.clone(),
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

    /// Reads `length` bytes of an envelope, from its byte `from` on.
    pub async fn read(
        &self,
        place: &Place,
        from: u64,
        length: usize,
    ) -> Result<Bytes, ContentsError> {
        if from
            .checked_add(length as u64)
            .is_none_or(|end| end > place.length)
        {
            return Err(ContentsError::OutOfBounds);
        }
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
    pub fn remove(&self, place: &Place) -> Result<(), ContentsError> {
        match self.0.segment(&place.segment) {
            Ok(segment) => Ok(segment.punch(place.offset, place.length)?),
            Err(ContentsError::Io(error)) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Deletes a segment in which nothing lies any more. The one being written stays.
    pub fn delete_segment(&self, name: &str) -> Result<(), ContentsError> {
        if name.starts_with(&self.0.names.prefix) {
            return Ok(());
        }
        self.0
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(name);
        match fs_err::remove_file(self.0.folder.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// The names of all segments, in order.
    pub fn segments(&self) -> Result<Vec<String>, ContentsError> {
        let mut names = Vec::new();
        for entry in fs_err::read_dir(&self.0.folder)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    /// Bytes that all segments take on the disk; what was removed from one takes none.
    pub fn disk_bytes(&self) -> Result<u64, ContentsError> {
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
    pub async fn probe(&self) -> Result<(), ContentsError> {
        let mut draft = self.begin(5)?;
        draft.write(b"probe")?;
        let place = draft.finish().await?;
        self.remove(&place)
    }
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
pub struct Draft {
    contents: Contents,
    segment: Arc<Segment>,
    offset: u64,
    length: u64,
    written: u64,
    finished: bool,
}

impl Draft {
    /// Appends bytes. More than were reserved are refused.
    ///
    /// This copies into the page cache and does not wait for the disk.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), ContentsError> {
        let end = self.written.saturating_add(bytes.len() as u64);
        if end > self.length {
            return Err(ContentsError::OutOfBounds);
        }
        self.segment.write_at(bytes, self.offset + self.written)?;
        self.written = end;
        Ok(())
    }

    /// Returns the place once everything is on disk.
    pub async fn finish(mut self) -> Result<Place, ContentsError> {
        if self.written != self.length {
            return Err(ContentsError::OutOfBounds);
        }
        self.contents
            .0
            .syncer
            .sync(Arc::clone(&self.segment))
            .await?;
        self.finished = true;
        Ok(Place {
            segment: self.segment.name().to_owned(),
            offset: self.offset,
            length: self.length,
        })
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.finished {
            // What cannot be given back now goes with the segment.
            drop(self.segment.punch(self.offset, self.written));
        }
    }
}

/// Why an envelope could not be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContentsError {
    /// The file system failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// More or fewer bytes than the place holds.
    #[error("outside of the reserved place")]
    OutOfBounds,
    /// The program is ending.
    #[error("the contents are closed")]
    Stopped,
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn write(contents: &Contents, bytes: &[u8]) -> Place {
        let mut draft = contents.begin(bytes.len() as u64).unwrap();
        draft.write(bytes).unwrap();
        draft.finish().await.unwrap()
    }

    #[tokio::test]
    async fn a_segment_that_failed_once_proves_nothing_any_more() {
        let folder = tempfile::tempdir().unwrap();
        let contents = Contents::open(folder.path(), "a", 1 << 20).unwrap();
        let mut before = contents.begin(3).unwrap();
        before.write(b"old").unwrap();
        before.segment.give_up();
        assert!(before.finish().await.is_err());
        let place = write(&contents, b"new").await;
        assert!(place.segment.ends_with("000001.segment"));
        let read = contents.read(&place, 0, 3).await.unwrap();
        assert_eq!(*read, *b"new");
    }

    #[tokio::test]
    async fn what_is_written_can_be_read_in_parts_and_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let contents = Contents::open(folder.path(), "a", 20).unwrap();
        let first = write(&contents, b"first envelope").await;
        let second = write(&contents, b"second envelope").await;
        let third = write(&contents, b"third envelope").await;
        assert_eq!(first.segment, second.segment);
        assert_ne!(first.segment, third.segment);
        drop(contents);
        let contents = Contents::open(folder.path(), "b", 20).unwrap();
        assert_eq!(contents.read(&second, 7, 8).await.unwrap(), "envelope");
        assert_eq!(
            contents.read(&third, 0, 14).await.unwrap(),
            "third envelope"
        );
        assert!(contents.read(&third, 1, 14).await.is_err());
    }

    #[tokio::test]
    async fn a_draft_takes_exactly_what_was_reserved() {
        let folder = tempfile::tempdir().unwrap();
        let contents = Contents::open(folder.path(), "a", 1000).unwrap();
        let mut draft = contents.begin(3).unwrap();
        assert!(draft.write(b"four").is_err());
        draft.write(b"tw").unwrap();
        assert!(draft.finish().await.is_err());
    }

    #[tokio::test]
    async fn removed_contents_cannot_be_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let contents = Contents::open(folder.path(), "a", 1_000_000).unwrap();
        let gone = write(&contents, &vec![7; 50_000]).await;
        let kept = write(&contents, b"kept").await;
        contents.remove(&gone).unwrap();
        assert!(
            contents
                .read(&gone, 0, 50_000)
                .await
                .unwrap()
                .iter()
                .all(|b| *b == 0)
        );
        assert_eq!(contents.read(&kept, 0, 4).await.unwrap(), "kept");
    }

    #[tokio::test]
    async fn many_writers_at_once_on_a_cold_store_do_not_mix() {
        let folder = tempfile::tempdir().unwrap();
        let contents = Contents::open(folder.path(), "a", 100_000).unwrap();
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..64_u8 {
            let contents = contents.clone();
            tasks.spawn(async move { (n, write(&contents, &[n; 5_000]).await) });
        }
        while let Some(done) = tasks.join_next().await {
            let (n, place) = done.unwrap();
            assert_eq!(
                contents.read(&place, 0, 5_000).await.unwrap(),
                vec![n; 5_000]
            );
        }
    }
}
