//! What a result does, once, twice, late and corrected.

use jiff::civil::date;
use tasuki_exchange::{PaymentMethod, PaymentState, PaymentStep, Settlement};
use tasuki_server::{DeductionError, LicenceError};

use super::{Money, ONE, TWO, done, failed, number};

/// A platform on which the file of April asks for the fee of one office.
async fn asked() -> Money {
    let money = Money::on(date(2031, 4, 10)).await;
    money.apply_new(ONE, PaymentMethod::Deduction).await;
    money.go_to(date(2031, 4, 16));
    assert_eq!(money.ask("203104").await, [1]);
    money
}

#[tokio::test]
async fn an_old_result_read_again_changes_nothing() {
    let money = asked().await;
    let result = money.result("203104", date(2031, 5, 10), failed).await;
    let read = money.read("203104", result.clone(), false).await.unwrap();
    assert_eq!(read.unpaid, 1);
    let licence = money.last(ONE).await;
    let again = PaymentStep::RetryDeduction;
    let taken = money.registry.advance_payment(licence.id, again, "test");
    assert!(taken.await.unwrap());
    for is_correction in [false, true] {
        let read = money.read("203104", result.clone(), is_correction).await;
        let read = read.unwrap();
        assert!(read.is_known);
        assert_eq!((read.unpaid, read.conflicts.len()), (0, 0));
    }
    assert_eq!(money.state(ONE).await, PaymentState::AwaitingDeduction);
    // So it is in the next file.
    money.go_to(date(2031, 5, 16));
    assert_eq!(money.ask("203105").await, [1]);
}

#[tokio::test]
async fn another_result_is_a_correction_that_is_said_to_be_one() {
    let money = asked().await;
    let first = money.result("203104", date(2031, 5, 10), failed).await;
    money.read("203104", first, false).await.unwrap();
    let second = money.result("203104", date(2031, 5, 12), done).await;
    let refused = money.read("203104", second.clone(), false).await;
    assert!(matches!(refused, Err(DeductionError::OtherResult)));
    assert_eq!(money.state(ONE).await, PaymentState::Unpaid);

    let read = money.read("203104", second, true).await.unwrap();
    assert_eq!((read.deducted, read.conflicts.len()), (1, 0));
    let licence = money.last(ONE).await;
    assert_eq!(licence.held.payment, PaymentState::Deducted);
    // The receipt tells the day of the result, not that of its reading.
    let settled = Settlement {
        method: PaymentMethod::Deduction,
        on: date(2031, 5, 12),
    };
    assert_eq!(licence.settled, Some(settled));
    let third = money.result("203104", date(2031, 5, 14), failed).await;
    money.read("203104", third, true).await.unwrap();
    let licence = money.last(ONE).await;
    assert_eq!(licence.held.payment, PaymentState::Unpaid);
    assert_eq!(licence.settled, None);
}

#[tokio::test]
async fn what_does_not_fit_is_told_and_changes_nothing() {
    let money = asked().await;
    let first = money.result("203104", date(2031, 5, 10), failed).await;
    money.read("203104", first, false).await.unwrap();
    let licence = money.last(ONE).await;
    let invoice = PaymentStep::SendInvoice;
    let taken = money.registry.advance_payment(licence.id, invoice, "test");
    assert!(taken.await.unwrap());
    let second = money.result("203104", date(2031, 5, 12), done).await;
    let read = money.read("203104", second, true).await.unwrap();
    let [conflict] = read.conflicts.as_slice() else {
        panic!("{read:?}")
    };
    assert_eq!(conflict.answer.office, number(ONE));
    assert_eq!(conflict.state(), Some(PaymentState::Invoiced));
    assert_eq!((read.deducted, read.unchanged), (0, 0));
    assert_eq!(money.state(ONE).await, PaymentState::Invoiced);
    let trail = money.audit().await;
    let noted = trail.iter().find(|row| row.action == "deduction.conflict");
    assert_eq!(noted.unwrap().subject, ONE);
}

#[tokio::test]
async fn no_invoice_is_sent_while_the_federation_is_asked() {
    let money = asked().await;
    let licence = money.last(ONE).await;
    for step in [
        PaymentStep::SendInvoice,
        PaymentStep::ReceiveTransfer {
            on: date(2031, 4, 16),
        },
    ] {
        let refused = money.registry.advance_payment(licence.id, step, "test");
        let refused = refused.await;
        assert!(matches!(refused, Err(LicenceError::Refused(_))), "{step:?}");
    }
}

#[tokio::test]
async fn the_office_is_told_why_nothing_was_deducted() {
    let money = Money::on(date(2031, 4, 10)).await;
    let letter = money.enrol(ONE).await;
    money
        .apply(&letter, PaymentMethod::Deduction)
        .await
        .unwrap();
    money.go_to(date(2031, 4, 16));
    money.ask("203104").await;
    let result = money.result("203104", date(2031, 5, 10), failed).await;
    money.read("203104", result, false).await.unwrap();
    let notices = money.notices(&letter).await;
    let told = &notices[0];
    assert_eq!(told.title, "ライセンス料の差引ができませんでした");
    assert!(told.body.contains("理由：支払額が差引額に足りません"));
}

#[tokio::test]
async fn an_answer_finds_the_number_that_followed() {
    let money = asked().await;
    let registry = &money.registry;
    registry
        .succeed_office(number(ONE), number(TWO), "test")
        .await
        .unwrap();
    assert!(money.licences(ONE).await.is_empty());
    assert_eq!(money.state(TWO).await, PaymentState::Requested);
    let result = money.result("203104", date(2031, 5, 10), failed).await;
    let read = money.read("203104", result, false).await.unwrap();
    assert_eq!((read.unpaid, read.conflicts.len()), (1, 0));
    assert_eq!(money.state(TWO).await, PaymentState::Unpaid);
    let licence = money.last(TWO).await;
    let again = PaymentStep::RetryDeduction;
    let taken = registry.advance_payment(licence.id, again, "test");
    assert!(taken.await.unwrap());
    money.go_to(date(2031, 5, 16));
    assert_eq!(money.ask("203105").await, [1]);
}
