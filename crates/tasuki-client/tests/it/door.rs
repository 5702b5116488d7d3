//! Who comes in, and who does not.

use std::net::TcpStream;

use reqwest::Method;
use tasuki_client::{Started, start};

use crate::visitor::{Visitor, plan, running};

#[tokio::test]
async fn a_one_time_address_opens_once() {
    let folder = tempfile::tempdir().unwrap();
    let running = running(folder.path()).await;
    let stranger = Visitor::stranger(running.port());
    let address = running.address();
    let (_, path) = address.split_once(&format!(":{}", running.port())).unwrap();
    let open = |path: &str| Visitor::status(stranger.ask(Method::GET, path));
    assert_eq!(open("/open").await, 403);
    assert_eq!(open("/open?token=").await, 403);
    assert_eq!(open(&format!("{path}0")).await, 403);
    assert_eq!(open(path).await, 303);
    assert_eq!(open(path).await, 403);
}

#[tokio::test]
async fn without_the_cookie_nothing_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let running = running(folder.path()).await;
    let stranger = Visitor::stranger(running.port());
    let reply = stranger.ask(Method::GET, "/start").send().await.unwrap();
    assert_eq!(reply.status(), 403);
    let page = reply.text().await.unwrap();
    assert!(
        page.contains("連携クライアントから開いてください"),
        "{page}"
    );
    // Nothing in it leads anywhere.
    assert!(!page.contains("href=") && !page.contains("<form"), "{page}");
}

#[tokio::test]
async fn a_name_that_was_bound_to_this_computer_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let running = running(folder.path()).await;
    let invited = Visitor::invited(&running).await;
    let named = |host: String| invited.ask(Method::GET, "/start").header("host", host);
    let port = running.port();
    assert_eq!(
        Visitor::status(named(format!("127.0.0.1:{port}"))).await,
        200
    );
    for host in [
        format!("rebound.example.jp:{port}"),
        format!("localhost:{port}"),
        "127.0.0.1".to_owned(),
    ] {
        assert_eq!(Visitor::status(named(host.clone())).await, 421, "{host}");
    }
}

#[tokio::test]
async fn forms_of_other_pages_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let running = running(folder.path()).await;
    let invited = Visitor::invited(&running).await;
    let post = |origin: Option<&'static str>, fetched: Option<&'static str>| {
        let address = format!("http://127.0.0.1:{}/text-size", running.port());
        let mut request = Visitor::plain().post(address);
        request = request.header("cookie", invited.cookie());
        for (name, value) in [("origin", origin), ("sec-fetch-site", fetched)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        Visitor::status(request.body("size=large"))
    };
    assert_eq!(post(None, None).await, 403);
    assert_eq!(post(Some("https://evil.example.jp"), None).await, 403);
    assert_eq!(post(Some("null"), None).await, 403);
    assert_eq!(
        post(Some("http://127.0.0.1:1"), Some("same-site")).await,
        403
    );
    assert_eq!(post(None, Some("cross-site")).await, 403);
    let own = invited
        .ask(Method::POST, "/text-size")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("size=large&back=/start");
    assert_eq!(Visitor::status(own).await, 303);
}

#[tokio::test]
async fn only_who_was_answered_comes_back_to_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let running = running(folder.path()).await;
    let invited = Visitor::invited(&running).await;
    let form = invited
        .ask(Method::POST, "/start/request")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("user=KJ-nonsense");
    let led = form.send().await.unwrap();
    assert_eq!(led.status(), 303);
    let address = led.headers()["location"].to_str().unwrap().to_owned();
    assert!(address.starts_with("/start/request?answer="), "{address}");
    let come = |visitor: &Visitor| visitor.ask(Method::GET, &address);
    for _ in 0..2 {
        let page = come(&invited).send().await.unwrap();
        assert_eq!(page.status(), 422);
        let page = page.text().await.unwrap();
        assert!(page.contains("KJ-nonsense"), "{page}");
        // Its form can be shown with larger letters; today's work is not where one was.
        assert!(
            page.contains(r#"name="back" value="/start/request""#),
            "{page}"
        );
    }
    let stranger = Visitor::stranger(running.port());
    assert_eq!(Visitor::status(come(&stranger)).await, 403);
    let rebound = come(&invited).header("host", format!("rebound.example.jp:{}", running.port()));
    assert_eq!(Visitor::status(rebound).await, 421);
    // An answer of a form without a page, which is kept no more.
    let gone = invited.ask(Method::GET, "/quit?answer=0");
    let led = gone.send().await.unwrap();
    assert_eq!(
        (led.status().as_u16(), &led.headers()["location"]),
        (303, &"/".parse().unwrap())
    );
    assert_eq!(
        Visitor::status(invited.ask(Method::GET, "/quit")).await,
        404
    );
    // Somebody has come further meanwhile.
    fs_err::create_dir_all(folder.path().join("profile")).unwrap();
    fs_err::write(folder.path().join("profile/profile.toml"), "").unwrap();
    assert_eq!(Visitor::status(come(&invited)).await, 200);
}

#[tokio::test]
async fn the_cookie_of_another_client_is_worth_nothing() {
    let (one_folder, other_folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let one = running(one_folder.path()).await;
    let other = running(other_folder.path()).await;
    let at_other = Visitor::invited(&other).await;
    let at_one = Visitor::invited(&one).await;
    let (_, value) = at_other.cookie().split_once('=').unwrap();
    for cookie in [
        at_other.cookie().to_owned(),
        format!("tasuki-{}={value}", one.port()),
        format!("tasuki-{}=", one.port()),
    ] {
        let request = at_one.with_cookie(&cookie).ask(Method::GET, "/start");
        assert_eq!(Visitor::status(request).await, 403, "{cookie}");
    }
}

#[tokio::test]
async fn only_this_computer_is_listened_to() {
    let folder = tempfile::tempdir().unwrap();
    let running = running(folder.path()).await;
    assert!(TcpStream::connect(("127.0.0.1", running.port())).is_ok());
    // Who listens everywhere answers here, too.
    assert!(TcpStream::connect(("127.0.0.2", running.port())).is_err());
    assert!(TcpStream::connect(("::1", running.port())).is_err());
}

#[tokio::test]
async fn every_answer_forbids_what_pages_do_not_need() {
    let folder = tempfile::tempdir().unwrap();
    let running = running(folder.path()).await;
    let invited = Visitor::invited(&running).await;
    for path in ["/start", "/nowhere", "/login"] {
        let reply = invited.ask(Method::GET, path).send().await.unwrap();
        let header = |name: &str| reply.headers()[name].to_str().unwrap().to_owned();
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert_eq!(header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
    }
}

#[tokio::test]
async fn a_second_start_gets_the_address_of_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let first = running(folder.path()).await;
    let Started::There(address) = start(plan(folder.path())).await.unwrap() else {
        panic!("two run for the same profile");
    };
    let open = format!("http://127.0.0.1:{}/open?token=", first.port());
    assert!(address.starts_with(&open), "{address}");
    // Who cannot read the profile's folder does not.
    let stranger = Visitor::stranger(first.port());
    let asked = stranger
        .ask(Method::POST, "/show")
        .header("x-tasuki-show", "guess");
    assert_eq!(Visitor::status(asked).await, 403);
    drop(first);
    let again = running(folder.path()).await;
    assert!(again.port() > 0);
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_user_may_read_where_it_is() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let _running = running(folder.path()).await;
    let file = folder.path().join("profile/client.address");
    let mode = fs_err::metadata(file).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}

/// Tests may run as root, who can try what another user of the computer would.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn another_user_of_the_computer_gets_nothing() {
    use tokio::process::Command;
    let folder = tempfile::tempdir().unwrap();
    let running = running(folder.path()).await;
    let invited = Visitor::invited(&running).await;
    let as_user = |user: &str| {
        let mut command = Command::new("setpriv");
        command.args([
            &*format!("--reuid={user}"),
            "--clear-groups",
            "curl",
            "-s",
            "-o",
        ]);
        command.args(["/dev/null", "-w", "%{http_code}", "--noproxy", "*"]);
        command
    };
    let is_possible = as_user("65534").arg("--version").output().await;
    if !is_possible.is_ok_and(|output| output.status.success()) {
        not_tried("another user of the computer needs root, setpriv and curl");
        return;
    }
    let mut hosts = vec!["127.0.0.1"];
    // The same address, through a socket of the other kind.
    let mapped = "[::ffff:127.0.0.1]";
    let there = format!("{mapped}:{}", running.port());
    if tokio::net::TcpStream::connect(there).await.is_ok() {
        hosts.push(mapped);
    } else {
        not_tried("this computer has no IPv6");
    }
    let cookie = format!("Cookie: {}", invited.cookie());
    let host = format!("Host: 127.0.0.1:{}", running.port());
    let start = format!("http://127.0.0.1:{}/start", running.port());
    for at in hosts {
        for (user, address, wanted) in [
            ("0", start.clone(), "200"),
            ("65534", start.clone(), "403"),
            ("65534", running.address(), "403"),
            ("0", running.address(), "303"),
        ] {
            let address = address.replacen("127.0.0.1", at, 1);
            let mut command = as_user(user);
            command.args(["--globoff", "-H", &cookie, "-H", &host, &address]);
            let told = String::from_utf8(command.output().await.unwrap().stdout).unwrap();
            assert_eq!(told, wanted, "{user} {address}");
        }
    }
}

#[cfg(target_os = "linux")]
#[expect(clippy::print_stderr, reason = "what is left out is seen")]
fn not_tried(why: &str) {
    eprintln!("not tried: {why}");
}
