//! A user who was wrong too often may try again at once.

use tasuki_store::{StoreError, UserRow};
use tasuki_terms::{OfficeNumber, UserId};

use super::Registry;

impl Registry {
    /// Forgets the wrong passwords of a user, at the exchange and of certificates; false if the
    /// office has no such user.
    pub async fn unlock_user(
        &self,
        office: OfficeNumber,
        user: UserId,
        actor: &str,
    ) -> Result<bool, StoreError> {
        let entry = self.audit(actor, "user.unlock", user, "");
        self.records
            .change("unlock_user", move |records| {
                let row = records.user(user)?;
                let Some(row) = row.filter(|row| row.office == office) else {
                    return Ok(false);
                };
                records.save_user(&UserRow {
                    failures: 0,
                    locked_until: None,
                    issuing_failures: 0,
                    issuing_locked_until: None,
                    ..row
                })?;
                records.append_audit(entry)?;
                Ok(true)
            })
            .await
    }
}
