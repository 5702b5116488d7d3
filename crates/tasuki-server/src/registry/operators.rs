//! Operators of the platform (運用者): accounts, roles, keys of one-time passwords.

mod log_in;

use secrecy::{ExposeSecret as _, SecretString};
use tasuki_exchange::{
    PasswordChange, PasswordFault, PasswordRule, SiteRole, totp_secret_text, totp_uri,
};
use tasuki_store::{OperatorRow, StoreError, Transaction};
use tasuki_terms::Timestamp;
use zeroize::Zeroizing;

use super::Registry;
use crate::password::{self, HashError, Passwords};
use crate::vault::NotOpened;

pub(crate) use log_in::{Admitted, OperatorLogIn};

/// Bytes of the key of one-time passwords, as RFC 4226 recommends.
const KEY: usize = 20;
/// The most characters of a name.
const NAME_MAX: usize = 32;

/// An operator who gets an account.
#[derive(Debug)]
pub struct NewOperator {
    /// The name with which the operator logs in.
    pub name: String,
    /// What the operator may do.
    pub role: SiteRole,
    /// The first password.
    pub password: SecretString,
    /// Who knows it.
    pub known: KnownTo,
}

/// Who knows a password.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KnownTo {
    /// The operator alone.
    Owner,
    /// Somebody else, too: it is temporary, and only good for choosing another one.
    Others,
}

/// The key of one-time passwords. It is told once; the records hold it under the vault's key.
#[derive(Clone, Debug)]
pub struct OperatorKey {
    /// What a QR code for authenticator apps holds.
    pub uri: SecretString,
    /// What is typed into an app that takes no URI.
    pub text: SecretString,
}

impl KnownTo {
    /// Since when a password that is set now is temporary.
    fn since(self, now: Timestamp) -> Option<Timestamp> {
        (self == Self::Others).then_some(now)
    }
}

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
    /// Gives an operator an account and a key of one-time passwords.
    pub async fn add_operator(
        &self,
        new: NewOperator,
        actor: &str,
    ) -> Result<OperatorKey, OperatorError> {
        let name = new.name;
        if !is_name(&name) {
            return Err(OperatorError::Name);
        }
        check_role(new.role)?;
        let faults = password_faults(&name, &new.password, &new.password, "");
        if !faults.is_empty() {
            return Err(OperatorError::Password(faults));
        }
        let (sealed_totp, key) = self.new_key(&name)?;
        let row = OperatorRow {
            role: new.role.as_str().to_owned(),
            password_hash: password::hash(&new.password)?,
            sealed_totp,
            totp_step: 0,
            temporary_since: new.known.since(self.now()),
            made_at: self.now(),
            is_active: true,
            name: name.clone(),
        };
        let entry = self.audit(actor, "operator.add", &name, new.role.as_str());
        self.records
            .change("add_operator", move |records| {
                if records.operator(&row.name)?.is_some() {
                    return Ok(Err(OperatorError::Known(row.name)));
                }
                records.save_operator(&row)?;
                records.append_audit(entry)?;
                Ok(Ok(()))
            })
            .await??;
        Ok(key)
    }

    /// All operators, by name.
    pub async fn operators(&self) -> Result<Vec<OperatorRow>, StoreError> {
        let read = |records: &Transaction<'_>| records.operators();
        self.records.read("operators", read).await
    }

    /// Gives an operator another role.
    pub async fn set_operator_role(
        &self,
        name: &str,
        role: SiteRole,
        actor: &str,
    ) -> Result<(), OperatorError> {
        check_role(role)?;
        let entry = self.audit(actor, "operator.role", name, role.as_str());
        self.change_operator(name, entry, move |row| {
            role.as_str().clone_into(&mut row.role);
        })
        .await
    }

    /// Closes an operator's account, or opens it again; closing ends the sessions.
    pub async fn set_operator_active(
        &self,
        name: &str,
        is_active: bool,
        actor: &str,
    ) -> Result<(), OperatorError> {
        let action = if is_active {
            "operator.enable"
        } else {
            "operator.disable"
        };
        let entry = self.audit(actor, action, name, "");
        self.change_operator(name, entry, move |row| {
            row.is_active = is_active;
        })
        .await
    }

    /// Gives an operator a new key of one-time passwords; that of before is worth nothing.
    pub async fn renew_operator_key(
        &self,
        name: &str,
        actor: &str,
    ) -> Result<OperatorKey, OperatorError> {
        let (sealed, key) = self.new_key(name)?;
        let entry = self.audit(actor, "operator.key", name, "");
        self.change_operator(name, entry, move |row| {
            row.sealed_totp = sealed;
            row.totp_step = 0;
        })
        .await?;
        Ok(key)
    }

    /// Sets an operator's password, whoever may.
    pub async fn set_operator_password(
        &self,
        name: &str,
        new: &SecretString,
        known: KnownTo,
        actor: &str,
    ) -> Result<(), OperatorError> {
        let faults = password_faults(name, new, new, "");
        if !faults.is_empty() {
            return Err(OperatorError::Password(faults));
        }
        let hash = password::hash(new)?;
        let entry = self.audit(actor, "operator.password", name, "");
        let temporary_since = known.since(self.now());
        self.change_operator(name, entry, move |row| {
            row.password_hash = hash;
            row.temporary_since = temporary_since;
        })
        .await
    }

    /// Changes an operator's own password. Whoever asks counts the wrong ones.
    pub(crate) async fn change_operator_password(
        &self,
        passwords: &Passwords,
        name: &str,
        typed: super::NewPassword,
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

    async fn operator(&self, name: &str) -> Result<Option<OperatorRow>, StoreError> {
        let name = name.to_owned();
        let read = move |records: &Transaction<'_>| records.operator(&name);
        self.records.read("operator", read).await
    }

    fn new_key(&self, name: &str) -> Result<(Vec<u8>, OperatorKey), OperatorError> {
        let mut secret = Zeroizing::new([0; KEY]);
        self.entropy.fill(&mut *secret);
        let sealed = self.vault.seal(&purpose(name), &*secret)?;
        let key = OperatorKey {
            uri: totp_uri("Tasuki", name, &*secret).into(),
            text: totp_secret_text(&*secret).into(),
        };
        Ok((sealed, key))
    }

    /// Changes an account, unless nobody could manage operators any more; its sessions end.
    async fn change_operator(
        &self,
        name: &str,
        entry: tasuki_store::AuditEntry,
        change: impl FnOnce(&mut OperatorRow) + Send + 'static,
    ) -> Result<(), OperatorError> {
        let name = name.to_owned();
        self.records
            .change("change_operator", move |records| {
                let Some(mut row) = records.operator(&name)? else {
                    return Ok(Err(OperatorError::Unknown(name)));
                };
                let was_admin = is_admin(&row);
                change(&mut row);
                if was_admin && !is_admin(&row) {
                    let others = records.operators()?;
                    if !others.iter().any(|one| one.name != name && is_admin(one)) {
                        return Ok(Err(OperatorError::LastAdmin(name)));
                    }
                }
                records.save_operator(&row)?;
                records.end_sessions_of(Some("console"), &name)?;
                records.append_audit(entry)?;
                Ok(Ok(()))
            })
            .await?
    }
}

fn is_admin(row: &OperatorRow) -> bool {
    row.is_active && row.role == SiteRole::OperatorAdmin.as_str()
}

/// What a key is sealed for.
fn purpose(name: &str) -> String {
    format!("operator.totp:{name}")
}

fn is_name(name: &str) -> bool {
    let is_letter = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_');
    (1..=NAME_MAX).contains(&name.len()) && name.bytes().all(is_letter)
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
