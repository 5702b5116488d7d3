//! What an office is told of its payment.

use tasuki_exchange::{PaymentStep, transfer_due_on};
use tasuki_store::LicenceRow;
use tasuki_terms::spoken_day;

use crate::registry::NoticeText;

/// The notice of a step that was taken; `row` is the licence after it. None where the office did it
/// itself, or nothing has changed for it.
pub(super) fn text(row: &LicenceRow, step: PaymentStep) -> Option<NoticeText> {
    let (title, sentence) = sentence(row, step)?;
    let term = &row.held.term;
    Some(NoticeText {
        category: "ライセンス",
        title: title.to_owned(),
        body: format!(
            "{sentence}\n\n対象の期間：{}から{}まで\nライセンス料：{}（税込）",
            spoken_day(term.first_day()),
            spoken_day(term.last_day()),
            row.fee
        ),
    })
}

fn sentence(row: &LicenceRow, step: PaymentStep) -> Option<(&'static str, String)> {
    let goes_on = "運営者からのご案内をお待ちください。送受信は引き続きご利用いただけます。";
    Some(match step {
        PaymentStep::RequestDeduction | PaymentStep::TakeBack => return None,
        PaymentStep::Deduct { .. } | PaymentStep::ReceiveTransfer { .. } => (
            "ライセンス料のお支払いを確認しました",
            "「ライセンス」の画面に有効期限が表示されます。領収書もダウンロードできます。"
                .to_owned(),
        ),
        PaymentStep::FailDeduction { reason } => (
            "ライセンス料の差引ができませんでした",
            format!(
                "国保連から、ライセンス料を差し引けなかったとの連絡がありました。\n理由：{}\n\n{goes_on}",
                reason.name()
            ),
        ),
        PaymentStep::RetryDeduction => {
            let claim = row.claim_month.map_or_else(
                || "次回の請求分".to_owned(),
                |claim| format!("{}の請求分", claim.spoken()),
            );
            (
                "ライセンス料の差引をもう一度依頼します",
                format!(
                    "{claim}の介護給付費から、ライセンス料を差し引きます。\nこれまでにお送りした請求書がある場合は、お振り込みにならず、破棄してください。"
                ),
            )
        }
        PaymentStep::SendInvoice => (
            "ライセンス料の請求書を発行しました",
            format!(
                "「ライセンス」の画面から請求書をダウンロードし、{}までにお振り込みください。これより前の請求書がある場合は、破棄してください。",
                due(row)
            ),
        ),
        PaymentStep::PassDueDay => (
            "ライセンス料の支払期限が過ぎています",
            format!(
                "支払期限（{}）までに、お振り込みを確認できませんでした。まだの場合は、お早めにお振り込みください。すでにお振り込みの場合は、確認までしばらくお待ちください。送受信は引き続きご利用いただけます。",
                due(row)
            ),
        ),
        PaymentStep::RevertTransfer => (
            "ライセンス料の入金登録を取り消しました",
            format!("誤って登録した入金を取り消し、「未払い」に戻しました。{goes_on}"),
        ),
    })
}

/// The last day of payment.
fn due(row: &LicenceRow) -> String {
    let due = row
        .invoice
        .and_then(|(_, issued_on)| transfer_due_on(issued_on));
    due.map_or_else(|| "支払期限".to_owned(), spoken_day)
}
