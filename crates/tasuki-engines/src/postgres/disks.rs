//! Small disks of a PostgreSQL server's own.

use std::path::Path;

use super::programs::{done, program};
use crate::SmallDisk;

/// Every write into the log needs space of its own, as on file systems that never write in place, and
/// little of it is kept.
pub(super) const SETTINGS: [&str; 4] = [
    "wal_init_zero=off",
    "wal_recycle=off",
    "min_wal_size=8MB",
    "max_wal_size=32MB",
];

/// The name of the log's disk in the server's folder.
const LOG_DISK: &str = "wal";

/// How large the disks are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DiskSizes {
    /// Bytes for the data.
    pub data_bytes: u64,
    /// Bytes for the write-ahead log (WAL).
    pub log_bytes: u64,
}

/// A disk for its data, and one for its write-ahead log (WAL).
#[derive(Debug)]
pub struct PostgresDisks {
    /// Where it cannot grow, a statement fails.
    pub data: SmallDisk,
    /// Where it cannot be written, the server ends itself (PANIC), and cannot start.
    pub log: SmallDisk,
}

impl PostgresDisks {
    /// Mounts both in the server's folder: that for the data is its folder of data.
    pub(super) fn mount(
        folder: &Path,
        sizes: DiskSizes,
        owner: (u32, u32),
    ) -> anyhow::Result<Self> {
        Ok(Self {
            data: SmallDisk::mount_for(&folder.join("data"), sizes.data_bytes, owner)?,
            log: SmallDisk::mount_for(&folder.join(LOG_DISK), sizes.log_bytes, owner)?,
        })
    }

    /// Brings the log, which lies beside the data, to its disk.
    pub(super) fn take_log(folder: &Path) -> anyhow::Result<()> {
        let (usual, own) = (
            folder.join("data/pg_wal"),
            folder.join(LOG_DISK).join("log"),
        );
        done(program(Path::new("mv"))?.arg(&usual).arg(&own))?;
        done(program(Path::new("ln"))?.arg("-s").arg(&own).arg(&usual))?;
        Ok(())
    }
}
