//! Every operation of the interface against everybody who may not ask for it.

use std::collections::BTreeMap;

use reqwest::Method;
use tasuki_exchange::OfficeStatus;
use tasuki_seal::SystemEntropy;
use tasuki_terms::{Clock as _, MessageId, MessageState, SystemClock};
use tasuki_testing::{Answer, Caller, sealed};
use tasuki_wire::{MessageDetail, Problem};

use crate::problems::refused;
use crate::town::Three;

/// What an operation needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Needs {
    /// A certificate.
    Certificate,
    /// A certificate and a session, be it an app user's.
    Session,
    /// A certificate and a session of the office's user.
    OfficeUser,
}

/// All operations of the OpenAPI document, what each needs, and whether an office that is suspended and
/// one that is closed may ask for it. `/v1/openapi.json` itself needs nothing.
pub(crate) const OPERATIONS: [(&str, &str, Needs, [bool; 2]); 16] = [
    ("get", "/v1/account", Needs::Session, [true, true]),
    ("get", "/v1/events", Needs::Session, [false, true]),
    ("get", "/v1/inbox", Needs::Session, [true, true]),
    ("get", "/v1/limits", Needs::Session, [true, true]),
    ("get", "/v1/messages/{id}", Needs::Session, [true, true]),
    (
        "put",
        "/v1/messages/{id}",
        Needs::OfficeUser,
        [false, false],
    ),
    (
        "get",
        "/v1/messages/{id}/content",
        Needs::OfficeUser,
        [false, true],
    ),
    (
        "put",
        "/v1/messages/{id}/receipts/opened",
        Needs::OfficeUser,
        [false, true],
    ),
    (
        "post",
        "/v1/messages/{id}/withdrawal",
        Needs::OfficeUser,
        [false, true],
    ),
    ("get", "/v1/notices", Needs::Session, [true, true]),
    ("get", "/v1/offices", Needs::Session, [false, true]),
    ("get", "/v1/offices/{number}", Needs::Session, [false, true]),
    ("get", "/v1/outbox", Needs::Session, [true, true]),
    ("get", "/v1/platform", Needs::Session, [true, true]),
    ("post", "/v1/sessions", Needs::Certificate, [true, true]),
    ("post", "/v1/sessions/refresh", Needs::Session, [true, true]),
];

/// Method and path of each operation, and the statuses that the document tells.
pub(crate) fn described() -> BTreeMap<(String, String), Vec<u16>> {
    let document = serde_json::to_value(tasuki_server::openapi()).unwrap();
    let mut described = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let responses = operation["responses"].as_object().unwrap();
            let statuses = responses.keys().filter_map(|status| status.parse().ok());
            described.insert((method.clone(), path.clone()), statuses.collect());
        }
    }
    described
}

fn request(caller: &Caller, method: &str, path: &str) -> reqwest::RequestBuilder {
    let id = MessageId::new(SystemClock.now(), &SystemEntropy).to_string();
    let path = path.replace("{id}", &id).replace("{number}", "1370000002");
    assert!(!path.contains('{'), "{path}");
    let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
    caller.request(method, &path)
}

async fn ask(caller: &Caller, method: &str, path: &str) -> Answer {
    caller.answer(request(caller, method, path)).await.unwrap()
}

#[test]
fn every_operation_of_the_document_stands_in_this_table() {
    let mut table: Vec<_> = OPERATIONS
        .iter()
        .map(|(method, path, ..)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    table.sort();
    let described: Vec<_> = described().into_keys().collect();
    assert_eq!(described, table);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_without_a_certificate_is_let_in() {
    let three = Three::start().await;
    let authority = three.town.authority().unwrap();
    let exchange = three.town.exchange();
    let mut nobody = Caller::new(&exchange, &authority.bundle_pem(), None).unwrap();
    let manager = three.manager.session(&three.town).await.unwrap();
    for token in [None, Some("garbage".to_owned()), manager.token] {
        nobody.token = token;
        for (method, path, ..) in OPERATIONS {
            let answer = ask(&nobody, method, path).await;
            assert_eq!(refused(&answer), "certificate.missing", "{method} {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_without_a_session_is_let_in() {
    let three = Three::start().await;
    let mut caller = three.manager.caller(&three.town).unwrap();
    let other = three.helper.session(&three.town).await.unwrap();
    let cases = [
        (None, "session.missing"),
        (Some("garbage".to_owned()), "session.invalid"),
        (other.token, "session.other-certificate"),
    ];
    for (token, code) in cases {
        caller.token = token;
        for (method, path, needs, _) in OPERATIONS {
            let answer = ask(&caller, method, path).await;
            let expected = match needs {
                Needs::Session | Needs::OfficeUser => code,
                // It is let in, and has said nothing.
                Needs::Certificate => "request.malformed",
            };
            assert_eq!(refused(&answer), expected, "{method} {path}");
        }
    }
}

/// The problem's code; none where the caller was let in, whatever came of it.
async fn kept_out(caller: &Caller, method: &str, path: &str) -> Option<String> {
    // The body of events has no end.
    let response = request(caller, method, path).send().await.unwrap();
    if response.status().as_u16() != 403 {
        return None;
    }
    let problem: Problem = response.json().await.unwrap();
    Some(problem.code)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_user_is_let_in_where_nothing_but_reading_is_done() {
    let three = Three::start().await;
    let app = three.manager.app_session(&three.town).await.unwrap();
    for (method, path, needs, _) in OPERATIONS {
        let code = (needs == Needs::OfficeUser).then(|| "session.office-user-needed".to_owned());
        assert_eq!(kept_out(&app, method, path).await, code, "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn how_an_office_stands_is_asked_at_every_operation() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let cases = [
        (OfficeStatus::Suspended, 0, "office.suspended"),
        (OfficeStatus::Closed, 1, "office.closed"),
    ];
    for (status, at, code) in cases {
        three.set_status(&three.manager, status).await;
        for (method, path, _, may) in OPERATIONS {
            let expected = (!may[at]).then(|| code.to_owned());
            let told = kept_out(&manager, method, path).await;
            assert_eq!(told, expected, "{status:?} {method} {path}");
        }
    }
    three.set_status(&three.manager, OfficeStatus::Active).await;
    for (method, path, ..) in OPERATIONS {
        assert_eq!(
            kept_out(&manager, method, path).await,
            None,
            "{method} {path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_are_looked_at_before_anything_else_of_a_request() {
    let three = Three::start().await;
    let caller = three.manager.caller(&three.town).unwrap();
    for (method, path) in [
        ("get", "/v1/messages/x"),
        ("put", "/v1/messages/x"),
        ("get", "/v1/messages/x/content"),
        ("put", "/v1/messages/x/receipts/opened"),
        ("post", "/v1/messages/x/withdrawal"),
        ("get", "/v1/inbox?cursor=x"),
        ("get", "/v1/outbox?nonsense=x"),
        ("get", "/v1/offices?limit=x"),
        ("get", "/v1/notices?after=x"),
        ("get", "/v1/offices/x"),
    ] {
        let answer = ask(&caller, method, path).await;
        assert_eq!(refused(&answer), "session.missing", "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_with_a_session_is_let_in_everywhere_and_told_what_is_documented() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let mut undocumented = Vec::new();
    for ((method, path), documented) in described() {
        // The body of events has no end.
        let response = request(&manager, &method, &path).send().await.unwrap();
        let status = response.status().as_u16();
        let is_let_in = !matches!(status, 401 | 403 | 500..);
        assert!(is_let_in, "{method} {path}: {status}");
        if !documented.contains(&status) {
            undocumented.push(format!("{method} {path}: {status}"));
        }
    }
    assert_eq!(undocumented, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn other_addresses_and_methods_are_problems_too() {
    let three = Three::start().await;
    let authority = three.town.authority().unwrap();
    let exchange = three.town.exchange();
    let nobody = Caller::new(&exchange, &authority.bundle_pem(), None).unwrap();
    let manager = three.manager.session(&three.town).await.unwrap();
    for caller in [&nobody, &manager] {
        for (method, path, code) in [
            ("get", "/", "request.not-found"),
            ("get", "/v1", "request.not-found"),
            ("get", "/v1/inbox/", "request.not-found"),
            ("get", "/v1/messages/", "request.not-found"),
            ("get", "/v2/limits", "request.not-found"),
            ("get", "/v1/../healthz", "request.not-found"),
            ("get", "/v1/%2e%2e/%2e%2e/etc/passwd", "request.not-found"),
            ("post", "/v1/nothing", "request.not-found"),
            ("get", "/v1/sessions", "request.method"),
            ("delete", "/v1/messages/{id}", "request.method"),
            ("post", "/v1/messages/{id}/content", "request.method"),
            ("patch", "/v1/inbox", "request.method"),
            ("options", "/v1/inbox", "request.method"),
            ("put", "/v1/openapi.json", "request.method"),
        ] {
            let answer = ask(caller, method, path).await;
            assert_eq!(refused(&answer), code, "{method} {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_the_head_of_a_content_does_not_fetch_it() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let sent = sealed(1, &three.manager, &three.helper).unwrap();
    let id = sent.manifest.id;
    let accepted = manager.put_message(id, sent.envelope).await.unwrap();
    assert_eq!(accepted.status, 201, "{}", accepted.text());
    let path = format!("/v1/messages/{id}/content");
    let answer = ask(&helper, "head", &path).await;
    assert_eq!(answer.status, 405);
    assert!(answer.body.is_empty());
    let answer = ask(&helper, "delete", &path).await;
    assert_eq!(
        (answer.status, &answer.headers["allow"]),
        (405, &"GET".parse().unwrap())
    );
    let detail = helper.get(&format!("/v1/messages/{id}")).await.unwrap();
    let detail: MessageDetail = detail.json().unwrap();
    assert_eq!(detail.summary.state, MessageState::Accepted);
    assert_eq!(detail.receipts.len(), 1);
}
