//! The steps of a payment, and when each can be taken.

use tasuki_terms::Date;

use super::{PaymentMethod, PaymentState, Settlement};
use crate::{ImpossibleReason, LicenceRefusal, transfer_due_on};

/// What happens to the payment of a licence.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PaymentStep {
    /// It goes into a deduction file.
    RequestDeduction,
    /// The federation deducted it (済).
    Deduct {
        /// The day of the result file.
        on: Date,
    },
    /// The federation could not deduct it (不能).
    FailDeduction {
        /// Why.
        reason: ImpossibleReason,
    },
    /// It is to go into a deduction file once more. An invoice that was sent does not count any
    /// more.
    RetryDeduction,
    /// An invoice is made. One that was sent before does not count any more.
    SendInvoice,
    /// The transfer comes.
    ReceiveTransfer {
        /// The day on which it came (入金日).
        on: Date,
    },
    /// The invoice's day has passed without a transfer.
    PassDueDay,
    /// A transfer was entered by mistake.
    RevertTransfer,
    /// A next year that has not begun is not wanted any more.
    TakeBack,
}

/// What is known of a licence when a step of its payment is to be taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PaymentFacts {
    /// Today in Japan.
    pub today: Date,
    /// The first day of the licence's year.
    pub first_day: Date,
    /// The day of its invoice, if one counts.
    pub invoiced_on: Option<Date>,
    /// Whether somebody issues invoices.
    pub has_issuer: bool,
}

impl PaymentStep {
    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RequestDeduction => "差引の依頼",
            Self::Deduct { .. } => "差引済みの登録",
            Self::FailDeduction { .. } => "差引不能の登録",
            Self::RetryDeduction => "差引の再依頼",
            Self::SendInvoice => "請求書の発行",
            Self::ReceiveTransfer { .. } => "入金の登録",
            Self::PassDueDay => "支払期限経過の登録",
            Self::RevertTransfer => "入金登録の取り消し",
            Self::TakeBack => "ライセンスの取り消し",
        }
    }

    /// How the licence is paid by it, if it is.
    pub const fn settlement(self) -> Option<Settlement> {
        let (method, on) = match self {
            Self::Deduct { on } => (PaymentMethod::Deduction, on),
            Self::ReceiveTransfer { on } => (PaymentMethod::Invoice, on),
            _ => return None,
        };
        Some(Settlement { method, on })
    }

    /// The state of payment after it, if it can be taken now; none where it was taken already.
    pub fn take(
        self,
        state: PaymentState,
        facts: &PaymentFacts,
    ) -> Result<Option<PaymentState>, LicenceRefusal> {
        let next = state.advance(self)?;
        if next.is_some() {
            self.check(facts)?;
        }
        Ok(next)
    }

    fn check(self, facts: &PaymentFacts) -> Result<(), LicenceRefusal> {
        match self {
            Self::SendInvoice if !facts.has_issuer => Err(LicenceRefusal::NoIssuer),
            Self::ReceiveTransfer { on } => {
                let from = facts.invoiced_on.unwrap_or(facts.first_day);
                if from <= on && on <= facts.today {
                    Ok(())
                } else {
                    let to = facts.today;
                    Err(LicenceRefusal::TransferDay { from, to })
                }
            }
            Self::PassDueDay => {
                let due = facts.invoiced_on.and_then(transfer_due_on);
                match due.filter(|due| facts.today <= *due) {
                    Some(due_on) => Err(LicenceRefusal::NotDue { due_on }),
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }
}
