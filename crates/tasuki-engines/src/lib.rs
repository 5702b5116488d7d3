//! Real engines for tests and measurements.
//!
//! [`PostgresServer`] is a server of one's own, from the programs that are installed on this
//! machine: it listens on a socket in a folder of its own and ends with its owner, and a
//! [`PostgresLine`] to it breaks when told to. [`ObjectServer`] is an S3 server of one's own, in
//! this process. A [`SmallDisk`] can be filled.

mod disk;
mod line;
mod objects;
mod postgres;

pub use disk::SmallDisk;
pub use line::PostgresLine;
pub use objects::{Fault, ObjectServer};
pub use postgres::{BaseBackup, DiskSizes, PostgresDisks, PostgresServer};

/// Whether what was answered as done is on disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keeping {
    /// As in earnest: for measurements, and where the server is killed.
    Durably,
    /// Nothing is flushed: for tests, which throw it away.
    Lightly,
}
