//! Operators of the platform (運用者): accounts, roles, keys of one-time passwords.

mod add;
mod change;
mod key;
mod log_in;
mod password;

use secrecy::{ExposeSecret as _, SecretString};
use tasuki_exchange::{PasswordChange, PasswordFault, PasswordRule, SiteRole};
use tasuki_store::{OperatorRow, StoreError, Transaction};

use super::Registry;
use crate::password::HashError;
use crate::vault::NotOpened;

pub use add::{KnownTo, NewOperator};
pub use key::OperatorKey;
pub(crate) use log_in::{Admitted, OperatorLogIn};

/// Why nothing is changed about an operator.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OperatorError {
    /// The name may not be one.
    #[error("the name of an operator is 1 to 32 of a-z, 0-9, '.', '-' and '_'")]
    Name,
    /// The role is none of an operator.
    #[error("the role is none of an operator")]
    Role,
    /// There is an operator of this name.
    #[error("operator {0} is known already")]
    Known(String),
    /// There is no operator of this name.
    #[error("there is no operator {0}")]
    Unknown(String),
    /// Without this one nobody could manage operators any more.
    #[error("{0} is the last administrator")]
    LastAdmin(String),
    /// The password until now is wrong.
    #[error("the old password is wrong")]
    Wrong,
    /// The password may not be one.
    #[error("the password is not allowed")]
    Password(Vec<PasswordFault>),
    /// Too many wait for a password to be tried.
    #[error("too many passwords are being tried")]
    Busy,
    /// A password cannot be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The vault holds no key that can be used.
    #[error("the vault failed")]
    Vault,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<NotOpened> for OperatorError {
    fn from(_: NotOpened) -> Self {
        Self::Vault
    }
}

impl Registry {
    /// All operators, by name.
    pub async fn operators(&self) -> Result<Vec<OperatorRow>, StoreError> {
        let read = |records: &Transaction<'_>| records.operators();
        self.records.read("operators", read).await
    }

    async fn operator(&self, name: &str) -> Result<Option<OperatorRow>, StoreError> {
        let name = name.to_owned();
        let read = move |records: &Transaction<'_>| records.operator(&name);
        self.records.read("operator", read).await
    }
}

fn check_role(role: SiteRole) -> Result<(), OperatorError> {
    match role {
        SiteRole::OperatorViewer | SiteRole::OperatorClerk | SiteRole::OperatorAdmin => Ok(()),
        SiteRole::Nobody | SiteRole::NewOffice | SiteRole::Office | SiteRole::NewOperator => {
            Err(OperatorError::Role)
        }
    }
}

fn password_faults(
    name: &str,
    new: &SecretString,
    again: &SecretString,
    old: &str,
) -> Vec<PasswordFault> {
    PasswordRule::default().faults(&PasswordChange {
        new: new.expose_secret(),
        again: again.expose_secret(),
        old,
        user: name,
    })
}
