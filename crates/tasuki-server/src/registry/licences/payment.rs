//! What happens to the payment of a licence.

use tasuki_exchange::{Collection, HeldLicence, PaymentState, PaymentStep};
use tasuki_store::{LicenceRow, RecordId, StoreError, Transaction};
use tasuki_terms::{CalendarMonth, Timestamp, day_in_japan, spoken_day};

use super::LicenceError;
use crate::registry::{NoticeText, Registry};

impl Registry {
    /// Takes a step in the payment of a licence. False if it was taken before: nothing is changed.
    pub async fn advance_payment(
        &self,
        id: RecordId,
        step: PaymentStep,
        actor: &str,
    ) -> Result<bool, LicenceError> {
        let (registry, actor) = (self.clone(), actor.to_owned());
        self.records
            .change("advance_payment", move |records| {
                let Some(row) = records.licence(id)? else {
                    return Ok(Err(LicenceError::Unknown));
                };
                registry.advance_payment_in(records, &row, step, &actor)
            })
            .await?
    }

    /// The same within a transaction, for who takes many steps at once.
    pub(crate) fn advance_payment_in(
        &self,
        records: &Transaction<'_>,
        row: &LicenceRow,
        step: PaymentStep,
        actor: &str,
    ) -> Result<Result<bool, LicenceError>, StoreError> {
        let now = self.now();
        let payment = match row.held.payment.advance(step) {
            Ok(Some(payment)) => payment,
            Ok(None) => return Ok(Ok(false)),
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let row = changed(records, row, payment, now)?;
        records.save_licence(&row)?;
        let action = match step {
            PaymentStep::Deduct => "licence.deduct",
            PaymentStep::FailDeduction => "licence.fail-deduction",
            PaymentStep::RetryDeduction => "licence.retry-deduction",
            PaymentStep::SendInvoice => "licence.send-invoice",
            PaymentStep::ReceiveTransfer => "licence.receive-transfer",
            PaymentStep::PassDueDay => "licence.pass-due-day",
        };
        records.append_audit(self.audit(actor, action, row.office, row.number.to_string()))?;
        records.save_notice(&self.notice(row.office, text(&row)))?;
        Ok(Ok(true))
    }
}

/// The licence with another state of payment, and what follows from it.
fn changed(
    records: &Transaction<'_>,
    row: &LicenceRow,
    payment: PaymentState,
    now: Timestamp,
) -> Result<LicenceRow, StoreError> {
    let today = day_in_japan(now);
    let claim_month = match payment {
        // Asked for once more: not with a claim that has passed.
        PaymentState::AwaitingDeduction => Collection::of(today).map(|found| found.claim),
        PaymentState::Invoiced | PaymentState::Paid => None,
        PaymentState::Free | PaymentState::Deducted | PaymentState::Unpaid => row.claim_month,
    };
    let invoice = match (payment, row.invoice, CalendarMonth::of(today)) {
        (PaymentState::Invoiced, None, Ok(month)) => {
            Some((records.next_invoice_number(month)?, today))
        }
        (_, invoice, _) => invoice,
    };
    Ok(LicenceRow {
        held: HeldLicence {
            payment,
            ..row.held
        },
        claim_month,
        settled_on: payment.is_settled().then_some(today),
        invoice,
        ..row.clone()
    })
}

/// What the office is told.
fn text(row: &LicenceRow) -> NoticeText {
    let term = format!(
        "対象の期間：{}から{}まで",
        spoken_day(row.held.term.first_day()),
        spoken_day(row.held.term.last_day())
    );
    let (title, sentence) = match row.held.payment {
        PaymentState::Unpaid => (
            "ライセンス料のお支払いを確認できませんでした",
            "ライセンス料の差引ができなかった、または支払期限までにお振り込みを確認できませんでした。運営者からのご案内をお待ちください。送受信は引き続きご利用いただけます。",
        ),
        PaymentState::Invoiced => (
            "ライセンス料の請求書を発行しました",
            "「ライセンス」の画面から請求書をダウンロードし、支払期限までにお振り込みください。",
        ),
        PaymentState::AwaitingDeduction => (
            "ライセンス料の差引をもう一度依頼します",
            "次回の介護給付費の支払いから、ライセンス料を差し引きます。",
        ),
        PaymentState::Free | PaymentState::Deducted | PaymentState::Paid => (
            "ライセンス料のお支払いを確認しました",
            "「ライセンス」の画面に有効期限が表示されます。領収書もダウンロードできます。",
        ),
    };
    NoticeText {
        category: "ライセンス",
        title: title.to_owned(),
        body: format!("{sentence}\n\n{term}\nライセンス料：{}（税込）", row.fee),
    }
}
