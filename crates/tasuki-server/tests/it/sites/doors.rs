//! Logging in and out.

use secrecy::ExposeSecret as _;
use tasuki_server::Site;
use tasuki_testing::{Caller, Surfer};
use tokio::io::AsyncWriteExt as _;

use super::town;
use crate::requests::{connected, rest};

const WRONG: &str = "ユーザID、またはパスワードに誤りがあります。";
const WAIT: &str = "続けて誤ったため、しばらくログインできません。1分後にもう一度お試しください。";

#[tokio::test]
async fn whoever_is_unknown_wrong_or_held_back_is_told_the_same() {
    let (_folder, town, letter) = town().await;
    let mut surfer = Surfer::new(&town, Site::Claims).unwrap();
    let user = letter.user.as_str();
    let mut told = Vec::new();
    for id in [user, "KJ999999999901"] {
        let mut pages = Vec::new();
        for sentence in [WRONG, WRONG, WRONG, WRONG, WAIT, WAIT] {
            let reply = surfer.log_in(id, "wrong").await.unwrap();
            assert_eq!(reply.status, 422, "{id}");
            assert!(reply.text().contains(sentence), "{id} {reply:?}");
            pages.push(without_what_was_typed(&reply.text(), id));
        }
        told.push(pages);
    }
    assert_eq!(told[0], told[1]);
    // The right password is not looked at, on the other site neither.
    let password = letter.password.expose_secret();
    let reply = surfer.log_in(user, password).await.unwrap();
    assert!(reply.text().contains(WAIT), "{reply:?}");
    let mut portal = Surfer::new(&town, Site::Portal).unwrap();
    let reply = portal.log_in(user, password).await.unwrap();
    assert!(reply.text().contains(WAIT), "{reply:?}");
}

#[tokio::test]
async fn what_was_not_typed_is_said_and_not_counted() {
    let (_folder, town, letter) = town().await;
    let mut surfer = Surfer::new(&town, Site::Claims).unwrap();
    let user = letter.user.as_str();
    for (id, password) in [("", ""), (user, ""), ("", "x")] {
        for _ in 0..4 {
            let reply = surfer.log_in(id, password).await.unwrap();
            assert_eq!(reply.status, 422);
            assert!(reply.text().contains("未入力です。"), "{reply:?}");
            assert!(!reply.text().contains(WRONG), "{reply:?}");
        }
    }
    let password = letter.password.expose_secret();
    let reply = surfer.log_in(user, password).await.unwrap();
    assert_eq!(reply.status, 303, "{reply:?}");
}

/// The page without nonces and what was typed, which differ in any case.
fn without_what_was_typed(page: &str, id: &str) -> String {
    let mut parts = page.split("nonce=\"");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, rest) = part.split_once('"').unwrap();
        text.push_str(rest);
    }
    text.replace(&format!("name=\"user_id\" value=\"{id}\""), "")
}

#[tokio::test]
async fn agents_are_told_why_they_cannot_log_in() {
    let (_folder, town, _) = town().await;
    let mut surfer = Surfer::new(&town, Site::Portal).unwrap();
    let reply = surfer.log_in("HD137000000101", "x").await.unwrap();
    assert!(reply.text().contains("代理請求用のため"), "{reply:?}");
}

#[tokio::test]
async fn the_portal_sends_a_temporary_password_to_the_claims_site() {
    let (_folder, town, letter) = town().await;
    let mut surfer = Surfer::new(&town, Site::Portal).unwrap();
    let password = letter.password.expose_secret();
    let reply = surfer.log_in(letter.user.as_str(), password).await.unwrap();
    assert_eq!(reply.status, 422);
    let told = "最初に、仮パスワードの変更が必要です。電子請求受付システムにログインし、";
    assert!(reply.text().contains(told), "{reply:?}");
}

#[tokio::test]
async fn a_session_ends_with_logging_out() {
    let (_folder, town, letter) = town().await;
    let mut surfer = Surfer::new(&town, Site::Claims).unwrap();
    let password = letter.password.expose_secret();
    surfer.log_in(letter.user.as_str(), password).await.unwrap();
    surfer.get("/password").await.unwrap();
    let reply = surfer.post_without_token("/logout", &[]).await.unwrap();
    assert_eq!(reply.status, 403);
    let reply = surfer.post("/logout", &[]).await.unwrap();
    assert_eq!((reply.status, &*reply.location), (303, "/login"));
    let reply = surfer.get("/password").await.unwrap();
    assert_eq!(reply.location, "/login");
}

#[tokio::test]
async fn pages_forbid_what_they_do_not_need() {
    let (_folder, town, _) = town().await;
    for site in Site::ALL {
        let mut surfer = Surfer::new(&town, site).unwrap();
        let open = if site == Site::Support { "/" } else { "/login" };
        let head = surfer.head(open).await.unwrap();
        assert_eq!((head.status, head.bytes.len()), (200, 0));
        let reply = surfer.get("/nowhere").await.unwrap();
        assert_eq!(reply.status, 404);
        assert!(reply.text().contains("page.not-found"), "{reply:?}");
        let header = |name: &str| reply.headers[name].to_str().unwrap().to_owned();
        let policy = header("content-security-policy");
        assert!(policy.contains("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(header("x-frame-options"), "DENY");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cache-control"), "no-store");
        assert!(reply.headers.contains_key("strict-transport-security"));
    }
}

#[tokio::test]
async fn an_address_with_a_slash_at_its_end_leads_to_the_page() {
    let (_folder, town, _) = town().await;
    let mut surfer = Surfer::new(&town, Site::Claims).unwrap();
    let reply = surfer.get("/certificates/care_plan/").await.unwrap();
    assert_eq!(
        (reply.status, &*reply.location),
        (303, "/certificates/care_plan")
    );
    let reply = surfer.get("/login/?lost=1").await.unwrap();
    assert_eq!((reply.status, &*reply.location), (303, "/login?lost=1"));
    // Never to another host.
    for path in ["//example.jp/", "/nothing"] {
        assert_eq!(surfer.get(path).await.unwrap().status, 404, "{path}");
    }
}

#[tokio::test]
async fn nothing_behind_a_form_in_chunks_is_another_request() {
    let (_folder, town, _) = town().await;
    for site in [Site::Claims, Site::Portal] {
        let config = Caller::tls(&town.authority().unwrap().bundle_pem(), None).unwrap();
        let mut stream = connected(&town.site(site), config).await;
        let both = b"POST /login HTTP/1.1\r\nHost: a\r\n\
            Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n\
            3\r\na=b\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
        stream.write_all(both).await.unwrap();
        let said = rest(stream).await;
        assert!(said.starts_with("HTTP/1.1 "), "{said}");
        assert_eq!(said.matches("HTTP/1.1 ").count(), 1, "{said}");
    }
}
