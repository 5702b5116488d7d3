//! Operators log in, and show again later who sits there.

use secrecy::{ExposeSecret as _, SecretString};
use tasuki_exchange::PasswordState;
use tasuki_store::{AuditEntry, OperatorRow, StoreError};
use tasuki_terms::Digest;

use super::OperatorError;
use super::add::is_name;
use crate::password::{self, Passwords};
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

impl OperatorLogIn {
    /// Whether the name may be one; whatever else may be typed is nobody's.
    pub(crate) fn has_name(&self) -> bool {
        is_name(&self.name)
    }
}

/// Whether somebody may log in to the console.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Admitted {
    /// Password and one-time password of this operator are right.
    Yes(Box<OperatorRow>),
    /// They are, but the password is temporary and its time is over.
    Lapsed,
    /// Something does not fit.
    No,
}

impl Registry {
    /// Decides whether somebody may log in. Right or wrong, it takes as long: whoever asks counts
    /// the wrong ones, and nothing is written for them.
    pub(crate) async fn admit_operator(
        &self,
        passwords: &Passwords,
        typed: OperatorLogIn,
    ) -> Result<Admitted, OperatorError> {
        let Some(row) = self.try_operator(passwords, typed).await? else {
            return Ok(Admitted::No);
        };
        if password::operator_state(&row, self.now()) == PasswordState::Lapsed {
            return Ok(Admitted::Lapsed);
        }
        let entry = self.audit(&*row.name, "operator.log-in", &row.name, "");
        let noted = self.note_step(row.clone(), entry, None).await?;
        Ok(if noted {
            Admitted::Yes(Box::new(row))
        } else {
            Admitted::No
        })
    }

    /// An operator who is logged in shows once more, with password and one-time password, who sits
    /// there; the session of `token` notes it.
    pub(crate) async fn confirm_operator(
        &self,
        passwords: &Passwords,
        name: &str,
        password: SecretString,
        code: SecretString,
        token: Digest,
    ) -> Result<(), OperatorError> {
        let typed = OperatorLogIn {
            name: name.to_owned(),
            password,
            code,
        };
        let row = self.try_operator(passwords, typed).await?;
        let row = row.ok_or(OperatorError::Wrong)?;
        let entry = self.audit(&*row.name, "operator.confirm", &row.name, "");
        if self.note_step(row, entry, Some(token)).await? {
            Ok(())
        } else {
            Err(OperatorError::Wrong)
        }
    }

    /// The operator whose password and one-time password were typed, with the step of the latter.
    async fn try_operator(
        &self,
        passwords: &Passwords,
        typed: OperatorLogIn,
    ) -> Result<Option<OperatorRow>, OperatorError> {
        let row = self.operator(&typed.name).await?;
        let hash = row.as_ref().map(|row| row.password_hash.clone());
        let hash = hash.unwrap_or_else(Passwords::nobodys_hash);
        let is_right = passwords.is_right(typed.password, hash).await;
        let is_right = is_right.ok_or(OperatorError::Busy)?;
        let Some(row) = row.filter(|row| row.is_active) else {
            return Ok(None);
        };
        let step = self.totp_step(&row, typed.code.expose_secret())?;
        Ok(step
            .filter(|_| is_right)
            .map(|totp_step| OperatorRow { totp_step, ..row }))
    }

    /// Notes the one-time password that was used, so that none works twice; false if it was used
    /// meanwhile.
    async fn note_step(
        &self,
        tried: OperatorRow,
        entry: AuditEntry,
        confirms: Option<Digest>,
    ) -> Result<bool, StoreError> {
        let now = self.now();
        self.records
            .change("note_totp_step", move |records| {
                // Whatever else was changed meanwhile stays so.
                let known = records.operator(&tried.name)?;
                let Some(known) = known.filter(|known| known.totp_step < tried.totp_step) else {
                    return Ok(false);
                };
                records.save_operator(&OperatorRow {
                    totp_step: tried.totp_step,
                    ..known
                })?;
                if let Some(token) = confirms {
                    records.confirm_session(&token, now)?;
                }
                records.append_audit(entry)?;
                Ok(true)
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use tasuki_terms::Timestamp;

    use super::*;
    use crate::registry::with_office;

    #[tokio::test]
    async fn an_operator_that_is_not_there_takes_a_hash_as_others_do() {
        let folder = tempfile::tempdir().unwrap();
        let (registry, _) = with_office(folder.path()).await;
        let row = OperatorRow {
            name: "closed".to_owned(),
            role: "operator_viewer".to_owned(),
            password_hash: password::hash(&"right".into()).unwrap(),
            sealed_totp: Vec::new(),
            totp_step: 0,
            temporary_since: None,
            made_at: Timestamp::UNIX_EPOCH,
            is_active: false,
        };
        let save = move |records: &tasuki_store::Transaction<'_>| records.save_operator(&row);
        registry.records.change("test", save).await.unwrap();
        let passwords = Passwords::default();
        for (n, (name, typed)) in [
            ("closed", "right"),
            ("closed", "wrong"),
            ("nobody", "right"),
        ]
        .into_iter()
        .enumerate()
        {
            let typed = OperatorLogIn {
                name: name.to_owned(),
                password: typed.into(),
                code: "000000".into(),
            };
            let admitted = registry.admit_operator(&passwords, typed).await;
            assert_eq!(admitted.unwrap(), Admitted::No, "{name}");
            assert_eq!(passwords.tried(), n + 1, "{name}");
        }
    }
}
