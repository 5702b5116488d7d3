//! Heads of requests that do not come, and versions of HTTP that are not spoken.

use std::sync::Arc;

use futures_util::future::join_all;
use rustls::{AlertDescription, ClientConfig};
use tasuki_server::{Settings, Site};
use tasuki_terms::SystemClock;
use tasuki_testing::{Caller, Town, TownPlan};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::requests::{connected, raw, rest, try_connected};
use crate::town::Three;

/// Beginnings of heads, behind which nothing comes; the last two look like HTTP/2.
const BEGUN: [&str; 6] = [
    "GET / HTTP/1.1\r\n",
    "GET / HTTP/1.1\r\nhost: localhost\r\naccept: ",
    "G",
    "",
    "PRI * HT",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
];

/// A town that serves all there is, with other limits.
pub(crate) async fn serving(
    is_tls: bool,
    change: impl FnOnce(&mut Settings),
) -> (TempDir, Town, ClientConfig) {
    let folder = tempfile::tempdir().unwrap();
    let mut plan = TownPlan::with_sites();
    plan.pki = Some("127.0.0.1:0".parse().unwrap());
    plan.sites.as_mut().unwrap().tls = is_tls;
    let town = Town::found(folder.path(), plan, Arc::new(SystemClock));
    let mut town = town.await.unwrap();
    change(town.settings());
    town.start().await.unwrap();
    let authority = town.authority().unwrap().bundle_pem();
    let config = Caller::tls(&authority, None).unwrap();
    (folder, town, config)
}

/// Does not wait for heads.
fn soon(settings: &mut Settings) {
    settings.limits.head_seconds = 1;
}

/// Asserts that a connection on which a head begins and does not come is closed unanswered.
async fn assert_left(mut stream: impl AsyncRead + AsyncWrite + Unpin, begun: &str, what: &str) {
    stream.write_all(begun.as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
    let said = rest(stream).await;
    assert!(!said.contains("200 OK"), "{what}, {begun:?}: {said}");
}

/// Asserts that of a listener that speaks no TLS.
async fn assert_all_left(origin: &str) {
    let address = origin.strip_prefix("http://").unwrap();
    join_all(BEGUN.map(async |begun| {
        let stream = TcpStream::connect(address).await.unwrap();
        assert_left(stream, begun, origin).await;
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_does_not_come_closes_the_connection() {
    let three = Three::start_with(soon).await;
    join_all(BEGUN.map(async |begun| assert_left(raw(&three).await, begun, "exchange").await))
        .await;
    // What is another version of HTTP is told so.
    let mut stream = raw(&three).await;
    stream.write_all(BEGUN[5].as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
    let said = rest(stream).await;
    assert!(said.starts_with("HTTP/1.1 400 "), "{said}");
    assert!(said.contains("request.malformed"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn so_it_does_at_the_sites() {
    let (_folder, town, config) = serving(true, soon).await;
    for site in Site::ALL {
        let origin = town.site(site);
        join_all(BEGUN.map(async |begun| {
            let stream = connected(&origin, config.clone()).await;
            assert_left(stream, begun, &origin).await;
        }))
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn so_it_does_where_no_tls_is_spoken() {
    let (_folder, town, _config) = serving(false, soon).await;
    for site in Site::ALL {
        assert_all_left(&town.site(site)).await;
    }
    assert_all_left(&town.operations()).await;
    assert_all_left(&town.pki().unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn http_1_1_is_all_that_is_offered() {
    let (_folder, town, config) = serving(true, |_| ()).await;
    let mut origins = Site::ALL.map(|site| town.site(site)).to_vec();
    origins.push(town.exchange());
    for origin in origins {
        for (offered, chosen) in [
            (&["h2", "http/1.1"][..], Some(&b"http/1.1"[..])),
            (&[], None),
        ] {
            let mut config = config.clone();
            config.alpn_protocols = offered.iter().map(|one| one.as_bytes().to_vec()).collect();
            let stream = connected(&origin, config).await;
            assert_eq!(stream.get_ref().1.alpn_protocol(), chosen, "{origin}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_before_1_3_is_refused_for_what_it_is() {
    let (_folder, town, _config) = serving(true, |_| ()).await;
    let mut origins = Site::ALL.map(|site| town.site(site)).to_vec();
    origins.push(town.exchange());
    let authority = town.authority().unwrap().bundle_pem();
    let old = Caller::tls_of(&[&rustls::version::TLS12], &authority, None).unwrap();
    for origin in origins {
        let refused = try_connected(&origin, old.clone()).await.unwrap_err();
        let told = refused.get_ref().and_then(|error| error.downcast_ref());
        let expected = rustls::Error::AlertReceived(AlertDescription::ProtocolVersion);
        assert_eq!(told, Some(&expected), "{origin}: {refused}");
    }
}
