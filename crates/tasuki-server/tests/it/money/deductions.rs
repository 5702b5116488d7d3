//! Which fees a deduction file asks for.

use jiff::civil::date;
use tasuki_exchange::{PaymentMethod, PaymentState};
use tasuki_server::DeductionError;

use super::{Money, ONE, TWO, done, failed, number};

#[tokio::test]
async fn a_fee_whose_result_is_late_is_asked_for_once() {
    let money = Money::on(date(2031, 12, 10)).await;
    money.apply_new(ONE, PaymentMethod::Deduction).await;
    money.go_to(date(2031, 12, 16));
    assert_eq!(money.ask("203112").await, [1]);
    assert_eq!(money.state(ONE).await, PaymentState::Requested);
    money.apply_new(TWO, PaymentMethod::Deduction).await;

    // The result of December is still out when January is asked for.
    money.go_to(date(2032, 1, 16));
    let result = money.result("203112", date(2032, 1, 20), failed).await;
    assert_eq!(money.ask("203201").await, [1]);
    let line = money.last(TWO).await;
    assert_eq!(line.held.payment, PaymentState::Requested);

    // What failed is asked for again only where the operator says so.
    money.read("203112", result, false).await.unwrap();
    money.go_to(date(2032, 2, 16));
    let planned = money.plan("203202").await.unwrap();
    assert!(planned.files.is_empty(), "{planned:?}");
    let result = money.result("203201", date(2032, 2, 10), done).await;
    let read = money.read("203201", result, false).await.unwrap();
    assert_eq!((read.deducted, read.conflicts.len()), (1, 0));
}

#[tokio::test]
async fn a_month_is_asked_for_from_its_16th_on() {
    let money = Money::on(date(2031, 4, 15)).await;
    money.apply_new(ONE, PaymentMethod::Deduction).await;
    for month in ["203104", "203105", "203204"] {
        let refused = money.plan(month).await;
        assert!(
            matches!(refused, Err(DeductionError::TooEarly(_))),
            "{month}"
        );
        let month = month.parse().unwrap();
        let refused = money.registry.make_deductions(month, "test").await;
        assert!(matches!(refused, Err(DeductionError::TooEarly(_))));
    }
    money.go_to(date(2031, 4, 16));
    let planned = money.plan("203104").await.unwrap();
    assert_eq!(planned.files[0].total.amount(), 21_000);
    assert_eq!(money.state(ONE).await, PaymentState::AwaitingDeduction);
    assert_eq!(money.ask("203104").await, [1]);
    assert!(money.plan("203104").await.unwrap().files.is_empty());
}

#[tokio::test]
async fn fees_of_numbers_without_a_prefecture_are_listed() {
    let money = Money::on(date(2031, 4, 10)).await;
    let nowhere = "9970000001";
    money.apply_new(ONE, PaymentMethod::Deduction).await;
    let licence = money.apply_new(nowhere, PaymentMethod::Deduction).await;
    money.go_to(date(2031, 4, 16));
    let planned = money.plan("203104").await.unwrap();
    let [left_out] = planned.left_out.as_slice() else {
        panic!("{planned:?}")
    };
    assert_eq!(left_out.licence, licence.number);
    assert_eq!(left_out.office, number(nowhere));
    assert_eq!(money.ask("203104").await, [1]);
    assert_eq!(money.state(nowhere).await, PaymentState::AwaitingDeduction);
}
