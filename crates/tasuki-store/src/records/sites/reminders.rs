//! Reminders that went out.

use tasuki_terms::Timestamp;

use crate::StoreError;
use crate::records::transaction::Transaction;
use crate::records::values::params;

impl Transaction<'_> {
    /// Notes that a reminder goes out, so many days before the end of its subject. False if it went
    /// out before.
    pub fn note_reminder(
        &self,
        subject: &str,
        days: i32,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let noted = self.session().run(
            "INSERT INTO reminder (subject, days, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            params![subject, days, at.as_microsecond()],
        )?;
        Ok(noted > 0)
    }
}
