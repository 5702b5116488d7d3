//! How a licence is paid, and how far that is.

use tasuki_terms::Yen;

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
    /// It will be deducted, or is with the federation (差引待ち).
    AwaitingDeduction,
    /// The federation deducted it (差引済み).
    Deducted,
    /// The deduction was not possible, or an invoice is overdue (未払い).
    Unpaid,
    /// An invoice is out (請求書送付済み).
    Invoiced,
    /// The transfer has come (入金済み).
    Paid,
}

/// What happens to the payment of a licence.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PaymentStep {
    /// The federation deducted it (済).
    Deduct,
    /// The federation could not deduct it (不能).
    FailDeduction,
    /// It goes into a deduction file once more.
    RetryDeduction,
    /// An invoice is made.
    SendInvoice,
    /// The transfer comes.
    ReceiveTransfer,
    /// The invoice's day has passed without a transfer.
    PassDueDay,
}

impl PaymentStep {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Deduct,
        Self::FailDeduction,
        Self::RetryDeduction,
        Self::SendInvoice,
        Self::ReceiveTransfer,
        Self::PassDueDay,
    ];

    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deduct => "差引済みの登録",
            Self::FailDeduction => "差引不能の登録",
            Self::RetryDeduction => "差引の再依頼",
            Self::SendInvoice => "請求書の発行",
            Self::ReceiveTransfer => "入金の登録",
            Self::PassDueDay => "支払期限経過の登録",
        }
    }
}

impl PaymentState {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Free,
        Self::AwaitingDeduction,
        Self::Deducted,
        Self::Unpaid,
        Self::Invoiced,
        Self::Paid,
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
            Self::Deducted => "deducted",
            Self::Unpaid => "unpaid",
            Self::Invoiced => "invoiced",
            Self::Paid => "paid",
        }
    }

    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Free => "無料",
            Self::AwaitingDeduction => "差引待ち",
            Self::Deducted => "差引済み",
            Self::Unpaid => "未払い",
            Self::Invoiced => "請求書送付済み",
            Self::Paid => "入金済み",
        }
    }

    /// The state whose [`PaymentState::as_str`] is `text`.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// Whether nothing is open any more.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Free | Self::Deducted | Self::Paid)
    }

    /// The state after `step`, or none where the step was taken already.
    ///
    /// Repeating the last step changes nothing, so that a result file can be read in twice.
    pub const fn advance(self, step: PaymentStep) -> Result<Option<Self>, LicenceRefusal> {
        match (self, step) {
            (Self::AwaitingDeduction, PaymentStep::Deduct) => Ok(Some(Self::Deducted)),
            (Self::AwaitingDeduction, PaymentStep::FailDeduction)
            | (Self::Invoiced, PaymentStep::PassDueDay) => Ok(Some(Self::Unpaid)),
            (Self::Unpaid, PaymentStep::RetryDeduction) => Ok(Some(Self::AwaitingDeduction)),
            (Self::AwaitingDeduction | Self::Unpaid, PaymentStep::SendInvoice) => {
                Ok(Some(Self::Invoiced))
            }
            (Self::Invoiced | Self::Unpaid, PaymentStep::ReceiveTransfer) => Ok(Some(Self::Paid)),
            (Self::Deducted, PaymentStep::Deduct)
            | (Self::Unpaid, PaymentStep::FailDeduction | PaymentStep::PassDueDay)
            | (Self::AwaitingDeduction, PaymentStep::RetryDeduction)
            | (Self::Invoiced, PaymentStep::SendInvoice)
            | (Self::Paid, PaymentStep::ReceiveTransfer) => Ok(None),
            (state, step) => Err(LicenceRefusal::PaymentStep { state, step }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_whole_table_of_steps() {
        let mut table = String::new();
        for state in PaymentState::ALL {
            for step in PaymentStep::ALL {
                let told = match state.advance(step) {
                    Ok(Some(next)) => format!("-> {}", next.as_str()),
                    Ok(None) => "stays".to_owned(),
                    Err(_) => continue,
                };
                writeln!(table, "{} {step:?} {told}", state.as_str()).unwrap();
            }
        }
        insta::assert_snapshot!(table, @r"
        awaiting_deduction Deduct -> deducted
        awaiting_deduction FailDeduction -> unpaid
        awaiting_deduction RetryDeduction stays
        awaiting_deduction SendInvoice -> invoiced
        deducted Deduct stays
        unpaid FailDeduction stays
        unpaid RetryDeduction -> awaiting_deduction
        unpaid SendInvoice -> invoiced
        unpaid ReceiveTransfer -> paid
        unpaid PassDueDay stays
        invoiced SendInvoice stays
        invoiced ReceiveTransfer -> paid
        invoiced PassDueDay -> unpaid
        paid ReceiveTransfer stays
        ");
    }

    #[test]
    fn names_are_read_back() {
        for state in PaymentState::ALL {
            assert_eq!(PaymentState::read(state.as_str()), Some(state));
        }
        for method in PaymentMethod::ALL {
            assert_eq!(PaymentMethod::read(method.as_str()), Some(method));
        }
        assert_eq!(PaymentState::read("無料"), None);
    }

    #[test]
    fn a_free_licence_has_nothing_to_pay() {
        let fee = Yen::new(21_000);
        let new = PaymentState::of_new;
        assert_eq!(new(Yen::ZERO, PaymentMethod::Invoice), PaymentState::Free);
        assert_eq!(
            new(fee, PaymentMethod::Deduction),
            PaymentState::AwaitingDeduction
        );
        assert_eq!(new(fee, PaymentMethod::Invoice), PaymentState::Invoiced);
    }

    proptest! {
        #[test]
        fn what_is_settled_stays_settled(
            state in proptest::sample::select(&PaymentState::ALL),
            step in proptest::sample::select(&PaymentStep::ALL),
        ) {
            if state.is_settled() {
                prop_assert!(!matches!(state.advance(step), Ok(Some(_))));
            }
        }
    }
}
