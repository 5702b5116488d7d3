//! Reading and changing several records in one transaction.

use std::sync::{Arc, Mutex, PoisonError};

use super::Records;
use super::reading::Session;
use crate::StoreError;

/// A transaction on the records of the sites. What is read and what is written in it belongs
/// together: nobody else writes meanwhile.
///
/// Its methods stand beside the rows that they read and write.
pub struct Transaction<'c>(&'c Session<'c>);

impl std::fmt::Debug for Transaction<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transaction").finish_non_exhaustive()
    }
}

impl<'c> Transaction<'c> {
    pub(super) const fn new(session: &'c Session<'c>) -> Self {
        Self(session)
    }

    pub(super) const fn session(&self) -> &'c Session<'c> {
        self.0
    }
}

impl Records {
    /// Reads what belongs together, at one moment.
    pub async fn read<T: Send + 'static>(
        &self,
        name: &'static str,
        read: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.readers
            .apart(name, move |session| {
                session.at_one_moment(|| read(&Transaction::new(session)))
            })
            .await
    }

    /// Changes what belongs together. All of it is on disk when this returns; after an error,
    /// all of it or nothing is: a server's answer may have been lost.
    pub async fn change<T: Send + 'static>(
        &self,
        name: &'static str,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let told = Arc::new(Mutex::new(None));
        let answer = Arc::clone(&told);
        self.writer
            .work(name, move |session| {
                let value = change(&Transaction::new(session))?;
                *answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
                Ok(())
            })
            .await?;
        let value = told.lock().unwrap_or_else(PoisonError::into_inner).take();
        value.ok_or(StoreError::Closed)
    }
}
