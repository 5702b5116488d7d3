//! An operator changes the own password.

use secrecy::ExposeSecret as _;

use tasuki_store::OperatorRow;

use super::{OperatorError, password_faults};
use crate::password::{self, Passwords};
use crate::registry::{NewPassword, Registry};

impl Registry {
    /// Changes an operator's own password, and tells the account as it is then. Whoever asks counts
    /// the wrong ones.
    pub(crate) async fn change_operator_password(
        &self,
        passwords: &Passwords,
        name: &str,
        typed: NewPassword,
    ) -> Result<OperatorRow, OperatorError> {
        let _turn = passwords.turn_of(name).await;
        let row = self.operator(name).await?;
        let row = row.ok_or_else(|| OperatorError::Unknown(name.to_owned()))?;
        let old = typed.old.expose_secret().to_owned();
        let faults = password_faults(name, &typed.new, &typed.again, &old);
        let is_right = passwords.is_right(typed.old, row.password_hash.clone());
        if !is_right.await.ok_or(OperatorError::Busy)? {
            return Err(OperatorError::Wrong);
        }
        if !faults.is_empty() {
            return Err(OperatorError::Password(faults));
        }
        let hashed = passwords.in_turn(move || password::hash(&typed.new)).await;
        let hash = hashed.ok_or(OperatorError::Busy)??;
        let entry = self.audit(name, "operator.password", name, "");
        self.change_operator(name, entry, move |known| {
            // An administrator may have given another one while this one was hashed.
            if known.password_hash != row.password_hash {
                return Err(OperatorError::Wrong);
            }
            known.password_hash = hash;
            known.temporary_since = None;
            Ok(())
        })
        .await
    }
}
