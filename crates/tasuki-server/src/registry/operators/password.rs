//! An operator changes the own password.

use secrecy::ExposeSecret as _;

use super::{KnownTo, OperatorError, password_faults};
use crate::password::Passwords;
use crate::registry::{NewPassword, Registry};

impl Registry {
    /// Changes an operator's own password. Whoever asks counts the wrong ones.
    pub(crate) async fn change_operator_password(
        &self,
        passwords: &Passwords,
        name: &str,
        typed: NewPassword,
    ) -> Result<(), OperatorError> {
        let _turn = passwords.turn_of(name).await;
        let row = self.operator(name).await?;
        let row = row.ok_or_else(|| OperatorError::Unknown(name.to_owned()))?;
        let old = typed.old.expose_secret().to_owned();
        let faults = password_faults(name, &typed.new, &typed.again, &old);
        let is_right = passwords.is_right(typed.old, row.password_hash);
        if !is_right.await.ok_or(OperatorError::Busy)? {
            return Err(OperatorError::Wrong);
        }
        if !faults.is_empty() {
            return Err(OperatorError::Password(faults));
        }
        self.set_operator_password(name, &typed.new, KnownTo::Owner, name)
            .await
    }
}
