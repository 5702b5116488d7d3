//! Licences renew themselves, or not, and offices are told in time.

use jiff::civil::date;
use tasuki_exchange::AutoRenewal;

use tasuki_server::settings::{Fees, LicenceFee};

use super::{PAID_DAY, Portal, SCRIPTS, says};

#[tokio::test]
async fn a_settled_licence_renews_itself_once() {
    let mut portal = Portal::on(PAID_DAY).await;
    portal.apply("deduction").await;
    let licence = portal.only_licence().await;
    assert_eq!(licence.held.auto_renewal, AutoRenewal::On);
    portal.transfer_comes(licence.id).await;

    portal.go_to(date(2032, 4, 12)).await;
    assert_eq!(portal.registry.renew_licences().await.unwrap(), 0);
    portal.go_to(date(2032, 4, 13)).await;
    assert_eq!(portal.registry.renew_licences().await.unwrap(), 1);
    assert_eq!(portal.registry.renew_licences().await.unwrap(), 0);
    let rows = portal.licences().await;
    let [_, next] = rows.as_slice() else {
        panic!("{rows:?}")
    };
    assert_eq!(next.held.term.first_day(), date(2032, 4, 15));
    assert_eq!(next.held.term.last_day(), date(2033, 4, 14));
    assert_eq!(next.claim_month.unwrap().to_string(), "203204");
    // There is no gap for the exchange.
    let office = portal.office().await;
    assert_eq!(office.licensed_until, Some(next.held.term.until()));

    // Switched off before it begins, the new year is taken back.
    portal.page("/licence").await;
    let to = [("to", "off"), ("confirmed", "")];
    let reply = portal.surfer.post("/licence/renewal", &to).await.unwrap();
    says(&reply.text(), &["よろしいですか？"]);
    let to = [("to", "off"), ("confirmed", "yes")];
    let reply = portal.surfer.post("/licence/renewal", &to).await.unwrap();
    assert_eq!(&*reply.location, "/licence?renewal=off");
    says(
        &portal.page("/licence?renewal=off").await,
        &[
            "自動更新を「しない」に変更しました。",
            "2032年4月14日でライセンスが終了します。",
        ],
    );
    assert_eq!(portal.licences().await.len(), 1);
    assert_eq!(portal.registry.renew_licences().await.unwrap(), 0);
    let office = portal.office().await;
    assert_eq!(office.licensed_until, Some(licence.held.term.until()));

    // By hand the next year can be applied for, and follows without a gap.
    says(
        &portal.page("/application").await,
        &["利用申請可能です。", "2032年4月14日"],
    );
    portal.apply("deduction").await;
    let rows = portal.licences().await;
    assert_eq!(
        rows.last().unwrap().held.term.first_day(),
        date(2032, 4, 15)
    );
}

#[tokio::test]
async fn what_is_not_paid_is_not_renewed() {
    let mut portal = Portal::on(PAID_DAY).await;
    portal.apply("deduction").await;
    portal.go_to(date(2032, 4, 14)).await;
    assert_eq!(portal.registry.renew_licences().await.unwrap(), 0);
    portal.go_to(date(2032, 4, 16)).await;
    says(
        &portal.page("/application").await,
        &["現在は利用申請ができません。", "disabled>申請"],
    );
    says(
        &portal.page("/").await,
        &["ライセンスは2032年4月14日に終了しました。"],
    );
}

#[tokio::test]
async fn reminders_come_once_each() {
    let mut portal = Portal::on(PAID_DAY).await;
    portal.apply("deduction").await;
    let mut told = Vec::new();
    // The last day is 14 April 2032.
    for day in [
        date(2032, 2, 13),
        date(2032, 2, 14),
        date(2032, 3, 14),
        date(2032, 3, 15),
        date(2032, 4, 6),
        date(2032, 4, 7),
    ] {
        portal.go_to(day).await;
        told.push(portal.registry.remind_offices().await.unwrap());
        assert_eq!(portal.registry.remind_offices().await.unwrap(), 0, "{day}");
    }
    assert_eq!(told, [0, 1, 0, 1, 0, 1]);
    says(
        &portal.page("/").await,
        &["ライセンスの有効期限は2032年4月14日です。"],
    );
}

/// Years that begin up to 31 March 2032 are free.
fn free_to_march() -> Fees {
    let mut fees = Fees::default();
    fees.licence.push(LicenceFee {
        from: date(2031, 4, 1),
        to: Some(date(2032, 3, 31)),
        yen: 0,
        label: "2031年度（無料）".to_owned(),
    });
    fees
}

#[tokio::test]
async fn what_is_shown_before_a_renewal_is_what_it_costs() {
    let mut portal = Portal::charging(free_to_march(), date(2031, 4, 16)).await;
    says(
        &portal.page("/application/form").await,
        &[
            "0円　2031年度（無料）",
            "差し引きはありません",
            "有効期間が始まります",
        ],
    );
    portal.apply("deduction").await;
    let off = portal
        .registry
        .switch_renewal(portal.letter.user, AutoRenewal::Off);
    off.await.unwrap();

    // In the free year the next one, which is not free, is applied for.
    portal.go_to(date(2032, 3, 1)).await;
    let fee = "21,000円　年間ライセンス料（税込）";
    let term = "2032年4月16日から2033年4月15日まで";
    let begins = format!("現在のライセンスに続く1年間（{term}）のライセンスが登録されます");
    let page = portal.page("/application/form").await;
    let months = "2032年5月の請求分（2032年6月のお支払い分）";
    says(&page, &[fee, term, &begins, months]);
    assert!(!page.contains("差し引きはありません"), "{page}");
    assert!(!page.contains("有効期間が始まります"), "{page}");
    // Without scripts it is asked on a page of its own.
    let unanswered: Vec<_> = SCRIPTS
        .iter()
        .map(|(name, value)| (*name, if *name == "confirmed" { "" } else { *value }))
        .collect();
    let reply = portal.post_form(&unanswered).await;
    says(&reply.text(), &["よろしいですか？", fee, term, &begins]);

    portal.apply("deduction").await;
    let rows = portal.licences().await;
    let next = rows.last().unwrap();
    assert_eq!(next.fee.amount(), 21_000);
    assert_eq!(next.held.term.first_day(), date(2032, 4, 16));
    assert_eq!(next.claim_month.unwrap().to_string(), "203205");
}
