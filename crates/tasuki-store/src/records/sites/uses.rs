//! What offices have done with the exchange so far.

use tasuki_terms::{OfficeNumber, Timestamp};

use crate::StoreError;
use crate::records::Records;
use crate::records::transaction::Transaction;
use crate::records::values::params;

impl Records {
    /// Notes that an office's client has logged in; only the first time is kept.
    pub async fn note_client_use(
        &self,
        office: OfficeNumber,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let is_noted = self
            .readers
            .here("client_use", move |session| {
                Transaction::new(session).has_used_client(office)
            })
            .await?;
        if is_noted {
            return Ok(());
        }
        self.change("note_client_use", move |records| {
            records.session().run(
                "INSERT INTO client_use (office, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                params![office.to_string(), at.as_microsecond()],
            )?;
            Ok(())
        })
        .await
    }
}

impl Transaction<'_> {
    /// Whether an office's client has ever logged in.
    pub fn has_used_client(&self, office: OfficeNumber) -> Result<bool, StoreError> {
        self.session().exists(
            "SELECT 1 FROM client_use WHERE office = ?1",
            [office.to_string()],
        )
    }

    /// Whether an office has ever sent or received a message.
    pub fn has_exchanged(&self, office: OfficeNumber) -> Result<bool, StoreError> {
        self.session().exists(
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM message WHERE sender = ?1) \
             OR EXISTS (SELECT 1 FROM message WHERE receiver = ?1)",
            [office.to_string()],
        )
    }
}
