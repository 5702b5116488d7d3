//! One file of many envelopes.

use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use fs_err::File;
use rustix::fs::FallocateFlags;
use rustix::io::{ReadWriteFlags, preadv2};

/// A file in which each envelope has its place.
#[derive(Debug)]
pub(super) struct Segment {
    name: String,
    file: File,
    /// Set once the disk has failed: what was written before may be lost without a further error.
    broken: AtomicBool,
}

impl Segment {
    /// Makes a new file; its name is on disk when this returns.
    pub(super) fn create(folder: &Path, name: &str) -> io::Result<Self> {
        let file = fs_err::OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .open(folder.join(name))?;
        File::open(folder)?.sync_all()?;
        Ok(Self {
            name: name.to_owned(),
            file,
            broken: AtomicBool::new(false),
        })
    }

    /// Opens a file of an earlier start.
    pub(super) fn open(folder: &Path, name: &str) -> io::Result<Self> {
        let file = fs_err::OpenOptions::new()
            .read(true)
            .write(true)
            .open(folder.join(name))?;
        Ok(Self {
            name: name.to_owned(),
            file,
            broken: AtomicBool::new(false),
        })
    }

    /// Its name in the folder.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Writes at a place of its own.
    pub(super) fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.file.file().write_all_at(bytes, offset)
    }

    /// Reads as much as `bytes` holds if that needs no wait for the disk; tells whether it did.
    pub(super) fn read_cached_at(&self, bytes: &mut [u8], offset: u64) -> bool {
        let wanted = bytes.len();
        let mut bytes = [io::IoSliceMut::new(bytes)];
        let read = preadv2(self.file.file(), &mut bytes, offset, ReadWriteFlags::NOWAIT);
        // Whatever went wrong, reading with patience will tell.
        read == Ok(wanted)
    }

    /// Reads as much as `bytes` holds.
    pub(super) fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        self.file.file().read_exact_at(bytes, offset)
    }

    /// Returns when all that was written before is on disk.
    ///
    /// After a failure Linux takes the lost pages for clean, and the next sync would succeed; so a
    /// segment that failed once fails always.
    pub(super) fn sync(&self) -> io::Result<()> {
        if self.is_broken() {
            return Err(io::Error::other("an earlier sync of this segment failed"));
        }
        self.file.sync_data().inspect_err(|_| self.give_up())
    }

    /// Whether nothing may be written to it any more.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Acquire)
    }

    /// Marks it as one that failed.
    pub(super) fn give_up(&self) {
        self.broken.store(true, Ordering::Release);
    }

    /// Gives the space of a place back.
    pub(super) fn punch(&self, offset: u64, length: u64) -> io::Result<()> {
        if length == 0 {
            return Ok(());
        }
        let flags = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
        Ok(rustix::fs::fallocate(
            self.file.file(),
            flags,
            offset,
            length,
        )?)
    }
}
