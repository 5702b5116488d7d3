mod kept;
mod public_notices;
mod tickets;

use tasuki_terms::{Digest, LicenceNumber, OfficeNumber, Timestamp, UserId};

use super::*;
use crate::records::tests::{Count, at, records};
use crate::records::transaction::Transaction;
use crate::{OfficeRow, RecordId, StoreError, UserRow};

fn office(number: &str) -> OfficeRow {
    OfficeRow {
        number: number.parse().unwrap(),
        name: "襷ケアプランセンター".to_owned(),
        kana: String::new(),
        service_types: vec!["43".parse().unwrap()],
        registered_at: at(0),
        licensed_from: None,
        licensed_until: None,
        status: tasuki_exchange::OfficeStatus::Active,
        successor: None,
        address: String::new(),
    }
}

const ONE: &str = "1370000001";
const OTHER: &str = "1370000002";

fn user(n: u32) -> UserId {
    format!("KJ{n:012}").parse().unwrap()
}

fn entry(second: i64, action: &'static str) -> AuditEntry {
    AuditEntry {
        at: at(second),
        actor: "operator".to_owned(),
        action,
        subject: ONE.to_owned(),
        detail: String::new(),
    }
}

#[tokio::test]
async fn after_an_error_nothing_of_a_change_is_kept() {
    let (_folder, records) = records().await;
    let told: Result<(), StoreError> = records
        .change("test", |records| {
            records.save_office(&office(ONE))?;
            records.append_audit(entry(1, "office.enrol"))?;
            Err(StoreError::Closed)
        })
        .await;
    assert!(matches!(told, Err(StoreError::Closed)));
    let kept = records
        .read("test", |records| {
            Ok((records.office_count("")?, records.audit_count("")?))
        })
        .await;
    assert_eq!(kept.unwrap(), (0, 0));
}

#[tokio::test]
async fn the_trail_tells_each_change_of_it() {
    let (_folder, records) = records().await;
    for (second, action) in [
        (1, "office.enrol"),
        (2, "office.letter"),
        (3, "office.close"),
    ] {
        records
            .change("test", move |records| {
                records.append_audit(entry(second, action))
            })
            .await
            .unwrap();
    }
    let (trail, count) = records
        .read("test", |records| {
            Ok((
                records.audit_after(0, "", 100)?,
                records.audit_count("operator")?,
            ))
        })
        .await
        .unwrap();
    assert_eq!(count, 3);
    let verify = |rows: &[AuditRow]| AuditChain::default().follow(rows);
    assert_eq!(verify(&trail), Ok(()));
    // In pages, too.
    let mut chain = AuditChain::default();
    for rows in trail.chunks(2) {
        assert_eq!(chain.follow(rows), Ok(()));
    }
    assert_eq!(chain.last(), 3);

    let broken = |ordinal, change: &dyn Fn(&mut Vec<AuditRow>)| {
        let mut changed = trail.clone();
        change(&mut changed);
        assert_eq!(verify(&changed), Err(BrokenTrail { ordinal }));
    };
    broken(2, &|rows| rows[1].detail.push('x'));
    broken(2, &|rows| rows[1].at = at(9));
    // What one text loses and the next gains is noticed, too.
    broken(1, &|rows| {
        rows[0].actor.push('o');
        rows[0].action.remove(0);
    });
    broken(1, &|rows| drop(rows.remove(0)));
    broken(2, &|rows| rows.swap(1, 2));
    broken(3, &|rows| rows[2].digest = Digest::new([7; 32]));
}

#[tokio::test]
async fn an_office_sees_its_own_notices_and_those_for_all() {
    let (_folder, records) = records().await;
    let ids = Count(std::sync::atomic::AtomicU64::new(1));
    let notice = |second, to: Option<&str>, title: &str| NoticeRow {
        id: RecordId::new(at(second), &ids),
        office: to.map(|number| number.parse().unwrap()),
        category: "証明書".to_owned(),
        title: title.to_owned(),
        body: "本文".to_owned(),
        shown_from: at(second),
        shown_until: None,
        is_important: false,
    };
    let rows = [
        notice(10, None, "請求受付期間について"),
        notice(20, Some(ONE), "証明書発行完了通知"),
        notice(30, Some(OTHER), "証明書発行完了通知"),
        notice(90, None, "まだ表示しない"),
    ];
    let first = rows[0].id;
    records
        .change("test", move |records| {
            records.save_office(&office(ONE))?;
            records.save_office(&office(OTHER))?;
            rows.iter().try_for_each(|row| records.save_notice(row))
        })
        .await
        .unwrap();
    let query = NoticeQuery {
        user: user(1),
        office: ONE.parse::<OfficeNumber>().unwrap(),
        now: at(50),
        since: None,
        before: None,
        is_unread_only: false,
        category: String::new(),
        includes_ended: false,
        text: String::new(),
    };
    let titles = async |query: &NoticeQuery| {
        let query = query.clone();
        records
            .read("test", move |records| {
                let found = records.notices(&query, 0, 10)?;
                assert_eq!(records.notice_count(&query)?, found.len() as u64);
                Ok(found
                    .into_iter()
                    .map(|view| view.notice.title)
                    .collect::<Vec<_>>())
            })
            .await
            .unwrap()
    };
    assert_eq!(
        titles(&query).await,
        ["証明書発行完了通知", "請求受付期間について"]
    );
    records
        .change("test", move |records| {
            records.notice_opened(first, user(1), at(51))
        })
        .await
        .unwrap();
    let unread = NoticeQuery {
        is_unread_only: true,
        ..query.clone()
    };
    assert_eq!(titles(&unread).await, ["証明書発行完了通知"]);
    // What one user has read is unread for another.
    let another = NoticeQuery {
        user: user(2),
        ..unread
    };
    assert_eq!(titles(&another).await.len(), 2);
    let worded = NoticeQuery {
        text: "請求".to_owned(),
        ..query.clone()
    };
    assert_eq!(titles(&worded).await, ["請求受付期間について"]);
    let early = NoticeQuery {
        before: Some(at(15)),
        ..query
    };
    assert_eq!(titles(&early).await, ["請求受付期間について"]);
}

#[tokio::test]
async fn failures_of_a_password_before_are_not_noted_of_the_new_one() {
    let (_folder, records) = records().await;
    let before = UserRow::new(user(1), ONE.parse().unwrap(), "before".to_owned());
    let failed = UserRow {
        failures: 9,
        locked_until: Some(at(100)),
        ..before.clone()
    };
    let now = UserRow::new(user(1), ONE.parse().unwrap(), "now".to_owned());
    let kept = records
        .change("test", move |records| {
            records.save_office(&office(ONE))?;
            records.save_user(&before)?;
            records.save_user(&now)?;
            records.note_failures(&failed)?;
            records.user(user(1))
        })
        .await
        .unwrap();
    assert_eq!(
        kept.map(|user| (user.failures, user.locked_until)),
        Some((0, None))
    );
}

#[tokio::test]
async fn mail_is_due_until_it_is_sent_or_given_up() {
    let (_folder, records) = records().await;
    let ids = Count(std::sync::atomic::AtomicU64::new(1));
    let [one, other] = [1, 2].map(|second| MailRow {
        id: RecordId::new(at(second), &ids),
        address: "clerk@example.jp".to_owned(),
        subject: "お知らせ".to_owned(),
        body: "本文".to_owned(),
        tries: 0,
        until: None,
    });
    let (first, second) = (one.id, other.id);
    records
        .change("test", move |records| {
            records.post_mail(&one, at(1))?;
            records.post_mail(&other, at(2))
        })
        .await
        .unwrap();
    let due = async |now: Timestamp| {
        let rows = records.read("test", move |records| records.due_mails(now, 10));
        let rows = rows.await.unwrap();
        rows.into_iter()
            .map(|mail| (mail.id, mail.tries))
            .collect::<Vec<_>>()
    };
    let state = async |mail| {
        let state = records.read("test", move |records| records.mail_state(mail));
        state.await.unwrap()
    };
    assert_eq!(due(at(1)).await, [(first, 0)]);
    assert_eq!(state(first).await, MailState::Waiting);
    records
        .change("test", move |records| {
            records.mail_sent(first, at(3))?;
            records.mail_failed(second, Some(at(60)))
        })
        .await
        .unwrap();
    assert_eq!(due(at(59)).await, []);
    assert_eq!(due(at(60)).await, [(second, 1)]);
    assert_eq!(state(first).await, MailState::Sent(at(3)));
    assert_eq!(state(second).await, MailState::Delayed(1));
    records
        .change("test", move |records| records.mail_failed(second, None))
        .await
        .unwrap();
    assert_eq!(due(at(99)).await, []);
}

#[tokio::test]
async fn a_number_is_given_once() {
    let (_folder, records) = records().await;
    let take = || {
        records.change("test", |records| {
            let licence = records.take_licence_number()?.map(LicenceNumber::value);
            let month = |text: &str| text.parse().unwrap();
            Ok((
                licence,
                records.take_invoice_number(month("202611"))?.to_string(),
                records.take_invoice_number(month("202612"))?.to_string(),
            ))
        })
    };
    let told = |place: u64| {
        let invoice = |month| format!("{month}-{place:05}");
        (Some(place), invoice("202611"), invoice("202612"))
    };
    // Nothing has these numbers, and still they are not given again.
    assert_eq!(take().await.unwrap(), told(1));
    assert_eq!(take().await.unwrap(), told(2));
}

#[tokio::test]
async fn each_result_of_a_file_is_kept() {
    let (_folder, records) = records().await;
    let file = DeductionFileRow {
        claim_month: "203104".parse().unwrap(),
        federation: "13".parse().unwrap(),
        made_at: at(1),
        made_by: "clerk".to_owned(),
        lines: 1,
        total: tasuki_terms::Yen::new(21_000),
        content: b"request".to_vec(),
        result_at: None,
    };
    let known = records
        .change("test", move |records| {
            records.save_deduction_file(&file)?;
            records.save_deduction_result(&file, b"first", (at(2), "clerk"))?;
            records.save_deduction_result(&file, b"second", (at(3), "clerk"))?;
            let has = |bytes| records.has_deduction_result(&file, bytes);
            let results = [has(b"first")?, has(b"second")?, has(b"third")?];
            let row = records.deduction_file(file.claim_month, file.federation)?;
            Ok((results, row.and_then(|row| row.result_at)))
        })
        .await;
    assert_eq!(known.unwrap(), ([true, true, false], Some(at(3))));
}

#[tokio::test]
async fn refusals_are_added_up_by_day_and_code() {
    let (_folder, records) = records().await;
    let day = 86_400;
    let count = async |second: i64, counts: Vec<(&'static str, u64)>| {
        let write = move |records: &Transaction<'_>| records.count_refusals(at(second), &counts);
        records.change("count", write).await.unwrap();
    };
    count(0, vec![("session.locked", 2)]).await;
    count(1, vec![("session.locked", 1), ("internal", 1)]).await;
    count(day, vec![("internal", 9)]).await;
    let read = move |records: &Transaction<'_>| records.refusals(at(day), 2);
    let told = records.read("read", read).await.unwrap();
    let told: Vec<_> = told.iter().map(|one| (&*one.code, &*one.days)).collect();
    let expected: [(&str, &[u64]); 2] = [("internal", &[1, 9]), ("session.locked", &[3, 0])];
    assert_eq!(told, expected);
    // What is older is not told.
    let read = move |records: &Transaction<'_>| records.refusals(at(3 * day), 2);
    assert!(records.read("read", read).await.unwrap().is_empty());
}

#[tokio::test]
async fn offices_are_counted_up_to_the_end_of_each_day_in_japan() {
    let (_folder, records) = records().await;
    let moments = [
        "2026-05-30T12:00:00Z",
        // The last microsecond of May in Japan, and the first one of June.
        "2026-05-31T14:59:59.999999Z",
        "2026-05-31T15:00:00Z",
        "2026-06-02T03:00:00Z",
    ];
    for (number, moment) in (1..).zip(moments) {
        let row = OfficeRow {
            registered_at: moment.parse().unwrap(),
            ..office(&format!("137000000{number}"))
        };
        let save = move |records: &Transaction<'_>| records.save_office(&row);
        records.change("save", save).await.unwrap();
    }
    let now: Timestamp = "2026-06-02T04:00:00Z".parse().unwrap();
    let read = move |records: &Transaction<'_>| records.figures(now, 3);
    let told = records.read("read", read).await.unwrap();
    let offices: Vec<_> = told.days.iter().map(|day| day.offices).collect();
    assert_eq!(offices, [2, 3, 4]);
}
