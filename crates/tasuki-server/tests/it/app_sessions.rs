//! Sessions of app users (個人ユーザ): they read, and nothing more.

use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use secrecy::ExposeSecret as _;
use tasuki_desk::{OfficeQuery, Query};
use tasuki_terms::AppUserId;
use tasuki_testing::{Answer, Caller, TownOffice, note, sealed};
use tasuki_wire::{MemberState, Session};

use crate::desk::{counting, picture};
use crate::problems::refused;
use crate::town::Three;

fn account(office: &TownOffice) -> (AppUserId, &str) {
    let (id, password) = office.app_user.as_ref().unwrap();
    (*id, password.expose_secret())
}

async fn log_in(caller: &Caller, office: &TownOffice) -> Answer {
    let (id, password) = account(office);
    caller.try_session(id, password).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_user_reads_lists_and_receipts_and_is_asked_for_the_office_user_otherwise() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let message = sealed(1, &three.manager, &three.helper).unwrap();
    let id = message.manifest.id;
    assert_eq!(manager.send(&message).await.unwrap().status, 201);

    let app = three.helper.app_session(&three.town).await.unwrap();
    assert_eq!(app.whole_list("inbox").await.unwrap(), [id]);
    assert_eq!(app.detail(id).await.unwrap().receipts.len(), 1);
    for path in ["/v1/limits", "/v1/platform", "/v1/offices/1370000001"] {
        assert_eq!(app.get(path).await.unwrap().status, 200, "{path}");
    }
    let own = note(2, &three.helper, &three.manager, 10).unwrap();
    for answer in [
        app.send(&own).await,
        app.fetch(id).await,
        app.put_opened(id, vec![1]).await,
        app.withdraw(id).await,
    ] {
        assert_eq!(refused(&answer.unwrap()), "session.office-user-needed");
    }
    // What was refused had no effect.
    assert_eq!(app.detail(id).await.unwrap().receipts.len(), 1);
    assert!(app.whole_list("outbox").await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_of_an_app_user_lives_and_is_lengthened_as_any_other() {
    let three = Three::start().await;
    let mut app = three.helper.caller(&three.town).unwrap();
    let first: Session = log_in(&app, &three.helper).await.json().unwrap();
    app.token = Some(first.token);
    three.clock.pass(SignedDuration::from_mins(59));
    let next = app.post("/v1/sessions/refresh").await.unwrap();
    app.token = Some(next.json::<Session>().unwrap().token);
    three.clock.pass(SignedDuration::from_mins(59));
    assert_eq!(app.get("/v1/inbox").await.unwrap().status, 200);
    // Lengthened, it is an app user's still.
    let refusal = app.withdraw(
        sealed(1, &three.manager, &three.helper)
            .unwrap()
            .manifest
            .id,
    );
    assert_eq!(
        refused(&refusal.await.unwrap()),
        "session.office-user-needed"
    );
    three.clock.pass(SignedDuration::from_mins(1));
    let ended = app.get("/v1/inbox").await.unwrap();
    assert_eq!(refused(&ended), "session.invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_user_of_another_office_is_one_that_there_is_not() {
    let three = Three::start().await;
    let manager = three.manager.caller(&three.town).unwrap();
    let unknown = "C000000000099".parse().unwrap();
    let (own, right) = account(&three.manager);
    let (other, of_other) = account(&three.helper);
    let mut told = Vec::new();
    for (id, password) in [
        (own, "wrong"),
        (own, three.manager.password.expose_secret()),
        (unknown, right),
        (other, right),
        (other, of_other),
    ] {
        let answer = manager.try_session(id, password).await.unwrap();
        assert_eq!(refused(&answer), "session.password-wrong");
        let problem = answer.problem().unwrap();
        told.push((problem.title, problem.detail));
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    // However often a foreign id is tried, nobody is locked out, and nothing is learnt.
    for _ in 0..6 {
        for id in [unknown, other] {
            let answer = manager.try_session(id, "wrong").await.unwrap();
            assert_eq!(refused(&answer), "session.password-wrong");
        }
    }
    let helper = three.helper.caller(&three.town).unwrap();
    assert_eq!(log_in(&helper, &three.helper).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_user_is_locked_out_apart_from_the_office_user() {
    let three = Three::start().await;
    let manager = three.manager.caller(&three.town).unwrap();
    let (id, _) = account(&three.manager);
    for _ in 0..4 {
        let answer = manager.try_session(id, "wrong").await.unwrap();
        assert_eq!(refused(&answer), "session.password-wrong");
    }
    assert_eq!(log_in(&manager, &three.manager).await.status, 200);
    for _ in 0..5 {
        let answer = manager.try_session(id, "wrong").await.unwrap();
        assert_eq!(refused(&answer), "session.password-wrong");
    }
    let locked = log_in(&manager, &three.manager).await;
    assert_eq!(refused(&locked), "session.locked");
    assert!(locked.headers.contains_key("retry-after"));
    // The office's user is none the worse for it.
    assert!(three.manager.session(&three.town).await.is_ok());
    three.clock.pass(SignedDuration::from_secs(31));
    assert_eq!(log_in(&manager, &three.manager).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_reads_as_the_app_user_and_asks_for_the_office_user_when_it_processes() {
    let three = Three::start().await;
    let (desk, asked) = counting(&three, &three.manager);
    let (id, password) = three.manager.app_user.clone().unwrap();
    let platform = desk.platform();
    let wrong = platform.open_app_session(id, "wrong".into()).await;
    assert_eq!(wrong.unwrap_err().code(), "session.password-wrong");
    platform.open_app_session(id, password).await.unwrap();
    assert!(
        desk.outbox(&Query::default())
            .await
            .unwrap()
            .messages
            .is_empty()
    );
    assert_eq!(platform.account().await.unwrap().app_user, Some(id));
    assert!(platform.notices(None).await.unwrap().notices.is_empty());
    let query = OfficeQuery {
        text: "架空".to_owned(),
        prefecture: "13".parse().ok(),
        service: "11".parse().ok(),
        member: Some(MemberState::Member),
        ..OfficeQuery::default()
    };
    let found = platform.search_offices(&query).await.unwrap();
    assert_eq!(found.offices.len(), 1);
    assert!(platform.about().await.unwrap().state.is_some());
    // It goes on over hours, with the password that it was given.
    three.clock.pass(SignedDuration::from_hours(9));
    desk.outbox(&Query::default()).await.unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 0);

    desk.send(picture(&three.helper, 100)).await.unwrap();
    desk.send(picture(&three.helper, 200)).await.unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    // Without the app user, the office user reads.
    platform.close_app_session().await;
    assert_eq!(
        desk.outbox(&Query::default()).await.unwrap().messages.len(),
        2
    );
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}
