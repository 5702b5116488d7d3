//! How a licence is paid, and how far that is.

mod step;

use tasuki_terms::{Date, Yen};

pub use step::{PaymentFacts, PaymentStep};

use crate::LicenceRefusal;

/// How an office pays (支払方法).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum PaymentMethod {
    /// Deducted from what the federation pays the office (差引). The usual way.
    #[default]
    Deduction,
    /// By bank transfer on an invoice (請求書・口座振込), on request; the office bears the transfer
    /// fee.
    Invoice,
}

impl PaymentMethod {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Deduction, Self::Invoice];

    /// Its name in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deduction => "deduction",
            Self::Invoice => "invoice",
        }
    }

    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deduction => "介護給付費からの差引",
            Self::Invoice => "請求書による口座振込",
        }
    }

    /// The method whose [`PaymentMethod::as_str`] is `text`.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// How far the payment of a licence is (支払い状況).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PaymentState {
    /// Nothing is to be paid (無料).
    Free,
    /// It will be deducted, and no federation has been asked yet (差引待ち).
    AwaitingDeduction,
    /// It is in a deduction file whose result is still out (差引依頼中).
    Requested,
    /// The federation deducted it (差引済み).
    Deducted,
    /// The deduction was not possible, or an invoice is overdue (未払い).
    Unpaid,
    /// An invoice is out (請求書送付済み).
    Invoiced,
    /// The transfer has come (入金済み).
    Paid,
    /// The rest of a year that was paid under the number which the office had before (引き継ぎ済み).
    CarriedOver,
    /// A next year that was taken back before it began (取り消し). Its number names nothing else.
    TakenBack,
}

/// That and how a licence was paid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settlement {
    /// By what, which need not be what the office chose: an invoice may follow a deduction that was
    /// impossible.
    pub method: PaymentMethod,
    /// On which day: that of the transfer (入金日), or that of the federation's result.
    pub on: Date,
}

impl PaymentState {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Free,
        Self::AwaitingDeduction,
        Self::Requested,
        Self::Deducted,
        Self::Unpaid,
        Self::Invoiced,
        Self::Paid,
        Self::CarriedOver,
        Self::TakenBack,
    ];

    /// The state of a new licence: an invoice is made at once where the office asked for one.
    pub const fn of_new(fee: Yen, method: PaymentMethod) -> Self {
        match method {
            _ if fee.is_zero() => Self::Free,
            PaymentMethod::Deduction => Self::AwaitingDeduction,
            PaymentMethod::Invoice => Self::Invoiced,
        }
    }

    /// Its name in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::AwaitingDeduction => "awaiting_deduction",
            Self::Requested => "requested",
            Self::Deducted => "deducted",
            Self::Unpaid => "unpaid",
            Self::Invoiced => "invoiced",
            Self::Paid => "paid",
            Self::CarriedOver => "carried_over",
            Self::TakenBack => "taken_back",
        }
    }

    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Free => "無料",
            Self::AwaitingDeduction => "差引待ち",
            Self::Requested => "差引依頼中",
            Self::Deducted => "差引済み",
            Self::Unpaid => "未払い",
            Self::Invoiced => "請求書送付済み",
            Self::Paid => "入金済み",
            Self::CarriedOver => "支払い済み（引き継ぎ）",
            Self::TakenBack => "取り消し",
        }
    }

    /// The state whose [`PaymentState::as_str`] is `text`.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// The state of its rest under the number that the office gets: what is settled stays with the
    /// old number, and all that is open goes along as it is.
    #[must_use]
    pub const fn carried(self) -> Self {
        match self {
            Self::Deducted | Self::Paid => Self::CarriedOver,
            other => other,
        }
    }

    /// Whether nothing is open any more.
    pub const fn is_settled(self) -> bool {
        matches!(
            self,
            Self::Free | Self::Deducted | Self::Paid | Self::CarriedOver | Self::TakenBack
        )
    }

    /// The state after `step`, or none where the step was taken already: repeating the last step
    /// changes nothing.
    ///
    /// While a federation has been asked, only its answer leads on: an invoice beside it would ask
    /// for the fee twice. A corrected answer turns a deducted fee into an unpaid one, and the other
    /// way round; which answers count for a licence is decided by [`crate::judge_answer`].
    pub const fn advance(self, step: PaymentStep) -> Result<Option<Self>, LicenceRefusal> {
        match (self, step) {
            (Self::AwaitingDeduction, PaymentStep::RequestDeduction) => Ok(Some(Self::Requested)),
            (Self::Requested | Self::Unpaid, PaymentStep::Deduct { .. }) => {
                Ok(Some(Self::Deducted))
            }
            (Self::Requested | Self::Deducted, PaymentStep::FailDeduction { .. })
            | (Self::Invoiced, PaymentStep::PassDueDay)
            | (Self::Paid, PaymentStep::RevertTransfer) => Ok(Some(Self::Unpaid)),
            (Self::Unpaid, PaymentStep::RetryDeduction) => Ok(Some(Self::AwaitingDeduction)),
            (Self::AwaitingDeduction | Self::Unpaid, PaymentStep::SendInvoice) => {
                Ok(Some(Self::Invoiced))
            }
            (
                Self::AwaitingDeduction | Self::Invoiced | Self::Unpaid,
                PaymentStep::ReceiveTransfer { .. },
            ) => Ok(Some(Self::Paid)),
            (
                Self::Free | Self::AwaitingDeduction | Self::Invoiced | Self::Unpaid,
                PaymentStep::TakeBack,
            ) => Ok(Some(Self::TakenBack)),
            (Self::Deducted, PaymentStep::Deduct { .. })
            | (Self::Unpaid, PaymentStep::FailDeduction { .. } | PaymentStep::PassDueDay)
            | (Self::AwaitingDeduction, PaymentStep::RetryDeduction)
            | (Self::Invoiced, PaymentStep::SendInvoice)
            | (Self::Paid, PaymentStep::ReceiveTransfer { .. })
            | (Self::TakenBack, PaymentStep::TakeBack) => Ok(None),
            (Self::Requested, _) => Err(LicenceRefusal::WithFederation { step }),
            (state, step) => Err(LicenceRefusal::PaymentStep { state, step }),
        }
    }
}

#[cfg(test)]
mod tests;
