//! Numbers of licences and invoices name one thing for ever.

use jiff::civil::date;
use tasuki_exchange::{AutoRenewal, PaymentMethod, PaymentState};

use super::{Money, ONE, TWO, done};

#[tokio::test]
async fn a_year_that_is_taken_back_keeps_its_numbers() {
    let money = Money::on(date(2031, 4, 15)).await;
    let letter = money.enrol(ONE).await;
    money
        .apply(&letter, PaymentMethod::Deduction)
        .await
        .unwrap();
    money.go_to(date(2031, 4, 16));
    money.ask("203104").await;
    let result = money.result("203104", date(2031, 5, 10), done).await;
    money.read("203104", result, false).await.unwrap();
    money.go_to(date(2032, 4, 13));
    assert_eq!(money.registry.renew_licences().await.unwrap(), 1);
    let renewed = money.last(ONE).await;
    let off = money.registry.switch_renewal(letter.user, AutoRenewal::Off);
    off.await.unwrap();
    assert_eq!(money.licences(ONE).await.len(), 1);

    let other = money.apply_new(TWO, PaymentMethod::Deduction).await;
    assert_ne!(other.number, renewed.number);
    let records = money.records().await;
    let kept = records.read("test", move |records| {
        records.licence_of_number(renewed.number)
    });
    let kept = kept.await.unwrap().unwrap();
    assert_eq!(kept.held.payment, PaymentState::TakenBack);
    let trail = money.audit().await;
    let noted = trail.iter().find(|row| row.action == "licence.take-back");
    let noted = noted.unwrap();
    assert_eq!(noted.actor, letter.user.as_str());
    assert_eq!(noted.detail, renewed.number.to_string());
}

#[tokio::test]
async fn no_two_offices_get_invoices_of_one_number() {
    let money = Money::on(date(2031, 4, 15)).await;
    let letter = money.enrol(ONE).await;
    money.apply(&letter, PaymentMethod::Invoice).await.unwrap();
    let first = money.last(ONE).await;
    let paid = tasuki_exchange::PaymentStep::ReceiveTransfer {
        on: date(2031, 4, 15),
    };
    let taken = money.registry.advance_payment(first.id, paid, "test");
    assert!(taken.await.unwrap());
    money.go_to(date(2032, 4, 13));
    money.registry.renew_licences().await.unwrap();
    let renewed = money.last(ONE).await.invoice.unwrap();
    let off = money.registry.switch_renewal(letter.user, AutoRenewal::Off);
    off.await.unwrap();
    let other = money.apply_new(TWO, PaymentMethod::Invoice).await;
    assert_ne!(other.invoice.unwrap().0, renewed.0);
}
