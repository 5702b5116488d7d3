//! One run of the program at a time receives a message.

use std::fs::TryLockError;
use std::time::Duration;

use fs_err::{File, OpenOptions};

use crate::DeskError;
use crate::durable::{self, Access};
use crate::error::blocking;
use crate::ledger::MessageFolder;

/// How long to wait before looking again whether another run has ended.
const PAUSE: Duration = Duration::from_millis(50);

/// Held while a message is received; the system takes it back when the program ends.
#[derive(Debug)]
pub(super) struct Turn {
    _lock: File,
}

/// Waits until no other run of the program receives this message.
pub(super) async fn take(folder: &MessageFolder) -> Result<Turn, DeskError> {
    let dir = folder.path().to_owned();
    let lock = blocking(move || {
        durable::create_folder(&dir, Access::Usual)?;
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        Ok(options.open(dir.join("lock"))?)
    })
    .await?;
    loop {
        match lock.file().try_lock() {
            Ok(()) => return Ok(Turn { _lock: lock }),
            Err(TryLockError::WouldBlock) => tokio::time::sleep(PAUSE).await,
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
}
