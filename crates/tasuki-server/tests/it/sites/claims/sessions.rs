//! Sessions and passwords run out.

use jiff::SignedDuration;
use secrecy::ExposeSecret as _;
use tasuki_server::{Role, Site, site_routes};
use tasuki_testing::Surfer;

use super::{Claims, PASSWORD, assert_told};
use crate::sites::rights::call;
use crate::town::eventually;

#[tokio::test]
async fn whoever_is_logged_out_is_told_why_once() {
    let mut claims = Claims::open().await;
    let user = claims.letter.user.as_str().to_owned();
    let minutes = SignedDuration::from_mins;
    claims.surfer.get("/account").await.unwrap();
    claims.clock.pass(minutes(31));
    let reply = claims.surfer.get("/account").await.unwrap();
    assert_eq!(reply.location, "/login?ended=idle");
    let page = claims.surfer.get(&reply.location).await.unwrap().text();
    assert!(page.contains("しばらく操作がなかったため"), "{page}");
    assert!(!page.contains("入力をやり直してください"), "{page}");
    assert_eq!(claims.surfer.get("/").await.unwrap().location, "/login");

    claims.surfer.log_in(&user, PASSWORD).await.unwrap();
    for _ in 0..24 {
        assert_eq!(claims.surfer.get("/account").await.unwrap().status, 200);
        claims.clock.pass(minutes(20));
    }
    let reply = claims.surfer.post("/account/address", &[]).await.unwrap();
    assert_eq!(reply.location, "/login?ended=over&lost=1");
    let page = claims.surfer.get(&reply.location).await.unwrap().text();
    assert!(page.contains("ログインから長時間が経過したため"), "{page}");
    assert!(page.contains("入力をやり直してください"), "{page}");
}

#[tokio::test]
async fn a_second_log_in_ends_the_session_of_before() {
    let mut claims = Claims::open().await;
    let user = claims.letter.user.as_str().to_owned();
    assert_eq!(claims.surfer.get("/account").await.unwrap().status, 200);
    // Whoever has the cookie of before.
    let mut before = claims.surfer.clone();
    let reply = claims.surfer.log_in(&user, PASSWORD).await.unwrap();
    assert_eq!((reply.status, &*reply.location), (303, "/"));
    assert_eq!(claims.surfer.get("/account").await.unwrap().status, 200);
    let reply = before.get("/account").await.unwrap();
    assert_eq!(reply.location, "/login?ended=gone");
}

#[tokio::test]
async fn a_session_that_is_kept_alive_lasts_as_long_as_browsers_are_told() {
    let mut claims = Claims::open().await;
    let seconds = |page: &str| -> i64 {
        let (_, rest) = page.split_once("data-seconds=\"").unwrap();
        rest.split_once('"').unwrap().0.parse().unwrap()
    };
    let page = claims.surfer.get("/account").await.unwrap().text();
    assert!(seconds(&page) <= 1800);
    // Less than a minute later nothing is noted, so less is told.
    claims.clock.pass(SignedDuration::from_secs(50));
    let page = claims.surfer.get("/account").await.unwrap().text();
    assert!(seconds(&page) <= 1750, "{}", seconds(&page));
    // 続ける in the last second, and the whole time anew.
    claims.clock.pass(SignedDuration::from_secs(30));
    claims.surfer.get("/account").await.unwrap();
    claims.clock.pass(SignedDuration::from_secs(45));
    let reply = claims.surfer.post("/session", &[]).await.unwrap();
    assert_eq!(reply.status, 204, "{reply:?}");
    claims.clock.pass(SignedDuration::from_secs(1790));
    assert_eq!(claims.surfer.get("/account").await.unwrap().status, 200);
}

#[tokio::test]
async fn a_temporary_password_lapses() {
    let mut claims = Claims::open().await;
    let registry = claims.town.registry().await.unwrap();
    let number = claims.letter.office.number;
    let letter = registry.reissue_letter(number, "test").await.unwrap();
    let (user, password) = (letter.user.as_str(), letter.password.expose_secret());
    claims
        .clock
        .pass(SignedDuration::from_hours(30 * 24) - SignedDuration::from_mins(5));
    let reply = claims.surfer.log_in(user, password).await.unwrap();
    assert_eq!(reply.status, 303, "{reply:?}");
    let page = claims.surfer.get("/password").await.unwrap().text();
    assert!(
        page.contains("最初に、仮パスワードを変更してください。"),
        "{page}"
    );
    claims.clock.pass(SignedDuration::from_mins(6));
    // Not even the session that began before it ended.
    let typed = [("old", password), ("new", PASSWORD), ("again", PASSWORD)];
    let reply = claims.surfer.post("/password", &typed).await.unwrap();
    assert_eq!(reply.location, "/login?ended=gone&lost=1");
    for site in [Site::Claims, Site::Portal] {
        let mut surfer = Surfer::new(&claims.town, site).unwrap();
        let reply = surfer.log_in(user, password).await.unwrap();
        assert_told(&reply, "パスワードの有効期限が切れています。仮パスワードを");
    }
}

#[tokio::test]
async fn a_password_that_runs_out_opens_no_page_of_the_portal() {
    let claims = Claims::open().await;
    let user = claims.letter.user.as_str();
    claims
        .clock
        .pass(SignedDuration::from_hours(365 * 24) - SignedDuration::from_mins(5));
    let mut portal = Surfer::new(&claims.town, Site::Portal).unwrap();
    let reply = portal.log_in(user, PASSWORD).await.unwrap();
    assert_eq!(reply.status, 303, "{reply:?}");
    assert_eq!(portal.get("/").await.unwrap().status, 200);
    claims.clock.pass(SignedDuration::from_mins(6));
    for route in site_routes() {
        if route.site == Site::Portal && route.needs == Role::Office {
            let reply = call(&mut portal.clone(), &route).await;
            assert_eq!(reply.status, 303, "{route:?} {reply:?}");
            assert!(reply.location.starts_with("/login?ended=gone"), "{route:?}");
        }
    }
    let reply = portal.log_in(user, PASSWORD).await.unwrap();
    assert_told(
        &reply,
        "パスワードの有効期限が切れています。電子請求受付システムに",
    );
    // The claims site lets choose another one, and nothing else.
    let mut claims_site = Surfer::new(&claims.town, Site::Claims).unwrap();
    claims_site.log_in(user, PASSWORD).await.unwrap();
    let page = claims_site.get("/password").await.unwrap().text();
    assert!(
        page.contains("パスワードの有効期限が切れています。"),
        "{page}"
    );
    assert_eq!(claims_site.get("/").await.unwrap().location, "/password");
}

#[tokio::test]
async fn sessions_that_nobody_uses_are_swept() {
    let mut claims = Claims::open().await;
    claims.surfer.get("/account").await.unwrap();
    claims.clock.pass(SignedDuration::from_hours(25));
    claims.town.stop().await.unwrap();
    claims.town.start().await.unwrap();
    // While its row is there, the page says how it ended.
    eventually("the session is still there", async || {
        let reply = claims.surfer.clone().get("/account").await.unwrap();
        reply.location == "/login?ended=gone"
    })
    .await;
}
