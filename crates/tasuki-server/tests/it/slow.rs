//! Whoever is too slow: with a handshake, with what a balancer has to say, with what is sent to a
//! site, or with taking what was asked for.

use std::time::Duration;

use futures_util::future::{join_all, select_all};
use tasuki_seal::split_envelope;
use tasuki_server::Site;
use tasuki_testing::{Caller, note};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, timeout};

use crate::heads::serving;
use crate::requests::{connected, rest, through};
use crate::senders::Senders;
use crate::town::{Three, eventually};
use crate::transfers::begun;

/// How much a client's system keeps of what it does not read, in bytes, so that this is little beside
/// what it asked for.
const LITTLE: u32 = 4 * 1024;

/// Asserts that a connection on which nothing is said is closed before `most` has passed.
async fn assert_left(address: &str, most: Duration) {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut said = Vec::new();
    let read = timeout(most, stream.read_to_end(&mut said)).await;
    drop(read.unwrap_or_else(|_| panic!("{address} waits for {:?}", begun.elapsed())));
    assert_eq!(said, b"", "{address}");
}

/// The address of an origin.
fn address(origin: &str) -> &str {
    origin.split_once("://").unwrap().1
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_begin_with_tls_is_left_after_the_set_time() {
    let (_folder, town, _config) =
        serving(true, |settings| settings.limits.handshake_seconds = 1).await;
    let mut origins = Site::ALL.map(|site| town.site(site)).to_vec();
    origins.push(town.exchange());
    // It would be ten seconds by itself.
    let most = Duration::from_secs(9);
    join_all(origins.iter().map(|one| assert_left(address(one), most))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_balancer_that_does_not_say_who_asks_is_left_after_the_set_time() {
    let three = Three::start_with(|settings| {
        settings.listen.proxies = vec!["127.0.0.0/8".parse().unwrap()];
        settings.listen.pki = Some("127.0.0.1:0".parse().unwrap());
        settings.limits.proxy_header_seconds = 1;
    });
    let three = three.await;
    let (exchange, pki) = (three.town.exchange(), three.town.pki().unwrap());
    // It would be five seconds by itself, and others wait longer.
    let most = Duration::from_millis(4500);
    tokio::join!(
        assert_left(address(&exchange), most),
        assert_left(address(&pki), most)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_waits_for_others_of_its_office_for_the_set_time() {
    let three = Three::start_with(|settings| settings.limits.upload_wait_seconds = 1).await;
    let senders = Senders::new(&three).await;
    let message = note(1, &three.manager, &three.helper, 9_000_000).unwrap();
    let (id, length) = (message.manifest.id, message.envelope.len() as u64);
    let (manifest, _) = split_envelope(&message.envelope).unwrap();
    let begin = &message.envelope[..=manifest.len()];
    let all = Instant::now();
    let sending = (0..4).map(|_| begun(&senders.manager, id, length, begin.to_vec(), false));
    let (first, ..) = select_all(sending.map(Box::pin)).await;
    // There is room for three, which stall for much longer. It would be ten seconds by itself.
    assert_eq!(first.unwrap().refusal(), "429 request.too-many");
    assert!(all.elapsed() < Duration::from_secs(9));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_too_slowly_to_a_site_is_no_fault_of_the_platform() {
    let (_folder, town, config) =
        serving(true, |settings| settings.limits.request_seconds = 1).await;
    for site in [Site::Claims, Site::Support] {
        let origin = town.site(site);
        let path = if site == Site::Claims {
            "/login"
        } else {
            "/contact"
        };
        let mut stream = connected(&origin, config.clone()).await;
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\norigin: {origin}\r\ncontent-length: 100\r\n\
             content-type: application/x-www-form-urlencoded\r\n\r\nuser=",
            address(&origin)
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let said = rest(stream).await;
        assert!(said.starts_with("HTTP/1.1 408 "), "{path}: {said}");
        let what = "送信に時間がかかりすぎたため、受け付けを中断しました。";
        assert!(
            said.contains(what) && said.contains("form.too-slow"),
            "{said}"
        );
    }
}

/// A connection to `origin` whose other side keeps little of what is not read.
async fn narrow(origin: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(LITTLE).unwrap();
    let here = address(origin).replace("localhost", "127.0.0.1");
    socket.connect(here.parse().unwrap()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_nothing_of_a_content_is_left() {
    let three = Three::start_with(|settings| {
        let limits = &mut settings.limits;
        // Those that are idle stay.
        (limits.stall_seconds, limits.head_seconds) = (5, 1000);
    });
    let three = three.await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let message = note(1, &three.manager, &three.helper, 9_000_000).unwrap();
    assert_eq!(manager.send(&message).await.unwrap().status, 201);
    let authority = three.town.authority().unwrap().bundle_pem();
    let operations = Caller::new(&three.town.operations(), &authority, None).unwrap();
    let connections = async || {
        let figures = operations.get("/metrics").await.unwrap().text();
        let line = figures
            .lines()
            .find_map(|line| line.strip_prefix("tasuki_connections "));
        line.unwrap().parse::<u32>().unwrap()
    };
    let before = connections().await;
    let keys = &three.manager.keys;
    let shown = (&*keys.issued.certificate_der, &**keys.issued.key_pkcs8_der);
    let config = Caller::tls(&keys.authority_pem, Some(shown)).unwrap();
    let exchange = three.town.exchange();
    let mut stream = through(narrow(&exchange).await, config).await.unwrap();
    let head = format!(
        "GET /v1/messages/{}/content HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\n\r\n",
        message.manifest.id,
        manager.token.as_ref().unwrap()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut begin = [0; 12];
    stream.read_exact(&mut begin).await.unwrap();
    assert_eq!(&begin, b"HTTP/1.1 200");
    assert_eq!(connections().await, before + 1);
    eventually("the connection is left", async || {
        connections().await == before
    })
    .await;
    // Others are served, and so is whoever asks again.
    let again = manager.fetch(message.manifest.id).await.unwrap();
    assert_eq!(again.body, message.envelope);
    drop(stream);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_nothing_of_a_site_is_left() {
    let (_folder, town, _config) =
        serving(false, |settings| settings.limits.stall_seconds = 1).await;
    let site = town.site(Site::Support);
    let stream = narrow(&site).await;
    // Much more than the systems of both sides keep.
    let asked = format!("GET / HTTP/1.1\r\nhost: {}\r\n\r\n", address(&site));
    let all = asked.repeat(5_000);
    let mut rest = all.as_bytes();
    let end = Instant::now() + Duration::from_mins(1);
    loop {
        assert!(Instant::now() < end, "the connection is not left");
        // Whoever is left sees that by what can be written no more.
        match timeout(Duration::from_secs(10), stream.writable()).await {
            Ok(writable) => writable.unwrap(),
            Err(_) => continue,
        }
        match stream.try_write(rest) {
            Ok(written) => rest = &rest[written..],
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(_) => break,
        }
        if rest.is_empty() {
            rest = all.as_bytes();
        }
    }
}
