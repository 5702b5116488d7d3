//! An office switches the renewal of its licence (自動更新) on or off.

use tasuki_exchange::AutoRenewal;
use tasuki_store::{LicenceRow, StoreError, Transaction};
use tasuki_terms::{OfficeNumber, Timestamp, UserId};

use super::{LicenceError, tell_exchange};
use crate::registry::Registry;

impl Registry {
    /// Switches it. A next year that renewed itself, but has not begun, is taken back with it.
    pub async fn switch_renewal(&self, user: UserId, to: AutoRenewal) -> Result<(), LicenceError> {
        let (registry, now) = (self.clone(), self.now());
        self.records
            .change("switch_renewal", move |records| {
                let Some(user) = records.user(user)? else {
                    return Ok(Err(LicenceError::Unknown));
                };
                let rows = records.licences(user.office)?;
                let Some(mut row) = to_switch(records, rows, to, now)? else {
                    return Ok(Err(LicenceError::Unknown));
                };
                if let Err(refusal) = to.switch(&row.held.term, now) {
                    return Ok(Err(refusal.into()));
                }
                row.held.auto_renewal = to;
                records.save_licence(&row)?;
                tell_exchange(records, user.office, now)?;
                let action = match to {
                    AutoRenewal::On => "licence.renewal-on",
                    AutoRenewal::Off => "licence.renewal-off",
                };
                let detail = row.number.to_string();
                records.append_audit(registry.audit(
                    user.id.as_str(),
                    action,
                    user.office,
                    detail,
                ))?;
                Ok(Ok(()))
            })
            .await?
    }

    /// The licences of an office, the oldest first.
    pub async fn licences(&self, office: OfficeNumber) -> Result<Vec<LicenceRow>, StoreError> {
        self.records
            .read("licences", move |records| records.licences(office))
            .await
    }
}

/// The licence whose renewal is switched: the last one, after a renewed year that is not wanted any
/// more was taken back. A year that the office itself applied for stays, and so does one that is
/// paid.
fn to_switch(
    records: &Transaction<'_>,
    mut rows: Vec<LicenceRow>,
    to: AutoRenewal,
    now: Timestamp,
) -> Result<Option<LicenceRow>, StoreError> {
    let Some(latest) = rows.pop() else {
        return Ok(None);
    };
    let is_taken_back = to == AutoRenewal::Off
        && latest.held.term.from() > now
        && rows
            .last()
            .is_some_and(|before| before.application == latest.application)
        && (latest.fee.is_zero() || !latest.held.payment.is_settled());
    if is_taken_back {
        records.remove_licence(latest.id)?;
        return Ok(rows.pop());
    }
    Ok(Some(latest))
}
