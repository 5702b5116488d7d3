//! Offices are reminded of licences and certificates that end soon.

use jiff::ToSpan as _;
use tasuki_exchange::{
    AutoRenewal, Collection, FeeSchedule, OfficeStatus, REMINDER_DAYS, days_between, due_reminder,
};
use tasuki_store::{LicenceRow, StoreError};
use tasuki_terms::{Date, OfficeNumber, day_in_japan, spoken_day, start_of_day};

use crate::registry::{NoticeText, Registry};

impl Registry {
    /// Sends the reminders that are due, each once; tells how many went out.
    pub async fn remind_offices(&self) -> Result<usize, StoreError> {
        let (now, today) = (self.now(), day_in_japan(self.now()));
        let first = REMINDER_DAYS.into_iter().max().unwrap_or_default();
        let Ok(last) = today.checked_add(i64::from(first).days()) else {
            return Ok(0);
        };
        let until = last.tomorrow().map_or(now, start_of_day);
        let (licences, certificates) = self
            .records
            .read("ending_soon", move |records| {
                Ok((
                    records.licences_ending(today, last)?,
                    records.certificates_ending(now, until)?,
                ))
            })
            .await?;
        let mut sent = 0;
        for row in licences {
            let (id, text) = (
                row.id.to_string(),
                of_licence(&row, today, &self.fees.licences),
            );
            let end = row.held.term.last_day();
            sent += self.remind(row.office, id, end, text).await?;
        }
        for row in certificates {
            let end = day_in_japan(row.valid_until);
            let text = of_certificate(end, today);
            sent += self.remind(row.office, row.serial, end, text).await?;
        }
        Ok(sent)
    }

    /// Reminds one office of the end of `subject`, unless it was, or is not at work.
    async fn remind(
        &self,
        office: OfficeNumber,
        subject: String,
        end: Date,
        text: NoticeText,
    ) -> Result<usize, StoreError> {
        let now = self.now();
        let Some(days) = due_reminder(end, day_in_japan(now)) else {
            return Ok(0);
        };
        let registry = self.clone();
        self.records
            .change("remind", move |records| {
                let status = records.office(office)?.map(|office| office.status);
                if status != Some(OfficeStatus::Active)
                    || !records.note_reminder(&subject, days, now)?
                {
                    return Ok(0);
                }
                registry.write_to_office(records, office, &text, now)?;
                Ok(1)
            })
            .await
    }
}

fn of_licence(row: &LicenceRow, today: Date, fees: &FeeSchedule) -> NoticeText {
    let end = row.held.term.last_day();
    let left = days_between(today, end);
    let mut body = format!(
        "ライセンスの有効期限は{}です（残り{left}日）。\n",
        spoken_day(end)
    );
    let next = next_year(row, fees);
    let title = if row.fee.is_zero() && next.is_some() {
        "無料期間の終了と、次の1年間のライセンス料について"
    } else {
        "ライセンスの有効期限が近づいています"
    };
    match row.held.auto_renewal {
        AutoRenewal::Off => {
            body.push_str(
                "自動更新は「しない」に設定されています。引き続きご利用になる場合は、「利用申請/更新」の画面から申請してください。有効期限を過ぎると、送受信ができなくなります。",
            );
            if let Some(next) = &next {
                body.push_str(&next.fee);
            }
        }
        AutoRenewal::On if !row.held.payment.is_settled() => body.push_str(
            "お支払いの確認ができていないため、このままでは自動更新されません。お支払い状況を「ライセンス」の画面でご確認ください。",
        ),
        AutoRenewal::On => {
            body.push_str("自動更新は「する」に設定されているため、お手続きは必要ありません。");
            if let Some(next) = &next {
                body.push_str(&next.fee);
                body.push_str(&next.how);
            }
        }
    }
    NoticeText {
        category: "ライセンス",
        title: title.to_owned(),
        body,
    }
}

/// What is told of a next year that costs something, in paragraphs of their own.
struct NextYear {
    /// From when on it costs how much.
    fee: String,
    /// How it is paid if it follows by itself, and how that is prevented.
    how: String,
}

/// The next year, if it costs something.
fn next_year(row: &LicenceRow, fees: &FeeSchedule) -> Option<NextYear> {
    let first_day = row.held.term.next()?.first_day();
    let fee = fees.on(first_day)?.fee;
    if fee.is_zero() {
        return None;
    }
    let months = Collection::of(first_day)?;
    let (claim, payment) = (months.claim.spoken(), months.payment.spoken());
    Some(NextYear {
        fee: format!(
            "\n\n次の1年間（{}から）のライセンス料は{fee}（税込）です。",
            spoken_day(first_day)
        ),
        how: format!(
            "お支払い方法：{}（差引の場合は{claim}の請求分、{payment}のお支払い分から）。\n更新を希望されない場合は、有効期限までに「ライセンス」の画面で自動更新を「しない」に変更してください。",
            row.held.method.name()
        ),
    })
}

fn of_certificate(end: Date, today: Date) -> NoticeText {
    let left = days_between(today, end);
    NoticeText {
        category: "証明書",
        title: "電子証明書の有効期限が近づいています".to_owned(),
        body: format!(
            "電子証明書の有効期限は{}です（残り{left}日）。\n電子請求受付システムで新しい電子証明書の発行を申請し、送受信に使うパソコンに取り込んでください。有効期限を過ぎると、送受信ができなくなります。",
            spoken_day(end)
        ),
    }
}
