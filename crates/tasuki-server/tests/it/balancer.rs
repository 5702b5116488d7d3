//! A balancer that passes TCP on says who asks (PROXY protocol, version 2).

use std::net::SocketAddr;
use std::num::NonZeroU32;

use futures_util::future::join_all;
use ppp::v2::{Builder, Command, Protocol, Version};
use tasuki_server::Settings;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::town::Three;

fn settings(settings: &mut Settings, proxies: &[&str]) {
    let listen = &mut settings.listen;
    listen.proxies = proxies.iter().map(|one| one.parse().unwrap()).collect();
    listen.pki = Some("127.0.0.1:0".parse().unwrap());
    // A few requests of each address, and then none for a long time.
    settings.limits.requests_per_second = NonZeroU32::MIN;
    settings.limits.requests_burst = NonZeroU32::new(3).unwrap();
}

/// What a balancer says of who asks.
fn header(from: &str) -> Vec<u8> {
    let (from, to): (SocketAddr, SocketAddr) =
        (from.parse().unwrap(), "192.0.2.9:80".parse().unwrap());
    Builder::with_addresses(Version::Two | Command::Proxy, Protocol::Stream, (from, to))
        .build()
        .unwrap()
}

/// The first line of the answer; empty where the connection is closed without one.
async fn asked(three: &Three, begin: &[u8]) -> String {
    let pki = three.town.pki().unwrap();
    let address = pki.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = b"GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    stream.write_all(&[begin, request].concat()).await.unwrap();
    let mut answer = Vec::new();
    // Closed with bytes unread, it is a reset.
    drop(stream.read_to_end(&mut answer).await);
    let answer = String::from_utf8(answer).unwrap();
    answer.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_a_named_balancer_names_is_counted_and_not_the_balancer() {
    let three = Three::start_with(|all| settings(all, &["127.0.0.0/8"])).await;
    let (one, other) = (header("203.0.113.7:99"), header("203.0.113.8:99"));
    // At once, so that time gives nothing back.
    let answers = join_all((0..30).map(|_| asked(&three, &one))).await;
    let is = |answer: &String, status: &str| answer.starts_with(&format!("HTTP/1.1 {status} "));
    assert!(
        answers.iter().all(|one| is(one, "404") || is(one, "429")),
        "{answers:?}"
    );
    assert!(answers.iter().any(|one| is(one, "429")), "{answers:?}");
    assert_eq!(asked(&three, &other).await, "HTTP/1.1 404 Not Found");
    // It must say it.
    assert_eq!(asked(&three, b"").await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_names_another() {
    let three = Three::start_with(|all| settings(all, &["192.0.2.1/32"])).await;
    assert_eq!(asked(&three, b"").await, "HTTP/1.1 404 Not Found");
    let said = asked(&three, &header("203.0.113.7:99")).await;
    assert!(!said.contains("404"), "{said}");
}
