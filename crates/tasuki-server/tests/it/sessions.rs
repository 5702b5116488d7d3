//! Sessions: who opens one, how long it lives.

use jiff::SignedDuration;
use reqwest::Method;
use secrecy::ExposeSecret as _;
use tasuki_testing::{Answer, Caller, TownOffice};
use tasuki_wire::Session;

use crate::problems::refused;
use crate::town::Three;

async fn log_in(caller: &Caller, office: &TownOffice) -> Answer {
    let password = office.password.expose_secret();
    caller.try_session(office.user, password).await.unwrap()
}

async fn refresh(caller: &Caller) -> Answer {
    caller.post("/v1/sessions/refresh").await.unwrap()
}

/// Whether the caller's token is good.
async fn is_in(caller: &Caller) -> bool {
    let answer = caller.get("/v1/limits").await.unwrap();
    answer.status == 200 || refused(&answer) != "session.invalid"
}

#[tokio::test(flavor = "multi_thread")]
async fn user_and_password_open_a_session_of_an_hour() {
    let three = Three::start().await;
    let mut manager = three.manager.caller(&three.town).unwrap();
    assert_eq!(
        refused(&manager.get("/v1/limits").await.unwrap()),
        "session.missing"
    );
    let answer = log_in(&manager, &three.manager).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let session: Session = answer.json().unwrap();
    manager.token = Some(session.token);
    assert!(is_in(&manager).await);
    three.clock.pass(SignedDuration::from_mins(59));
    assert!(is_in(&manager).await);
    three.clock.pass(SignedDuration::from_mins(1));
    assert!(!is_in(&manager).await);
    assert_eq!(refused(&refresh(&manager).await), "session.invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_the_certificates_user_is_told_no_more_than_who_mistypes() {
    let three = Three::start().await;
    let manager = three.manager.caller(&three.town).unwrap();
    let (right, other) = (
        three.manager.password.expose_secret(),
        three.helper.password.expose_secret(),
    );
    let unknown = "KJ137000000199".parse().unwrap();
    let mut told = Vec::new();
    for (user, password) in [
        (three.manager.user, "wrong"),
        (three.manager.user, ""),
        (unknown, right),
        (three.helper.user, other),
        (three.helper.user, right),
    ] {
        let answer = manager.try_session(user, password).await.unwrap();
        assert_eq!(refused(&answer), "session.password-wrong");
        let problem = answer.problem().unwrap();
        told.push((problem.title, problem.detail));
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");

    // Nor is a certificate of a user whom nobody registered.
    let keys = three.town.certificate(three.manager.number, unknown).await;
    let ghost = three.manager.with(unknown, keys.unwrap());
    let answer = log_in(&ghost.caller(&three.town).unwrap(), &ghost).await;
    assert_eq!(refused(&answer), "session.password-wrong");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_for_a_session_is_malformed() {
    let three = Three::start().await;
    let manager = three.manager.caller(&three.town).unwrap();
    let json = "application/json";
    for (media, body) in [
        (json, ""),
        (json, "{}"),
        (json, r#"{"user_id":"KJ1370000001","password":"x"}"#),
        (json, r#"{"user_id":"KJ137000000101","password":1}"#),
        (
            json,
            r#"{"user_id":"KJ137000000101","password":"x","office":"1370000002"}"#,
        ),
        (
            "text/plain",
            r#"{"user_id":"KJ137000000101","password":"x"}"#,
        ),
    ] {
        let request = manager
            .request(Method::POST, "/v1/sessions")
            .header("content-type", media)
            .body(body);
        let answer = manager.answer(request).await.unwrap();
        assert_eq!(refused(&answer), "request.malformed", "{media} {body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_lengthened_up_to_its_eighth_hour() {
    let three = Three::start().await;
    let mut manager = three.manager.caller(&three.town).unwrap();
    let first: Session = log_in(&manager, &three.manager).await.json().unwrap();
    let mut latest = first.clone();
    for _ in 0..9 {
        manager.token = Some(latest.token.clone());
        three.clock.pass(SignedDuration::from_mins(50));
        let answer = refresh(&manager).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let next: Session = answer.json().unwrap();
        assert_eq!(next.refresh_until, first.refresh_until);
        assert!(next.expires_at <= first.refresh_until);
        assert!(latest.expires_at <= next.expires_at);
        assert!(is_in(&manager).await, "the old token goes on living");
        latest = next;
    }
    // Seven and a half hours have passed; what comes now is cut short.
    assert_eq!(latest.expires_at, first.refresh_until);
    manager.token = Some(latest.token);
    three.clock.pass(SignedDuration::from_mins(29));
    assert!(is_in(&manager).await);
    three.clock.pass(SignedDuration::from_mins(1));
    assert!(!is_in(&manager).await);
    assert_eq!(refused(&refresh(&manager).await), "session.invalid");
    assert_eq!(log_in(&manager, &three.manager).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_times_of_sessions_are_settings() {
    let three = Three::start_with(|settings| {
        settings.session.minutes = 5;
        settings.session.refresh_hours = 1;
    })
    .await;
    let mut manager = three.manager.caller(&three.town).unwrap();
    let session: Session = log_in(&manager, &three.manager).await.json().unwrap();
    let minutes = session.refresh_until.duration_since(session.expires_at);
    assert_eq!(minutes, SignedDuration::from_mins(55));
    manager.token = Some(session.token);
    three.clock.pass(SignedDuration::from_mins(4));
    assert!(is_in(&manager).await);
    three.clock.pass(SignedDuration::from_mins(1));
    assert!(!is_in(&manager).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_outlives_a_restart_of_the_platform() {
    let mut three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    three.town.stop().await.unwrap();
    three.town.start().await.unwrap();
    assert!(is_in(&manager).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_is_no_token() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let token = manager.token.clone().unwrap();
    let bare = three.manager.caller(&three.town).unwrap();
    let (changed, _) = token.split_at(token.len() - 4);
    for header in [
        String::new(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        "Bearer x".to_owned(),
        format!("Bearer {changed}AAAA"),
        format!("Bearer {token}AAAA"),
        format!("Basic {token}"),
        token.clone(),
    ] {
        let request = bare
            .request(Method::GET, "/v1/limits")
            .header("authorization", &header);
        let answer = bare.answer(request).await.unwrap();
        assert_eq!(refused(&answer), "session.invalid", "{header}");
    }
}
