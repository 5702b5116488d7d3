//! What an office learns of itself, and what it is told.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::SignedDuration;
use tasuki_desk::DeskError;
use tasuki_exchange::OfficeStatus;
use tasuki_store::{DatabasePlace, NoticeRow, RecordId};
use tasuki_terms::{Clock as _, Entropy, OfficeNumber, Timestamp};
use tasuki_testing::{Caller, note};
use tasuki_wire::{Account, LicenceState, NoticeList, OfficeState};

use crate::desk::picture;
use crate::problems::refused;
use crate::town::Three;

async fn account(caller: &Caller) -> Account {
    let answer = caller.get("/v1/account").await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_reads_its_own_standing_licence_and_certificates() {
    let three = Three::start().await;
    let terminal = three.manager.terminal(&three.town).await.unwrap();
    let manager = three.manager.session(&three.town).await.unwrap();
    let told = account(&manager).await;
    assert_eq!(told.number, three.manager.number);
    assert_eq!(told.name, three.manager.name);
    assert_eq!(told.status, OfficeState::Active);
    assert_eq!(told.successor, None);
    assert_eq!(told.licence.state, LicenceState::Valid);
    assert!(told.licence.shown_until.is_some());
    assert_eq!(
        told.app_user,
        three.manager.app_user.as_ref().map(|(id, _)| *id)
    );
    assert_eq!(told.reminder_days, [60, 30, 7]);
    let mut expected = [
        (three.manager.keys.issued.serial_hex.clone(), true),
        (terminal.keys.issued.serial_hex.clone(), false),
    ];
    expected.sort();
    let certificates = told.certificates.into_iter();
    let mut found: Vec<_> = certificates
        .map(|one| (one.serial, one.is_calling))
        .collect();
    found.sort();
    assert_eq!(found, expected);

    // The app user reads it, too, and of its own office.
    let app = three.helper.app_session(&three.town).await.unwrap();
    assert_eq!(account(&app).await.number, three.helper.number);
    three
        .set_status(&three.helper, OfficeStatus::Suspended)
        .await;
    assert_eq!(account(&app).await.status, OfficeState::Suspended);
    three.clock.pass(SignedDuration::from_hours(24 * 366));
    let manager = three.manager.session(&three.town).await.unwrap();
    assert_eq!(account(&manager).await.licence.state, LicenceState::Ended);
}

/// Ids that follow each other.
struct Count(AtomicU64);

impl Entropy for Count {
    fn fill(&self, bytes: &mut [u8]) {
        let next = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        for (byte, from) in bytes.iter_mut().rev().zip(next.iter().rev()) {
            *byte = *from;
        }
    }
}

fn notice(ids: &Count, office: Option<OfficeNumber>, title: &str, from: Timestamp) -> NoticeRow {
    NoticeRow {
        id: RecordId::new(from, ids),
        office,
        category: "お知らせ".to_owned(),
        title: title.to_owned(),
        body: "架空のお知らせです。".to_owned(),
        shown_from: from,
        shown_until: None,
        is_important: false,
    }
}

async fn notices(caller: &Caller, query: &str) -> NoticeList {
    let answer = caller.get(&format!("/v1/notices{query}")).await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json().unwrap()
}

fn titles(list: &NoticeList) -> Vec<&str> {
    list.notices.iter().map(|one| one.title.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_reads_what_is_shown_now_to_it_or_to_all() {
    let three = Three::start().await;
    let (ids, now) = (Count(1.into()), three.clock.now());
    let ago = |minutes| now - SignedDuration::from_mins(minutes);
    let ended = NoticeRow {
        shown_until: Some(ago(1)),
        ..notice(&ids, None, "終了", ago(50))
    };
    let rows = [
        notice(&ids, None, "全体1", ago(40)),
        notice(&ids, Some(three.manager.number), "自事業所", ago(30)),
        notice(&ids, Some(three.helper.number), "他事業所", ago(20)),
        notice(&ids, None, "全体2", ago(10)),
        notice(&ids, None, "予約", now + SignedDuration::from_hours(1)),
        ended,
    ];
    let records = three.records().await;
    let saved = records.change("test", move |records| {
        rows.iter().try_for_each(|row| records.save_notice(row))
    });
    saved.await.unwrap();
    let app = three.manager.app_session(&three.town).await.unwrap();

    let all = notices(&app, "").await;
    assert_eq!(titles(&all), ["全体1", "自事業所", "全体2"]);
    assert!(!all.more);
    let own: Vec<bool> = all.notices.iter().map(|one| one.is_own).collect();
    assert_eq!(own, [false, true, false]);

    let first = notices(&app, "?limit=2").await;
    assert_eq!(titles(&first), ["全体1", "自事業所"]);
    assert!(first.more);
    let after = format!("?after={}", first.next.unwrap());
    let second = notices(&app, &after).await;
    assert_eq!(titles(&second), ["全体2"]);
    // The end of what is known is where news begin.
    let after = format!("?after={}", second.next.unwrap());
    let nothing = notices(&app, &after).await;
    assert!(nothing.notices.is_empty() && !nothing.more);
    assert_eq!(format!("?after={}", nothing.next.unwrap()), after);
    three.clock.pass(SignedDuration::from_mins(59));
    assert!(notices(&app, &after).await.notices.is_empty());
    let stranger = three.stranger.session(&three.town).await.unwrap();
    assert_eq!(titles(&notices(&stranger, "").await), ["全体1", "全体2"]);
    let answer = app.get("/v1/notices?after=yesterday").await.unwrap();
    assert_eq!(refused(&answer), "request.malformed");
}

/// The records as they are now, elsewhere: what an operator may bring back later. The platform must not run.
fn records_of_now(three: &mut Three) -> DatabasePlace {
    if let Some(copy) = three.town.records().copy("before").unwrap() {
        return copy;
    }
    let folder = three.folder.path().join("before");
    fs_err::create_dir(&folder).unwrap();
    let records = three.town.settings().store.records.file().unwrap();
    for entry in fs_err::read_dir(records.parent().unwrap()).unwrap() {
        // What SQLite has not written into it yet lies beside it.
        let name = entry.unwrap().file_name();
        if name.to_string_lossy().starts_with("records.db") {
            fs_err::copy(records.with_file_name(&name), folder.join(&name)).unwrap();
        }
    }
    folder.join("records.db").into()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_that_records_of_before_do_not_know_is_told_so() {
    let mut three = Three::found(|_| ()).await;
    let before = records_of_now(&mut three);
    let late = three
        .town
        .office("1370000004", "後発訪問介護事業所", &["11"])
        .await
        .unwrap();
    three.town.start().await.unwrap();
    let session = late.session(&three.town).await.unwrap();
    assert_eq!(account(&session).await.number, late.number);
    let manager = three.manager.session(&three.town).await.unwrap();
    let asked = format!("/v1/offices/{}", late.number);
    assert_eq!(manager.get(&asked).await.unwrap().status, 200);
    let unknown = manager.get("/v1/offices/1379999999").await.unwrap();
    assert_eq!(refused(&unknown), "office.not-found");
    let desk = late.desk(&three.town).unwrap();
    desk.send(picture(&three.helper, 10)).await.unwrap();

    three.town.stop().await.unwrap();
    three.town.settings().store.records = before;
    three.town.start().await.unwrap();
    // Sessions are signed, and go on.
    for answer in [session.get("/v1/account").await, manager.get(&asked).await] {
        assert_eq!(refused(&answer.unwrap()), "office.not-found");
    }
    let message = note(1, &late, &three.helper, 10).unwrap();
    let answer = session.send(&message).await.unwrap();
    assert_eq!(refused(&answer), "sender.not-registered");
    // Its own program learns it before anything is sealed.
    three.clock.pass(SignedDuration::from_mins(10));
    let refused = desk.send(picture(&three.helper, 20)).await.unwrap_err();
    assert!(matches!(refused, DeskError::Draft { .. }), "{refused:?}");
    assert_eq!(refused.code(), "sender.not-registered");
    assert_eq!(desk.waiting_messages().unwrap(), 0);
}
