//! Limits of requests: how many, how slow.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use reqwest::{Body, Method};
use rustls::ClientConfig;
use rustls_pki_types::ServerName;
use tasuki_seal::split_envelope;
use tasuki_server::Settings;
use tasuki_terms::Clock as _;
use tasuki_testing::{Answer, Caller, sealed};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::problems::{refused, refused_in};
use crate::senders::Senders;
use crate::town::{Three, eventually};
use crate::transfers::begun;

/// How long the platform may take for what it was told to do within a second.
const PATIENCE: Duration = Duration::from_secs(15);

fn rate(settings: &mut Settings, per_second: u32, burst: u32) {
    settings.limits.requests_per_second = NonZeroU32::new(per_second).unwrap();
    settings.limits.requests_burst = NonZeroU32::new(burst).unwrap();
}

/// Begins a request, tells that more is to come, and says nothing more.
async fn stalled(caller: &Caller, method: Method, path: &str, begin: Vec<u8>) -> Answer {
    let body = stream::iter([Ok::<_, std::io::Error>(Bytes::from(begin))]);
    let request = caller
        .request(method, path)
        .header("content-type", "application/json")
        .header("content-length", 60_000)
        .body(Body::wrap_stream(body.chain(stream::pending())));
    let answer = tokio::time::timeout(PATIENCE, caller.answer(request));
    answer.await.unwrap().unwrap()
}

/// A connection of the manager's, to be written to byte by byte.
pub(crate) async fn raw(three: &Three) -> TlsStream<TcpStream> {
    let keys = &three.manager.keys;
    let shown = (&*keys.issued.certificate_der, &**keys.issued.key_pkcs8_der);
    let config = Caller::tls(&keys.authority_pem, Some(shown)).unwrap();
    connected(&three.town.exchange(), config).await
}

/// A connection to an address `https://…`, to be written to byte by byte.
pub(crate) async fn connected(origin: &str, config: ClientConfig) -> TlsStream<TcpStream> {
    try_connected(origin, config).await.unwrap()
}

/// The same, or why TLS does not come about.
pub(crate) async fn try_connected(
    origin: &str,
    config: ClientConfig,
) -> std::io::Result<TlsStream<TcpStream>> {
    let address = origin.strip_prefix("https://").unwrap();
    let stream = TcpStream::connect(address).await.unwrap();
    through(stream, config).await
}

/// TLS with the platform over a connection that stands.
pub(crate) async fn through(
    stream: TcpStream,
    config: ClientConfig,
) -> std::io::Result<TlsStream<TcpStream>> {
    let name = ServerName::try_from("localhost").unwrap();
    let connector = TlsConnector::from(Arc::new(config));
    connector.connect(name, stream).await
}

/// Everything that the platform says until it closes the connection.
pub(crate) async fn rest(mut stream: impl AsyncRead + Unpin) -> String {
    let mut said = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut said));
    // It may close without a farewell.
    drop(read.await.expect("the platform closes the connection"));
    String::from_utf8(said).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_that_asks_too_often_is_told_to_wait_and_others_are_not() {
    let three = Three::start_with(|settings| rate(settings, 1, 8)).await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let mut refusals = 0;
    for _ in 0..30 {
        let answer = manager.get("/v1/limits").await.unwrap();
        if answer.status != 200 {
            assert_eq!(refused(&answer), "request.too-many");
            assert_eq!(answer.headers["retry-after"], "1");
            refusals += 1;
        }
    }
    assert!(refusals > 0);
    // Neither another terminal nor another connection is a way around it.
    let terminal = three.manager.terminal(&three.town).await.unwrap();
    let terminal = terminal.caller(&three.town).unwrap();
    let mut told = Vec::new();
    for _ in 0..3 {
        told.push(terminal.get("/v1/limits").await.unwrap().status);
    }
    assert!(told.contains(&429), "{told:?}");
    assert_eq!(helper.get("/v1/limits").await.unwrap().status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_told_to_wait_and_waits_is_let_in() {
    let three = Three::start_with(|settings| rate(settings, 20, 3)).await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let mut was_refused = false;
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        let answer = manager.get("/v1/limits").await.unwrap();
        match answer.status {
            429 => was_refused = true,
            _ if was_refused => break,
            _ => {}
        }
        assert!(tokio::time::Instant::now() < deadline);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_stalls_is_given_up() {
    let three = Three::start_with(|settings| settings.limits.stall_seconds = 1).await;
    let senders = Senders::new(&three).await;
    let message = sealed(1, &three.manager, &three.helper).unwrap();
    let id = message.manifest.id;
    let (manifest_der, _) = split_envelope(&message.envelope).unwrap();
    for length in [0, 10, manifest_der.len(), message.envelope.len() - 1] {
        let begin = message.envelope[..length].to_vec();
        let whole = message.envelope.len() as u64;
        let answer = begun(&senders.manager, id, whole, begin, false);
        let answer = tokio::time::timeout(PATIENCE, answer)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(refused(&answer), "request.timeout", "after {length} bytes");
        senders.assert_nothing_of(id).await;
    }
    senders.assert_taken(&message).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_takes_too_long_in_all_is_given_up() {
    let three = Three::start_with(|settings| settings.limits.upload_seconds = 1).await;
    let senders = Senders::new(&three).await;
    let message = sealed(1, &three.manager, &three.helper).unwrap();
    let id = message.manifest.id;
    // It never stalls: a byte comes every tenth of a second.
    let ticks = tokio_stream::wrappers::IntervalStream::new(tokio::time::interval(
        Duration::from_millis(100),
    ));
    let bytes: Vec<Bytes> = message
        .envelope
        .chunks(1)
        .map(Bytes::copy_from_slice)
        .collect();
    let body = ticks
        .zip(stream::iter(bytes))
        .map(|(_, byte)| Ok::<_, std::io::Error>(byte));
    let request = senders
        .manager
        .request(Method::PUT, &format!("/v1/messages/{id}"))
        .header("content-length", message.envelope.len())
        .body(Body::wrap_stream(body));
    let answer = tokio::time::timeout(PATIENCE, senders.manager.answer(request));
    assert_eq!(refused(&answer.await.unwrap().unwrap()), "request.timeout");
    senders.assert_nothing_of(id).await;
    senders.assert_taken(&message).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_requests_have_their_own_time() {
    // Enough for a log-in on a machine that has much else to do.
    let three = Three::start_with(|settings| settings.limits.request_seconds = 4).await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let begin = br#"{"user_id":"KJ"#.to_vec();
    let answer = stalled(&manager, Method::POST, "/v1/sessions", begin).await;
    assert_eq!(refused(&answer), "request.timeout");
    assert_eq!(manager.get("/v1/limits").await.unwrap().status, 200);
    // The time is that until the answer begins: news may take as long as they like.
    let mut news = manager
        .request(Method::GET, "/v1/events")
        .send()
        .await
        .unwrap();
    let hello = news.chunk().await.unwrap().unwrap();
    assert!(hello.starts_with(b"event: hello"));
    let silence = tokio::time::timeout(Duration::from_secs(5), news.chunk()).await;
    assert!(
        silence.is_err(),
        "the stream goes on in silence: {silence:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_http_is_no_danger() {
    let three = Three::start().await;
    for garbage in [&b"\0\0\0\0\r\n\r\n"[..], b"EHLO localhost\r\n\r\n"] {
        let mut stream = raw(&three).await;
        stream.write_all(garbage).await.unwrap();
        assert_eq!(refused_in(&rest(stream).await), "request.malformed");
    }
    // And without TLS.
    let exchange = three.town.exchange();
    let address = exchange.strip_prefix("https://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let mut said = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut said));
    drop(read.await.unwrap());
    assert!(!said.starts_with(b"HTTP"));
    let manager = three.manager.session(&three.town).await.unwrap();
    assert_eq!(manager.get("/v1/limits").await.unwrap().status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_counted_as_any_refusal() {
    let three = Three::start().await;
    let mut stream = raw(&three).await;
    // Behind a request that is answered.
    let both = b"GET /v1/limits HTTP/1.1\r\nhost: a\r\n\r\nEHLO localhost\r\n\r\n";
    stream.write_all(both).await.unwrap();
    let said = rest(stream).await;
    let (first, second) = said.split_once("HTTP/1.1 400").unwrap();
    assert!(first.contains("session.missing"), "{said}");
    assert_eq!(
        refused_in(&format!("HTTP/1.1 400{second}")),
        "request.malformed"
    );
    let authority = three.town.authority().unwrap().bundle_pem();
    let operations = Caller::new(&three.town.operations(), &authority, None).unwrap();
    let figures = operations.get("/metrics").await.unwrap().text();
    for line in [
        "tasuki_refusals_total{code=\"request.malformed\"} 1",
        "tasuki_requests_total{method=\"-\",path=\"-\",status=\"400\"} 1",
    ] {
        assert!(figures.lines().any(|one| one == line), "{line}: {figures}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_while_the_platform_ends_is_counted_too() {
    let mut three = Three::start().await;
    let mut stream = raw(&three).await;
    let head = "POST /v1/sessions HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\
                content-type: application/json\r\nexpect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut said = [0; 12];
    stream.read_exact(&mut said).await.unwrap();
    assert_eq!(&said, b"HTTP/1.1 100", "the body is waited for");
    let (records, now) = (three.records().await, three.clock.now());
    let exchange = three.town.exchange();
    let address = exchange.strip_prefix("https://").unwrap().to_owned();
    let finish = async move {
        eventually("nobody is let in any more", async || {
            TcpStream::connect(&address).await.is_err()
        })
        .await;
        stream.write_all(b"no").await.unwrap();
        rest(stream).await
    };
    let (stopped, said) = tokio::join!(three.town.stop(), finish);
    stopped.unwrap();
    assert!(said.contains("request.malformed"), "{said}");
    let counted = records.read("test", move |records| records.refusals(now, 1));
    let counted = counted.await.unwrap();
    let counted: Vec<_> = counted
        .iter()
        .map(|one| (&*one.code, one.days[0]))
        .collect();
    assert_eq!(counted, [("request.malformed", 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_behind_a_body_in_chunks_is_another_request() {
    let three = Three::start().await;
    let mut stream = raw(&three).await;
    let both = b"POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\
        Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n\
        GET /v1/limits HTTP/1.1\r\nHost: a\r\n\r\n";
    stream.write_all(both).await.unwrap();
    let said = rest(stream).await;
    assert!(said.starts_with("HTTP/1.1 4"), "{said}");
    assert_eq!(said.matches("HTTP/1.1 ").count(), 1, "{said}");
}
