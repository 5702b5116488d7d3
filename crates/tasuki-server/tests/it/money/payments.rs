//! Invoices, transfers, and days of payment.

use jiff::civil::date;
use tasuki_exchange::{LicenceRefusal, PaymentMethod, PaymentState, PaymentStep, Settlement};
use tasuki_server::{ApplyError, LicenceError};

use super::{Money, ONE, failed};

#[tokio::test]
async fn the_receipt_tells_how_and_when_it_was_paid() {
    let money = Money::on(date(2031, 4, 10)).await;
    money.apply_new(ONE, PaymentMethod::Deduction).await;
    money.go_to(date(2031, 4, 16));
    money.ask("203104").await;
    let result = money.result("203104", date(2031, 5, 10), failed).await;
    money.read("203104", result, false).await.unwrap();
    let id = money.last(ONE).await.id;
    money.go_to(date(2031, 5, 12));
    let step = |step| money.registry.advance_payment(id, step, "test");
    assert!(step(PaymentStep::SendInvoice).await.unwrap());
    money.go_to(date(2031, 5, 30));
    let transfer = |day| PaymentStep::ReceiveTransfer {
        on: date(2031, 5, day),
    };
    for wrong in [11, 31] {
        let refused = step(transfer(wrong)).await;
        assert!(
            matches!(
                refused,
                Err(LicenceError::Refused(LicenceRefusal::TransferDay { .. }))
            ),
            "{wrong}"
        );
    }
    assert!(step(transfer(20)).await.unwrap());
    let settled = Settlement {
        method: PaymentMethod::Invoice,
        on: date(2031, 5, 20),
    };
    assert_eq!(money.last(ONE).await.settled, Some(settled));

    // It was another office's transfer.
    assert!(step(PaymentStep::RevertTransfer).await.unwrap());
    let licence = money.last(ONE).await;
    assert_eq!(licence.held.payment, PaymentState::Unpaid);
    assert_eq!(licence.settled, None);
    assert!(licence.invoice.is_some());
}

#[tokio::test]
async fn an_invoice_becomes_overdue_by_itself_and_another_one_is_due_later() {
    let money = Money::on(date(2031, 4, 10)).await;
    let letter = money.enrol(ONE).await;
    money.apply(&letter, PaymentMethod::Invoice).await.unwrap();
    let id = money.last(ONE).await.id;
    money.go_to(date(2031, 5, 31));
    assert_eq!(money.registry.pass_due_days().await.unwrap(), 0);
    let early = money
        .registry
        .advance_payment(id, PaymentStep::PassDueDay, "test");
    assert!(early.await.is_err());
    money.go_to(date(2031, 6, 1));
    assert_eq!(money.registry.pass_due_days().await.unwrap(), 1);
    assert_eq!(money.registry.pass_due_days().await.unwrap(), 0);
    let overdue = money.last(ONE).await;
    assert_eq!(overdue.held.payment, PaymentState::Unpaid);
    let notices = money.notices(&letter).await;
    assert_eq!(notices[0].title, "ライセンス料の支払期限が過ぎています");
    assert!(notices[0].body.contains("2031年5月31日"));

    let step = PaymentStep::SendInvoice;
    let again = money.registry.advance_payment(id, step, "test");
    assert!(again.await.unwrap());
    let invoice = money.last(ONE).await.invoice.unwrap();
    assert_ne!(Some(invoice), overdue.invoice);
    assert_eq!(money.registry.pass_due_days().await.unwrap(), 0);

    // A transfer may name the first one: the audit trail knows both.
    let (number, first) = (overdue.number, overdue.invoice.unwrap().0);
    let trail = money.audit().await;
    let told = |action| {
        let found = trail.iter().find(|row| row.action == action);
        found.unwrap().detail.clone()
    };
    assert_eq!(told("service.apply"), format!("{number} 請求書:{first}"));
    let expected = format!("{number} 請求書:{} 無効:{first}", invoice.0);
    assert_eq!(told("licence.send-invoice"), expected);
}

#[tokio::test]
async fn asked_for_again_an_old_invoice_does_not_count_but_its_transfer_can_be_entered() {
    let money = Money::on(date(2031, 4, 10)).await;
    let id = money.apply_new(ONE, PaymentMethod::Invoice).await.id;
    money.go_to(date(2031, 6, 1));
    money.registry.pass_due_days().await.unwrap();
    let step = |step| money.registry.advance_payment(id, step, "test");
    assert!(step(PaymentStep::RetryDeduction).await.unwrap());
    assert_eq!(money.last(ONE).await.invoice, None);
    let on = date(2031, 6, 1);
    assert!(step(PaymentStep::ReceiveTransfer { on }).await.unwrap());
    assert_eq!(money.state(ONE).await, PaymentState::Paid);
    money.go_to(date(2031, 6, 16));
    assert!(money.plan("203106").await.unwrap().files.is_empty());
}

#[tokio::test]
async fn without_an_issuer_there_are_no_invoices() {
    let mut money = Money::on(date(2031, 4, 10)).await;
    let id = money.apply_new(ONE, PaymentMethod::Invoice).await.id;
    let on = date(2031, 4, 10);
    let paid = PaymentStep::ReceiveTransfer { on };
    let taken = money.registry.advance_payment(id, paid, "test");
    assert!(taken.await.unwrap());
    // The issuer goes.
    let file = money.town.setup().settings_file().to_owned();
    let settings = fs_err::read_to_string(&file).unwrap();
    let (without, _) = settings.split_once("\n[issuer]").unwrap();
    fs_err::write(&file, without).unwrap();
    money.registry = money.town.registry().await.unwrap();

    let letter = money.enrol("1370000009").await;
    let refused = money.apply(&letter, PaymentMethod::Invoice).await;
    assert!(matches!(
        refused,
        Err(ApplyError::Refused(LicenceRefusal::NoIssuer))
    ));
    money
        .apply(&letter, PaymentMethod::Deduction)
        .await
        .unwrap();
    let other = money.last("1370000009").await;
    let step = PaymentStep::SendInvoice;
    let refused = money.registry.advance_payment(other.id, step, "test").await;
    assert!(matches!(
        refused,
        Err(LicenceError::Refused(LicenceRefusal::NoIssuer))
    ));
    // A year that renews itself is deducted.
    money.go_to(date(2032, 4, 9));
    money.registry.renew_licences().await.unwrap();
    let renewed = money.last(ONE).await;
    assert_eq!(renewed.held.method, PaymentMethod::Deduction);
    assert_eq!(renewed.held.payment, PaymentState::AwaitingDeduction);
}
