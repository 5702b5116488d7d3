//! An operator logs in to the console.

use secrecy::{ExposeSecret as _, SecretString};
use tasuki_exchange::{Lockout, locked_until};
use tasuki_store::OperatorRow;

use super::OperatorError;
use crate::password::Passwords;
use crate::registry::Registry;

/// What is typed to log in to the console.
#[derive(Debug)]
pub(crate) struct OperatorLogIn {
    /// The name.
    pub(crate) name: String,
    /// The password.
    pub(crate) password: SecretString,
    /// The one-time password.
    pub(crate) code: SecretString,
}

impl Registry {
    /// Decides whether somebody may log in, and notes it: right or wrong, it takes as long. None
    /// for whatever does not fit.
    pub(crate) async fn admit_operator(
        &self,
        passwords: &Passwords,
        lockout: &Lockout,
        typed: OperatorLogIn,
    ) -> Result<Option<OperatorRow>, OperatorError> {
        let name = typed.name.trim().to_ascii_lowercase();
        let _turn = passwords.turn_of(&name).await;
        let now = self.now();
        let row = self.operator(&name).await?;
        let hash = row.as_ref().map(|row| row.password_hash.clone());
        let hash = hash.unwrap_or_else(Passwords::nobodys_hash);
        let is_right = passwords.is_right(typed.password, hash).await;
        let is_right = is_right.ok_or(OperatorError::Busy)?;
        let is_open =
            |row: &OperatorRow| row.is_active && row.locked_until.is_none_or(|until| until <= now);
        let Some(mut row) = row.filter(is_open) else {
            return Ok(None);
        };
        let step = self.totp_step(&row, typed.code.expose_secret())?;
        let entry = if let (true, Some(step)) = (is_right, step) {
            row.totp_step = step;
            row.failures = 0;
            row.locked_until = None;
            Some(self.audit(&*row.name, "operator.log-in", &row.name, ""))
        } else {
            row.failures = row.failures.saturating_add(1);
            row.locked_until = locked_until(row.failures, now, lockout);
            let locks = row.locked_until.is_some();
            locks.then(|| self.audit(&*row.name, "operator.locked", &row.name, ""))
        };
        let (is_in, tried) = (is_right && step.is_some(), row.clone());
        self.records
            .change("admit_operator", move |records| {
                // Whatever else was changed meanwhile stays so.
                let Some(known) = records.operator(&tried.name)? else {
                    return Ok(());
                };
                records.save_operator(&OperatorRow {
                    totp_step: tried.totp_step,
                    failures: tried.failures,
                    locked_until: tried.locked_until,
                    ..known
                })?;
                entry.map_or(Ok(()), |entry| records.append_audit(entry))
            })
            .await?;
        Ok(is_in.then_some(row))
    }
}
