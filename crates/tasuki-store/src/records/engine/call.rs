//! A connection by which processes call each other.

use std::time::Duration;

use ::postgres::Client;
use ::postgres::fallible_iterator::FallibleIterator as _;

use super::postgres::connect;
use super::{Access, PostgresPlace, Told};
use crate::error::PostgresFailure;

/// The name of the channel; each database of a server has its own.
const CHANNEL: &str = "tasuki";

/// A connection that tells, or one that listens.
pub(in crate::records) struct Call(Client);

impl Call {
    /// One that tells. What is told is worth no flush of the disk.
    pub(in crate::records) fn open(place: &PostgresPlace) -> Told<Self> {
        let mut client = connect(place, Access::Write)?.client;
        client.batch_execute("SET synchronous_commit = off")?;
        Ok(Self(client))
    }

    /// One that listens.
    pub(in crate::records) fn listening(place: &PostgresPlace) -> Told<Self> {
        let mut client = connect(place, Access::Write)?.client;
        client.batch_execute(&format!("LISTEN {CHANNEL}"))?;
        Ok(Self(client))
    }

    /// Tells everybody who listens.
    pub(in crate::records) fn tell(&mut self, text: &str) -> Told<()> {
        self.0
            .execute("SELECT pg_notify($1, $2)", &[&CHANNEL, &text])?;
        Ok(())
    }

    /// What is told next, if anything is within a time.
    pub(in crate::records) fn next(&mut self, within: Duration) -> Told<Option<String>> {
        let next = self.0.notifications().timeout_iter(within).next()?;
        // A connection that is gone tells nothing either.
        if next.is_none() && self.0.is_closed() {
            return Err(PostgresFailure::LOST.into());
        }
        Ok(next.map(|next| next.payload().to_owned()))
    }
}
