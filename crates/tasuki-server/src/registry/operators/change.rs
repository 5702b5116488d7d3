//! What an administrator changes about an operator.

use secrecy::SecretString;
use tasuki_exchange::SiteRole;
use tasuki_store::{AuditEntry, OperatorRow};

use super::{KnownTo, OperatorError, OperatorKey, check_role, password_faults};
use crate::password;
use crate::registry::Registry;

impl Registry {
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
            Ok(())
        })
        .await
        .map(drop)
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
            Ok(())
        })
        .await
        .map(drop)
    }

    /// Gives an operator a new key of one-time passwords; that of before is worth nothing.
    pub async fn renew_operator_key(
        &self,
        name: &str,
        actor: &str,
    ) -> Result<OperatorKey, OperatorError> {
        let (sealed, key) = self.new_operator_key(name)?;
        let entry = self.audit(actor, "operator.key", name, "");
        self.change_operator(name, entry, move |row| {
            row.sealed_totp = sealed;
            row.totp_step = 0;
            Ok(())
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
        let hash = password::hash_apart(new.clone()).await?;
        let entry = self.audit(actor, "operator.password", name, "");
        let temporary_since = known.since(self.now());
        self.change_operator(name, entry, move |row| {
            row.password_hash = hash;
            row.temporary_since = temporary_since;
            Ok(())
        })
        .await
        .map(drop)
    }

    /// Changes an account, and tells it as it is then, unless nobody could manage operators any
    /// more; its sessions end.
    pub(super) async fn change_operator(
        &self,
        name: &str,
        entry: AuditEntry,
        change: impl FnOnce(&mut OperatorRow) -> Result<(), OperatorError> + Send + 'static,
    ) -> Result<OperatorRow, OperatorError> {
        let name = name.to_owned();
        self.records
            .change("change_operator", move |records| {
                let Some(mut row) = records.operator(&name)? else {
                    return Ok(Err(OperatorError::Unknown(name)));
                };
                let was_admin = is_admin(&row);
                if let Err(error) = change(&mut row) {
                    return Ok(Err(error));
                }
                if was_admin && !is_admin(&row) {
                    let others = records.operators()?;
                    if !others.iter().any(|one| one.name != name && is_admin(one)) {
                        return Ok(Err(OperatorError::LastAdmin(name)));
                    }
                }
                records.save_operator(&row)?;
                records.end_sessions_of(Some("console"), &name)?;
                records.append_audit(entry)?;
                Ok(Ok(row))
            })
            .await?
    }
}

fn is_admin(row: &OperatorRow) -> bool {
    row.is_active && row.role == SiteRole::OperatorAdmin.as_str()
}
