//! A file of SQLite is one process's, as long as that serves with it.

use std::path::PathBuf;

use fs_err::{File, OpenOptions};
use rustix::fs::{FlockOperation, flock};

use super::Records;
use super::readers::apart;
use crate::StoreError;

/// Says that no other process serves with the same file, until it is dropped.
#[derive(Debug)]
pub struct Alone {
    _locked: File,
}

impl Records {
    /// Makes sure that this process alone serves with the file; it fails with [`StoreError::InUse`]
    /// if another one does. Commands of operators work beside it. On a server there may be several,
    /// and nothing is held.
    pub async fn serve_alone(&self) -> Result<Option<Alone>, StoreError> {
        let Some(file) = self.place.file() else {
            return Ok(None);
        };
        // Beside the database, whose own locks SQLite takes and gives back.
        let mut name = file.as_os_str().to_owned();
        name.push(".lock");
        let beside = PathBuf::from(name);
        apart(move || {
            let locked = OpenOptions::new()
                .create(true)
                .truncate(false)
                .write(true)
                .open(beside)
                .map_err(StoreError::Lock)?;
            match flock(locked.file(), FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => Ok(Some(Alone { _locked: locked })),
                Err(rustix::io::Errno::WOULDBLOCK) => Err(StoreError::InUse),
                Err(error) => Err(StoreError::Lock(error.into())),
            }
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::tests::records;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_file_is_served_by_one_and_a_server_by_many() {
        let (place, records) = records().await;
        let other = Records::open(&place).await.unwrap();
        let first = records.serve_alone().await.unwrap();
        let second = other.serve_alone().await;
        if records.is_shared() {
            assert!(first.is_none() && second.unwrap().is_none());
            return;
        }
        assert!(matches!(second, Err(StoreError::InUse)), "{second:?}");
        drop(first);
        assert!(other.serve_alone().await.unwrap().is_some());
    }
}
