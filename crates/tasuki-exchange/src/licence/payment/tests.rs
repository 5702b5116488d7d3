use std::fmt::Write as _;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::ImpossibleReason;

const DAY: Date = date(2031, 5, 10);

const STEPS: [PaymentStep; 9] = [
    PaymentStep::RequestDeduction,
    PaymentStep::Deduct { on: DAY },
    PaymentStep::FailDeduction {
        reason: ImpossibleReason::NoClaim,
    },
    PaymentStep::RetryDeduction,
    PaymentStep::SendInvoice,
    PaymentStep::ReceiveTransfer { on: DAY },
    PaymentStep::PassDueDay,
    PaymentStep::RevertTransfer,
    PaymentStep::TakeBack,
];

const FACTS: PaymentFacts = PaymentFacts {
    today: DAY,
    first_day: date(2031, 4, 15),
    invoiced_on: None,
    has_issuer: true,
};

#[test]
fn the_whole_table_of_steps() {
    let mut table = String::new();
    for state in PaymentState::ALL {
        for step in STEPS {
            let told = match state.advance(step) {
                Ok(Some(next)) => format!("-> {}", next.as_str()),
                Ok(None) => "stays".to_owned(),
                Err(_) => continue,
            };
            writeln!(table, "{}: {} {told}", state.as_str(), step.name()).unwrap();
        }
    }
    insta::assert_snapshot!(table);
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

#[test]
fn while_a_federation_is_asked_no_invoice_asks_beside_it() {
    for step in [
        PaymentStep::SendInvoice,
        PaymentStep::RequestDeduction,
        PaymentStep::ReceiveTransfer { on: DAY },
        PaymentStep::TakeBack,
    ] {
        let refused = step.take(PaymentState::Requested, &FACTS);
        assert_eq!(refused, Err(LicenceRefusal::WithFederation { step }));
    }
}

#[test]
fn an_invoice_needs_its_issuer() {
    let facts = PaymentFacts {
        has_issuer: false,
        ..FACTS
    };
    let refused = PaymentStep::SendInvoice.take(PaymentState::Unpaid, &facts);
    assert_eq!(refused, Err(LicenceRefusal::NoIssuer));
}

#[test]
fn a_transfer_came_after_the_invoice_and_not_tomorrow() {
    let facts = PaymentFacts {
        invoiced_on: Some(date(2031, 5, 1)),
        ..FACTS
    };
    for (on, is_taken) in [
        (date(2031, 4, 30), false),
        (date(2031, 5, 1), true),
        (DAY, true),
        (date(2031, 5, 11), false),
    ] {
        let step = PaymentStep::ReceiveTransfer { on };
        let taken = step.take(PaymentState::Invoiced, &facts);
        assert_eq!(taken == Ok(Some(PaymentState::Paid)), is_taken, "{on}");
    }
}

#[test]
fn an_invoice_is_overdue_after_its_last_day() {
    for (today, is_taken) in [(date(2031, 6, 30), false), (date(2031, 7, 1), true)] {
        let facts = PaymentFacts {
            today,
            invoiced_on: Some(date(2031, 5, 1)),
            ..FACTS
        };
        let taken = PaymentStep::PassDueDay.take(PaymentState::Invoiced, &facts);
        assert_eq!(taken.is_ok(), is_taken, "{today}");
    }
}

proptest! {
    #[test]
    fn what_is_settled_changes_only_by_a_correction(
        state in proptest::sample::select(&PaymentState::ALL),
        step in proptest::sample::select(&STEPS),
    ) {
        let corrects = matches!(
            (state, step),
            (PaymentState::Deducted, PaymentStep::FailDeduction { .. })
                | (PaymentState::Paid, PaymentStep::RevertTransfer)
                | (PaymentState::Free, PaymentStep::TakeBack)
        );
        if state.is_settled() && !corrects {
            prop_assert!(!matches!(state.advance(step), Ok(Some(_))));
        }
    }
}
