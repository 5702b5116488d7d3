//! The table of routes, and every one of them without the cookie.

use std::fmt::Write as _;

use reqwest::Method;
use secrecy::ExposeSecret as _;
use tasuki_client::{Needs, routes};

use crate::desktop::{Desktop, app_user};
use crate::visitor::{Visitor, running};

#[test]
fn the_table_of_routes() {
    let mut table = String::new();
    for route in routes() {
        let (method, path, needs) = (route.method, route.path, route.needs);
        writeln!(table, "{method:5} {path:34} {needs:?}").unwrap();
    }
    insta::assert_snapshot!("routes", table);
}

#[test]
fn no_route_is_there_twice() {
    let mut known: Vec<_> = routes()
        .into_iter()
        .map(|route| (route.method.to_string(), route.path))
        .collect();
    let all = known.len();
    known.sort();
    known.dedup();
    assert_eq!(known.len(), all);
}

/// A path that the route matches, naming things that there are not.
fn example(path: &str) -> String {
    path.split('/')
        .map(|part| if part.starts_with('{') { "0" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

fn method(route: &tasuki_client::Route) -> Method {
    route.method.as_str().parse().unwrap()
}

#[tokio::test]
async fn no_route_answers_a_stranger() {
    let folder = tempfile::tempdir().unwrap();
    let running = running(folder.path()).await;
    let stranger = Visitor::stranger(running.port());
    for route in routes() {
        let request = stranger.ask(method(&route), &example(route.path));
        assert_eq!(Visitor::status(request).await, 403, "{route:?}");
    }
}

#[tokio::test]
async fn every_form_of_a_foreign_page_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let running = running(folder.path()).await;
    let invited = Visitor::invited(&running).await;
    for route in routes() {
        if route.method == "POST" {
            let request = invited
                .ask(Method::POST, &example(route.path))
                .header("sec-fetch-site", "cross-site");
            assert_eq!(Visitor::status(request).await, 403, "{route:?}");
        }
    }
}

#[tokio::test]
async fn another_office_is_not_opened_by_a_foreign_page() {
    let folder = tempfile::tempdir().unwrap();
    // Enough of a profile for the stage behind which the route lies.
    fs_err::create_dir_all(folder.path().join("profile")).unwrap();
    fs_err::write(folder.path().join("profile/profile.toml"), "").unwrap();
    let running = running(folder.path()).await;
    let invited = Visitor::invited(&running).await;
    let open = |site: &str| {
        let request = invited.ask(Method::GET, "/offices/new");
        Visitor::status(request.header("sec-fetch-site", site))
    };
    assert_eq!(open("same-site").await, 403);
    assert_eq!(open("cross-site").await, 403);
    let without = invited.ask(Method::GET, "/offices/new");
    assert_eq!(Visitor::status(without).await, 403);
    // There are no other offices here.
    assert_eq!(open("same-origin").await, 404);
    assert_eq!(open("none").await, 404);
}

#[tokio::test]
async fn before_the_guide_is_done_there_is_only_the_guide() {
    let folder = tempfile::tempdir().unwrap();
    let running = running(folder.path()).await;
    let invited = Visitor::invited(&running).await;
    for route in routes() {
        if matches!(route.needs, Needs::Profile | Needs::LogIn) {
            let request = invited.ask(method(&route), &example(route.path));
            let reply = request.send().await.unwrap();
            assert_eq!(reply.status(), 303, "{route:?}");
            assert_eq!(reply.headers()["location"], "/start", "{route:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_in_an_address_has_a_page_of_ours() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    desktop.set_up(&desktop.town.exchange())?;
    let client = desktop.client().await?;
    let visitor = Visitor::invited(&client).await;
    let (user, password) = app_user(&desktop.office)?;
    let typed = format!("user_id={user}&password={}", password.expose_secret());
    let log_in = visitor
        .ask(Method::POST, "/login")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(typed);
    assert_eq!(Visitor::status(log_in).await, 303);
    let mut paths: Vec<String> = Vec::new();
    for route in routes() {
        if route.method == "GET" && route.path.contains('{') {
            let with = |begin, end| route.path.replace('{', begin).replace('}', end);
            // Letters that nothing is called by, and bytes that are no letters.
            paths.extend([with("nonsense-", "-%E3%82%8F"), with("%ff", "")]);
        }
    }
    paths.extend(["/messages/nonsense", "/nonsense", "/sent?page=1&page=2"].map(str::to_owned));
    for path in paths {
        let asked = visitor.ask(Method::GET, &path);
        let reply = asked.header("sec-fetch-site", "same-origin").send().await?;
        let status = reply.status();
        if status == 303 {
            continue;
        }
        assert_ne!(status, 200, "{path}");
        let page = reply.text().await?;
        assert!(page.contains("エラーコード："), "{path}: {page}");
    }
    desktop.town.stop().await
}
