//! Years: renewed late, granted by hand, carried over, and who is reminded of their end.

use jiff::civil::date;
use tasuki_exchange::{AutoRenewal, OfficeStatus, PaymentMethod, PaymentState, PaymentStep};
use tasuki_server::{NewEnrolment, Registration};
use tasuki_terms::day_in_japan;

use super::{Money, ONE, TWO, number};

/// An office whose year from 10 April 2031 is paid.
async fn paid() -> Money {
    let money = Money::on(date(2031, 4, 10)).await;
    let licence = money.apply_new(ONE, PaymentMethod::Invoice).await;
    let on = date(2031, 4, 10);
    let step = PaymentStep::ReceiveTransfer { on };
    let taken = money.registry.advance_payment(licence.id, step, "test");
    assert!(taken.await.unwrap());
    money
}

#[tokio::test]
async fn a_year_is_renewed_after_days_of_downtime_from_that_day_on() {
    let money = paid().await;
    // Its last day was the 9th.
    money.go_to(date(2032, 4, 14));
    assert_eq!(money.registry.renew_licences().await.unwrap(), 1);
    assert_eq!(money.registry.renew_licences().await.unwrap(), 0);
    let renewed = money.last(ONE).await;
    assert_eq!(renewed.held.term.first_day(), date(2032, 4, 14));
    let office = money.records().await.office(number(ONE)).await;
    let until = office.unwrap().unwrap().licensed_until;
    assert_eq!(until, Some(renewed.held.term.until()));
}

#[tokio::test]
async fn a_year_is_renewed_when_its_office_works_again() {
    let money = paid().await;
    let set = |status| {
        let registry = &money.registry;
        registry.set_office_status(number(ONE), status, "test")
    };
    set(OfficeStatus::Suspended).await.unwrap();
    money.go_to(date(2032, 4, 9));
    assert_eq!(money.registry.renew_licences().await.unwrap(), 0);
    money.go_to(date(2032, 5, 20));
    set(OfficeStatus::Active).await.unwrap();
    assert_eq!(money.registry.renew_licences().await.unwrap(), 1);
    let term = money.last(ONE).await.held.term;
    assert_eq!(term.first_day(), date(2032, 5, 20));
}

#[tokio::test]
async fn who_is_not_at_work_is_not_reminded() {
    let money = paid().await;
    money.apply_new(TWO, PaymentMethod::Deduction).await;
    let registry = &money.registry;
    let closed = registry.set_office_status(number(ONE), OfficeStatus::Closed, "test");
    closed.await.unwrap();
    money.go_to(date(2032, 4, 1));
    assert_eq!(registry.remind_offices().await.unwrap(), 1);
    // The other one is reminded, once.
    assert_eq!(registry.remind_offices().await.unwrap(), 0);
}

#[tokio::test]
async fn an_application_does_not_shorten_what_was_granted_by_hand() {
    let money = Money::on(date(2031, 4, 10)).await;
    let letter = money.enrol(ONE).await;
    let new = Registration {
        office: NewEnrolment {
            number: number(ONE),
            name: "襷ケアプランセンター".to_owned(),
            kana: String::new(),
            service_types: vec!["43".parse().unwrap()],
            address: String::new(),
        },
        licence_days: Some(1000),
        user: None,
        app_user: None,
    };
    money.registry.register(new, "test").await.unwrap();
    let end = || async {
        let office = money.records().await.office(number(ONE)).await;
        office.unwrap().unwrap().licensed_until
    };
    let granted = end().await;
    assert_eq!(granted.map(day_in_japan), Some(date(2034, 1, 4)));
    money
        .apply(&letter, PaymentMethod::Deduction)
        .await
        .unwrap();
    assert_eq!(end().await, granted);
}

#[tokio::test]
async fn what_is_open_to_pay_goes_to_the_new_number() {
    let money = Money::on(date(2031, 4, 10)).await;
    let before = money.apply_new(ONE, PaymentMethod::Invoice).await;
    let registry = &money.registry;
    registry
        .succeed_office(number(ONE), number(TWO), "test")
        .await
        .unwrap();
    assert!(money.licences(ONE).await.is_empty());
    let after = money.last(TWO).await;
    assert_eq!(after.number, before.number);
    assert_eq!(after.invoice, before.invoice);
    assert_eq!(after.fee.amount(), 21_000);
    assert_eq!(after.held.payment, PaymentState::Invoiced);
    let office = money.records().await.office(number(TWO)).await;
    let until = office.unwrap().unwrap().licensed_until;
    assert_eq!(until, Some(before.held.term.until()));
}

#[tokio::test]
async fn what_is_paid_is_not_asked_for_again_under_the_new_number() {
    let money = paid().await;
    let registry = &money.registry;
    registry
        .succeed_office(number(ONE), number(TWO), "test")
        .await
        .unwrap();
    assert_eq!(money.state(ONE).await, PaymentState::Paid);
    let after = money.last(TWO).await;
    assert_eq!(after.held.payment, PaymentState::CarriedOver);
    assert_eq!(after.fee.amount(), 21_000);
    assert_eq!((after.settled, after.invoice), (None, None));
    assert_eq!(after.held.term, money.last(ONE).await.held.term);
}

#[tokio::test]
async fn a_next_year_that_was_applied_for_and_paid_stays_under_the_new_number() {
    let money = Money::on(date(2031, 4, 10)).await;
    let letter = money.enrol(ONE).await;
    let pay = async |on| {
        money.apply(&letter, PaymentMethod::Invoice).await.unwrap();
        let licence = money.last(ONE).await;
        let step = PaymentStep::ReceiveTransfer { on };
        let taken = money.registry.advance_payment(licence.id, step, "test");
        assert!(taken.await.unwrap());
        let off = money.registry.switch_renewal(letter.user, AutoRenewal::Off);
        off.await.unwrap();
    };
    pay(date(2031, 4, 10)).await;
    money.go_to(date(2032, 3, 1));
    pay(date(2032, 3, 1)).await;
    let registry = &money.registry;
    let new = registry.succeed_office(number(ONE), number(TWO), "test");
    let new = new.await.unwrap();
    for to in [AutoRenewal::On, AutoRenewal::Off] {
        registry.switch_renewal(new.user, to).await.unwrap();
    }
    let carried = money.licences(TWO).await;
    let [first, next] = carried.as_slice() else {
        panic!("{carried:?}")
    };
    assert_ne!(first.application, next.application);
    assert_eq!(next.held.term.last_day(), date(2033, 4, 9));

    // It was no free year, and it tells what the year after it costs.
    money.go_to(date(2033, 2, 8));
    assert_eq!(registry.remind_offices().await.unwrap(), 1);
    let notices = money.notices(&new).await;
    assert_eq!(notices[0].title, "ライセンスの有効期限が近づいています");
    let fee = "次の1年間（2033年4月10日から）のライセンス料は21,000円（税込）です。";
    assert!(notices[0].body.contains(fee), "{}", notices[0].body);
}

#[tokio::test]
async fn a_next_year_that_renewed_itself_can_be_taken_back_under_the_new_number() {
    let money = paid().await;
    money.go_to(date(2032, 4, 8));
    let registry = &money.registry;
    assert_eq!(registry.renew_licences().await.unwrap(), 1);
    let new = registry.succeed_office(number(ONE), number(TWO), "test");
    let new = new.await.unwrap();
    assert_eq!(money.licences(TWO).await.len(), 2);
    let off = registry.switch_renewal(new.user, AutoRenewal::Off);
    off.await.unwrap();
    assert_eq!(money.licences(TWO).await.len(), 1);
}
