//! Licences that renew themselves (自動更新).

use tasuki_exchange::{AutoRenewal, OfficeStatus, PaymentMethod, RenewalRule};
use tasuki_store::{LicenceRow, StoreError, Transaction};
use tasuki_terms::{OfficeNumber, Timestamp, day_in_japan, spoken_day};

use super::{NewLicence, detail, enter};
use crate::registry::{BY_RULE, NoticeText, Registry};

impl Registry {
    /// Enters the next year of all licences whose time has come; tells how many. Asked again, it
    /// enters none twice.
    pub async fn renew_licences(&self) -> Result<usize, StoreError> {
        let (rule, now) = (RenewalRule::default(), self.now());
        let (from, to) = rule.last_days(day_in_japan(now));
        let ending = self
            .records
            .read("licences_to_renew", move |records| {
                records.licences_to_renew(from, to)
            })
            .await?;
        let due = ending
            .into_iter()
            .filter(|row| rule.due(&row.held, now).is_some());
        let mut renewed = 0;
        for row in due {
            let registry = self.clone();
            let is_renewed = self
                .records
                .change("renew_licence", move |records| {
                    registry.renew(records, row.office, rule, now)
                })
                .await?;
            renewed += usize::from(is_renewed);
        }
        Ok(renewed)
    }

    /// Renews the licence of one office, as the records say now.
    fn renew(
        &self,
        records: &Transaction<'_>,
        number: OfficeNumber,
        rule: RenewalRule,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let latest = records.licences(number)?.pop();
        let (Some(latest), Some(office)) = (latest, records.office(number)?) else {
            return Ok(false);
        };
        let Some(term) = rule.due(&latest.held, now) else {
            return Ok(false);
        };
        if office.status != OfficeStatus::Active {
            return Ok(false);
        }
        let method = match latest.held.method {
            // Nobody could print it.
            PaymentMethod::Invoice if !self.has_issuer => PaymentMethod::Deduction,
            method => method,
        };
        let new = NewLicence {
            office: number,
            application: latest.application,
            term,
            method,
            auto_renewal: AutoRenewal::On,
        };
        let Some(row) = new.row(self, records, now)? else {
            return Ok(false);
        };
        enter(records, &row, now)?;
        let detail = detail(None, &row);
        records.append_audit(self.audit(BY_RULE, "licence.renew", number, detail))?;
        let text = text(&row);
        self.write_to_office(records, number, &text, now)?;
        Ok(true)
    }
}

fn text(row: &LicenceRow) -> NoticeText {
    let term = &row.held.term;
    let payment = if row.fee.is_zero() {
        "ライセンス料：無料".to_owned()
    } else {
        format!(
            "ライセンス料：{}（税込）\nお支払い方法：{}",
            row.fee,
            row.held.method.name()
        )
    };
    NoticeText {
        category: "ライセンス",
        title: "ライセンスを自動更新しました".to_owned(),
        body: format!(
            "ライセンスを自動更新しました。\n\n新しい有効期間：{}から{}まで\n{payment}",
            spoken_day(term.first_day()),
            spoken_day(term.last_day()),
        ),
    }
}
