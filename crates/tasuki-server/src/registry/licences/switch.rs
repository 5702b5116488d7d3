//! An office switches the renewal of its licence (自動更新) on or off.

use tasuki_exchange::{AutoRenewal, PaymentStep};
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
                let actor = user.id.as_str();
                let wanted = registry.without_unwanted(records, rows, (to, now), actor)?;
                let Some(mut row) = wanted else {
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
                records.append_audit(registry.audit(actor, action, user.office, detail))?;
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

    /// The licence whose renewal is switched: the last one, after a renewed year that is not wanted
    /// any more was taken back. A year that the office itself applied for stays, and so does one
    /// that is paid or with a federation.
    fn without_unwanted(
        &self,
        records: &Transaction<'_>,
        mut rows: Vec<LicenceRow>,
        (to, now): (AutoRenewal, Timestamp),
        actor: &str,
    ) -> Result<Option<LicenceRow>, StoreError> {
        let Some(latest) = rows.pop() else {
            return Ok(None);
        };
        let is_unwanted = to == AutoRenewal::Off
            && latest.held.term.from() > now
            && rows
                .last()
                .is_some_and(|before| before.application == latest.application);
        if is_unwanted {
            let step = PaymentStep::TakeBack;
            if let Ok(true) = self.advance_payment_in(records, &latest, step, actor)? {
                return Ok(rows.pop());
            }
        }
        Ok(Some(latest))
    }
}
