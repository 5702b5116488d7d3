//! An office without a licence (ライセンス) of its own is refused by its own program, before anything leaves it.

use std::path::Path;
use std::sync::{Arc, Mutex, mpsc};

use jiff::SignedDuration;
use serde_json::Value;
use tasuki_desk::{Desk, DeskError, Draft, Outcome, Progress};
use tasuki_terms::{Clock as _, Timestamp};
use tasuki_testing::TownOffice;
use tokio::sync::Notify;

use crate::desk::{picture, wire};
use crate::town::Three;

/// The level at which the platform tells what it is asked.
const LOG: &str = "tasuki_server=debug";

const CODE: &str = "sender.not-licensed";

/// A text for an office, another for each number.
fn text(to: &TownOffice, number: u32) -> Draft {
    Draft {
        to: Some(to.number),
        text: Some(format!("{number}件目です。")),
        ..Draft::default()
    }
}

/// Gives the office another licence, as if it had applied or its year were over.
async fn set_licence(three: &Three, office: &TownOffice, term: [Option<Timestamp>; 2]) {
    let records = three.records().await;
    let mut row = records.office(office.number).await.unwrap().unwrap();
    [row.licensed_from, row.licensed_until] = term;
    records.save_office(row).await.unwrap();
}

/// Nothing of it lies in the office's ledger for later.
fn assert_nothing_waits(desk: &Desk) {
    assert_eq!(desk.waiting_messages().unwrap(), 0);
}

/// How often the platform was asked so, of its log.
fn asked(log: &str, method: &str, path: &str) -> usize {
    let lines = log.lines().map(|line| serde_json::from_str(line).unwrap());
    let is_so = |line: &Value| {
        let field = |name: &str| line.pointer(&format!("/fields/{name}"))?.as_str();
        let told = [field("message"), field("method"), field("path")];
        told == [Some("asked"), Some(method), Some(path)]
    };
    lines.filter(is_so).count()
}

/// What a refusal is to whoever called.
fn told(error: &DeskError) -> (String, String, String, Outcome) {
    let code = error.code().to_owned();
    (code, error.what(), error.hint(), error.outcome())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_without_a_licence_of_now_sends_nothing_and_one_that_gets_it_sends_at_once() {
    let mut three = Three::found(|_| ()).await;
    let binary = Path::new(env!("CARGO_BIN_EXE_tasuki-server"));
    let process = three.town.start_process(binary, LOG).await.unwrap();
    let desk = three.manager.desk(&three.town).unwrap();
    let now = three.clock.now();
    let hour = SignedDuration::from_hours(1);
    for term in [
        [None, None],
        [Some(now + hour), None],
        [Some(now - hour - hour), Some(now - hour)],
    ] {
        set_licence(&three, &three.manager, term).await;
        let refused = desk.send(picture(&three.helper, 1_000)).await.unwrap_err();
        assert_eq!(
            (refused.code(), refused.outcome()),
            (CODE, Outcome::Refused)
        );
        let drafts = (1..4).map(|number| text(&three.helper, number)).collect();
        let refused = desk.send_bulk(drafts).await.unwrap_err();
        assert_eq!(refused.code(), CODE);
        assert_nothing_waits(&desk);
    }
    set_licence(&three, &three.manager, [Some(now - hour), None]).await;
    desk.send(picture(&three.helper, 1_000)).await.unwrap();
    let log = process.kill().await.unwrap();
    assert_eq!(asked(&log, "PUT", "/v1/messages/{id}"), 1, "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_messages_ask_for_the_licence_once_and_a_new_day_asks_anew() {
    let mut three = Three::found(|_| ()).await;
    let binary = Path::new(env!("CARGO_BIN_EXE_tasuki-server"));
    let process = three.town.start_process(binary, LOG).await.unwrap();
    let desk = three.manager.desk(&three.town).unwrap();
    let drafts = (0..5).map(|number| text(&three.helper, number)).collect();
    let items = desk.send_bulk(drafts).await.unwrap();
    assert!(items.iter().all(|item| item.result.is_ok()), "{items:?}");
    desk.send(text(&three.helper, 5)).await.unwrap();

    // Of what has changed meanwhile the office knows nothing; the platform says it, and is asked from then on.
    let now = three.clock.now();
    let over = [Some(now - SignedDuration::from_hours(2)), Some(now)];
    set_licence(&three, &three.manager, over).await;
    let by_platform = desk.send(text(&three.helper, 6)).await.unwrap_err();
    assert!(
        matches!(by_platform, DeskError::Platform(_)),
        "{by_platform:?}"
    );
    let by_desk = desk.send(text(&three.helper, 6)).await.unwrap_err();
    assert!(matches!(by_desk, DeskError::Draft { .. }), "{by_desk:?}");
    assert_eq!(told(&by_desk), told(&by_platform));
    assert_eq!(by_desk.code(), CODE);
    assert_nothing_waits(&desk);
    let log = process.kill().await.unwrap();
    // Five, one, and the one that the platform refused.
    assert_eq!(asked(&log, "PUT", "/v1/messages/{id}"), 7, "{log}");
    assert_eq!(asked(&log, "GET", "/v1/account"), 2, "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_not_sent_without_a_licence_unless_the_platform_has_it_already() {
    let three = Three::start().await;
    let wire = wire(&three).await;
    let password = three.manager.password.clone();
    let desk = three.manager.desk_at(&wire.exchange(), password).unwrap();
    desk.account().await.unwrap();
    desk.limits().await.unwrap();
    // Of the first only the answer is lost.
    wire.lose_answers_to(60_000);
    let first = desk.send(picture(&three.helper, 100_000)).await;
    assert_eq!(first.unwrap_err().code(), "platform.lost");
    wire.mend();
    let plain = three.manager.session(&three.town).await.unwrap();
    let taken = plain.whole_list("outbox").await.unwrap();
    assert_eq!(taken.len(), 1);
    // The second is broken off on its way: it is held at its first piece until nobody waits for it.
    let second = || picture(&three.helper, 3_000_000);
    let begun = Arc::new(Notify::new());
    let told = Arc::clone(&begun);
    let (leave, is_to_leave) = mpsc::channel::<()>();
    let is_to_leave = Mutex::new(is_to_leave);
    let progress = Progress::new(move |_| {
        told.notify_one();
        assert!(is_to_leave.lock().unwrap().recv().is_err());
    });
    tokio::select! {
        sent = desk.send_told(second(), Some(&progress)) => panic!("{sent:?}"),
        () = begun.notified() => {}
    }
    drop(leave);
    assert_eq!(desk.waiting_messages().unwrap(), 2);

    let now = three.clock.now();
    let over = [Some(now - SignedDuration::from_hours(2)), Some(now)];
    set_licence(&three, &three.manager, over).await;
    three.clock.pass(SignedDuration::from_mins(10));
    let mut resumed = desk.resume().await.unwrap().into_iter();
    let sent = resumed.next().unwrap().result.unwrap();
    assert_eq!([sent.id], *taken);
    let refused = resumed.next().unwrap().result.unwrap_err();
    assert!(matches!(refused, DeskError::Draft { .. }), "{refused:?}");
    assert_eq!(refused.code(), CODE);
    assert!(resumed.next().is_none());
    assert_nothing_waits(&desk);
    assert_eq!(plain.whole_list("outbox").await.unwrap(), taken);

    // With another year the same draft goes, as another message.
    set_licence(&three, &three.manager, [Some(now), None]).await;
    let sent = desk.send(second()).await.unwrap();
    assert_eq!(plain.whole_list("outbox").await.unwrap().len(), 2);
    assert_ne!([sent.id], *taken);
}
