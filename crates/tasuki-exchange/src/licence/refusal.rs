//! What cannot be done to a licence.

use tasuki_terms::{Date, spoken_day};

use super::{PaymentState, PaymentStep};

/// Why something is not done to a licence, with what people read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LicenceRefusal {
    /// There is no cancellation within the term (途中解約).
    #[error("a licence cannot be cancelled before {last_day}")]
    NoCancellation {
        /// The last day of the term.
        last_day: Date,
    },
    /// Another licence cannot be applied for now.
    #[error("no application now")]
    NoApplication,
    /// The term has ended.
    #[error("the term has ended on {last_day}")]
    TermOver {
        /// The last day of the term.
        last_day: Date,
    },
    /// The payment is in a state from which this step does not lead on.
    #[error("{step:?} is no step from {state:?}")]
    PaymentStep {
        /// The state.
        state: PaymentState,
        /// The step.
        step: PaymentStep,
    },
    /// A federation has been asked for the fee and has not answered yet.
    #[error("{step:?} while a federation is asked")]
    WithFederation {
        /// The step.
        step: PaymentStep,
    },
    /// Nobody issues invoices.
    #[error("nobody issues invoices")]
    NoIssuer,
    /// The day of a transfer lies before its invoice, or ahead.
    #[error("no transfer can have come then, but from {from} to {to}")]
    TransferDay {
        /// The first day that can be.
        from: Date,
        /// The last one: today.
        to: Date,
    },
    /// The invoice can still be paid in time.
    #[error("the invoice can be paid to {due_on}")]
    NotDue {
        /// The last day of payment.
        due_on: Date,
    },
}

impl LicenceRefusal {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoCancellation { .. } => "licence.no-cancellation",
            Self::NoApplication => "licence.no-application",
            Self::TermOver { .. } => "licence.term-over",
            Self::PaymentStep { .. } => "licence.payment-step",
            Self::WithFederation { .. } => "licence.with-federation",
            Self::NoIssuer => "licence.no-issuer",
            Self::TransferDay { .. } => "licence.transfer-day",
            Self::NotDue { .. } => "licence.not-due",
        }
    }

    /// What happened, in Japanese. The first two sentences are official (Q&A, システム全般 4; manual
    /// 2.7, step 13).
    pub fn what(&self) -> String {
        match self {
            Self::NoCancellation { .. } => {
                "利用申請後、ライセンス有効期間中の途中解約は受け付けておりません。".to_owned()
            }
            Self::NoApplication => "ご利用期間内、もしくはライセンス料のお支払が完了していない為、現在は利用申請ができません。".to_owned(),
            Self::TermOver { last_day } => format!(
                "このライセンスの有効期間は{}に終了しています。",
                spoken_day(*last_day)
            ),
            Self::PaymentStep { state, step } => format!(
                "支払い状況が「{}」のため、{}はできません。",
                state.name(),
                step.name()
            ),
            Self::WithFederation { step } => format!(
                "国保連に差引を依頼している間は、{}はできません。",
                step.name()
            ),
            Self::NoIssuer => {
                "請求書の発行者が設定されていないため、請求書を発行できません。".to_owned()
            }
            Self::TransferDay { from, to } => format!(
                "入金日は、{}から{}までの日付にしてください。",
                spoken_day(*from),
                spoken_day(*to)
            ),
            Self::NotDue { due_on } => format!(
                "支払期限（{}）を過ぎていません。",
                spoken_day(*due_on)
            ),
        }
    }

    /// What to do, in Japanese.
    pub fn hint(&self) -> String {
        match self {
            Self::NoCancellation { last_day } => format!(
                "翌年以降のご利用を希望されない場合は、{}までに自動更新を「しない」に変更してください。",
                spoken_day(*last_day)
            ),
            Self::NoApplication => {
                "有効期限とお支払い状況は、「ライセンス」の画面でご確認ください。".to_owned()
            }
            Self::TermOver { .. } => {
                "引き続きご利用になる場合は、「利用申請/更新」の画面から申請してください。"
                    .to_owned()
            }
            Self::PaymentStep { .. } => {
                "画面を開き直し、最新の支払い状況をご確認ください。".to_owned()
            }
            Self::WithFederation { .. } => {
                "結果ファイルを取り込んだ後に、もう一度操作してください。".to_owned()
            }
            Self::NoIssuer => {
                "設定ファイルに発行者（issuer）を登録するか、差引をご利用ください。".to_owned()
            }
            Self::TransferDay { .. } => {
                "通帳などで、実際に入金された日をご確認ください。".to_owned()
            }
            Self::NotDue { .. } => "支払期限を過ぎてから操作してください。".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn each_says_what_happened_and_what_to_do() {
        let last_day = date(2027, 11, 20);
        let all = [
            LicenceRefusal::NoCancellation { last_day },
            LicenceRefusal::NoApplication,
            LicenceRefusal::TermOver { last_day },
            LicenceRefusal::PaymentStep {
                state: PaymentState::Free,
                step: PaymentStep::SendInvoice,
            },
            LicenceRefusal::WithFederation {
                step: PaymentStep::SendInvoice,
            },
            LicenceRefusal::NoIssuer,
            LicenceRefusal::TransferDay {
                from: last_day,
                to: last_day,
            },
            LicenceRefusal::NotDue { due_on: last_day },
        ];
        let told = all.map(|one| format!("{}: {}{}", one.code(), one.what(), one.hint()));
        insta::assert_snapshot!(told.join("\n"));
    }
}
