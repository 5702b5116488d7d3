//! Sealed envelopes, in a folder or in a bucket of an S3 store.
//!
//! Both keep the same promises: a place is told only when what it names would outlive a loss of
//! power, nothing is ever overwritten, and what was removed is gone. What one does otherwise than
//! the other is in [`folder`] and [`bucket`] and nowhere else.

mod bucket;
mod error;
mod folder;
mod place;
mod sweep;

use bytes::Bytes;
use tasuki_terms::Timestamp;

use bucket::{Bucket, BucketDraft};
use folder::{Folder, FolderDraft};

pub use bucket::HELD_KIB;
pub use error::ContentsError;
pub use place::{BucketPlace, ContentsPlace, ContentsPlaceError};
pub use sweep::{Survey, SweepError};

/// Where an envelope lies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The segment's name in the folder, or the object's in the bucket.
    pub segment: String,
    /// The first byte; 0 in a bucket.
    pub offset: u64,
    /// How many bytes.
    pub length: u64,
}

/// Sealed envelopes. Clones share them.
#[derive(Clone, Debug)]
pub enum Contents {
    /// Segment files of a folder.
    Folder(Folder),
    /// Objects of a bucket.
    Bucket(Bucket),
}

impl Contents {
    /// Opens a folder, which is made if it is missing, or names a bucket, which is not asked yet.
    ///
    /// `prefix` begins the names of new segments; no two starts may use the same. A new segment
    /// begins after `rotate_at` bytes. Objects have names of their own.
    pub fn open(
        place: &ContentsPlace,
        prefix: &str,
        rotate_at: u64,
    ) -> Result<Self, ContentsError> {
        match place {
            ContentsPlace::Folder(folder) => {
                Folder::open(folder, prefix, rotate_at).map(Self::Folder)
            }
            ContentsPlace::Bucket(place) => Bucket::open(place).map(Self::Bucket),
        }
    }

    /// The time by the clock of a bucket's server, in whole seconds, also where it refuses all else
    /// because of it. None where it tells none, and for a folder, which goes by this machine's.
    pub async fn clock(place: &ContentsPlace) -> Result<Option<Timestamp>, ContentsError> {
        match place {
            ContentsPlace::Folder(_) => Ok(None),
            ContentsPlace::Bucket(place) => bucket::clock(place).await,
        }
    }

    /// Reserves a place for `length` bytes.
    pub fn begin(&self, length: u64) -> Result<Draft, ContentsError> {
        match self {
            Self::Folder(folder) => folder.begin(length).map(Draft::Folder),
            Self::Bucket(bucket) => Ok(Draft::Bucket(bucket.begin(length))),
        }
    }

    /// How many bytes are well read at once.
    pub const fn chunk(&self) -> u64 {
        match self {
            Self::Folder(_) => 64 * 1024,
            // Each is a request of its own.
            Self::Bucket(_) => 1024 * 1024,
        }
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
        match self {
            Self::Folder(folder) => folder.read(place, from, length).await,
            Self::Bucket(bucket) => bucket.read(place, from, length).await,
        }
    }

    /// Removes an envelope. What was there cannot be read again; what is not there is no fault.
    pub async fn remove(&self, place: &Place) -> Result<(), ContentsError> {
        match self {
            Self::Folder(folder) => folder.remove(place),
            Self::Bucket(bucket) => bucket.remove(&place.segment).await,
        }
    }

    /// Bytes that all segments take on the disk; what was removed from one takes none. A bucket
    /// does not tell.
    pub fn disk_bytes(&self) -> Result<Option<u64>, ContentsError> {
        match self {
            Self::Folder(folder) => folder.disk_bytes().map(Some),
            Self::Bucket(_) => Ok(None),
        }
    }

    /// Tries all that is needed: to write durably, to read, not to overwrite, to remove.
    pub async fn probe(&self) -> Result<(), ContentsError> {
        match self {
            Self::Folder(folder) => folder.probe().await,
            Self::Bucket(bucket) => bucket.probe().await,
        }
    }
}

/// A reserved place that is being written. Dropped unfinished, nothing stays of it.
#[derive(Debug)]
pub enum Draft {
    /// In a segment.
    Folder(FolderDraft),
    /// An object to be.
    Bucket(BucketDraft),
}

impl Draft {
    /// Appends bytes. More than were reserved are refused.
    ///
    /// This copies and does not wait for the disk or the network; on the way to a bucket it waits
    /// for room in memory, and is given up where there is none for long ([`ContentsError::Busy`]).
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), ContentsError> {
        match self {
            Self::Folder(draft) => draft.write(bytes),
            Self::Bucket(draft) => draft.write(bytes).await,
        }
    }

    /// Returns the place once everything is durable.
    pub async fn finish(self) -> Result<Place, ContentsError> {
        match self {
            Self::Folder(draft) => draft.finish().await,
            Self::Bucket(draft) => draft.finish().await,
        }
    }
}

#[cfg(test)]
mod tests;
