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
}

impl LicenceRefusal {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoCancellation { .. } => "licence.no-cancellation",
            Self::NoApplication => "licence.no-application",
            Self::TermOver { .. } => "licence.term-over",
            Self::PaymentStep { .. } => "licence.payment-step",
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
        ];
        let told = all.map(|one| format!("{}: {}{}", one.code(), one.what(), one.hint()));
        insta::assert_snapshot!(told.join("\n"), @r"
        licence.no-cancellation: 利用申請後、ライセンス有効期間中の途中解約は受け付けておりません。翌年以降のご利用を希望されない場合は、2027年11月20日までに自動更新を「しない」に変更してください。
        licence.no-application: ご利用期間内、もしくはライセンス料のお支払が完了していない為、現在は利用申請ができません。有効期限とお支払い状況は、「ライセンス」の画面でご確認ください。
        licence.term-over: このライセンスの有効期間は2027年11月20日に終了しています。引き続きご利用になる場合は、「利用申請/更新」の画面から申請してください。
        licence.payment-step: 支払い状況が「無料」のため、請求書の発行はできません。画面を開き直し、最新の支払い状況をご確認ください。
        ");
    }
}
