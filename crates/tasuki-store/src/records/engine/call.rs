//! A connection by which processes call each other.

use std::time::Duration;

use tokio_postgres::types::Type;

use super::wire::Wire;
use super::{Access, PostgresPlace, Told};
use crate::error::PostgresFailure;

/// The name of the channel; each database of a server has its own.
const CHANNEL: &str = "tasuki";

/// A connection that tells, or one that listens.
pub(in crate::records) struct Call(Wire);

impl Call {
    /// One that tells. What is told is worth no flush of the disk.
    pub(in crate::records) fn open(place: &PostgresPlace) -> Told<Self> {
        Self::with(place, "SET synchronous_commit = off")
    }

    /// One that listens.
    pub(in crate::records) fn listening(place: &PostgresPlace) -> Told<Self> {
        Self::with(place, &format!("LISTEN {CHANNEL}"))
    }

    fn with(place: &PostgresPlace, first: &str) -> Told<Self> {
        let mut wire = Wire::open(place, Access::Write)?;
        wire.wait(|client| client.batch_execute(first))?;
        Ok(Self(wire))
    }

    /// Tells everybody who listens.
    pub(in crate::records) fn tell(&mut self, text: &str) -> Told<()> {
        let sql = "SELECT pg_notify($1, $2)";
        let words = [(&CHANNEL as _, Type::TEXT), (&text as _, Type::TEXT)];
        // Unlike `execute`, it does not ask first what kinds of values these are.
        self.0.wait(|client| client.execute_typed(sql, &words))?;
        Ok(())
    }

    /// What is told next, if anything is within a time.
    pub(in crate::records) fn next(&mut self, within: Duration) -> Told<Option<String>> {
        let next = self.0.next(within)?;
        // A connection that is gone tells nothing either.
        if next.is_none() && self.0.is_lost() {
            return Err(PostgresFailure::LOST.into());
        }
        Ok(next)
    }
}
