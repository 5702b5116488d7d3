//! An operator gets an account.

use secrecy::SecretString;
use tasuki_exchange::SiteRole;
use tasuki_store::OperatorRow;
use tasuki_terms::Timestamp;

use super::{OperatorError, OperatorKey, check_role, password_faults};
use crate::password;
use crate::registry::Registry;

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

impl KnownTo {
    /// Since when a password that is set now is temporary.
    pub(super) fn since(self, now: Timestamp) -> Option<Timestamp> {
        (self == Self::Others).then_some(now)
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
        let (sealed_totp, key) = self.new_operator_key(&name)?;
        let row = OperatorRow {
            role: new.role.as_str().to_owned(),
            password_hash: password::hash_apart(new.password).await?,
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
}

pub(super) fn is_name(name: &str) -> bool {
    let is_letter = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_');
    (1..=NAME_MAX).contains(&name.len()) && name.bytes().all(is_letter)
}
