//! The book (手元の台帳): what the office's client keeps beside the ledger's proofs.
//!
//! A SQLite file in the profile's folder: both lists as the platform told them, drafts, partners,
//! texts, settings, work in progress. Names, texts and files are sealed under the profile key.
//! The lists are read into memory once, so that thousands of messages are searched at once.
//! Everything here waits for the disk: call it where that does no harm.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tasuki_terms::{Entropy, Timestamp};
use zeroize::Zeroizing;

use crate::Keyring;

mod copies;
mod drafts;
mod error;
mod jobs;
mod list;
mod messages;
mod month;
mod notices;
mod partners;
mod plans;
mod schema;
mod settings;
mod taken;
mod templates;
mod text;
mod told;
mod versions;

pub use copies::Holdings;
pub use drafts::{DraftChange, DraftFate, DraftId, KeptDraft, KeptFile};
pub use error::BookError;
pub use jobs::{
    BegunReceiving, BegunSending, Job, JobId, JobLine, JobState, JobWork, Left, LineState,
    NewSending, SeenPlan,
};
pub use list::{Filter, ListPage, Sort};
pub use messages::ListedMessage;
pub use partners::Partner;
pub use plans::{KeptPlan, MovedMessage, NotTaken, PlanStand, WaitingPlan, Watched};
pub use templates::Template;
pub use versions::Version;

use list::Lists;

/// How long one waits while another program holds the book.
const PATIENCE: Duration = Duration::from_secs(10);

/// The book of a profile. Cheap to clone.
#[derive(Clone)]
pub struct Book(Arc<Parts>);

struct Parts {
    connection: Mutex<Connection>,
    lists: Mutex<Option<Lists>>,
    keyring: Keyring,
    entropy: Arc<dyn Entropy>,
}

impl Book {
    /// Opens the book in `file`, or makes it.
    pub fn open(
        file: &Path,
        keyring: Keyring,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, BookError> {
        let mut connection = connect(file).map_err(BookError::database("open"))?;
        schema::migrate(&mut connection)?;
        Ok(Self(Arc::new(Parts {
            connection: Mutex::new(connection),
            lists: Mutex::default(),
            keyring,
            entropy,
        })))
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads with one connection; `name` says what, in errors.
    fn read<T>(
        &self,
        name: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, BookError> {
        work(&self.connection()).map_err(BookError::database(name))
    }

    /// Writes all or nothing. When this returns, it is on disk.
    fn write<T>(
        &self,
        name: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, BookError> {
        let mut connection = self.connection();
        let write = |connection: &mut Connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        write(&mut connection).map_err(BookError::database(name))
    }

    fn seal(&self, place: &str, value: &[u8]) -> Result<Vec<u8>, BookError> {
        Ok(self.0.keyring.seal(place, value, &*self.0.entropy)?)
    }

    fn opened(&self, place: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, BookError> {
        Ok(self.0.keyring.open(place, sealed)?)
    }

    fn opened_text(&self, place: &str, sealed: &[u8]) -> Result<String, BookError> {
        let opened = self.opened(place, sealed)?;
        match str::from_utf8(&opened) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => Err(BookError::inconsistent(place)),
        }
    }

    /// An id that nobody else has: the time, and chance.
    fn new_id(&self, now: Timestamp) -> String {
        tasuki_terms::MessageId::new(now, &*self.0.entropy).to_string()
    }
}

fn connect(file: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What is deleted is overwritten.
    connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    Ok(connection)
}

impl fmt::Debug for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Book").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
