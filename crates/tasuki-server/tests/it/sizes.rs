//! Limits of requests: how large.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream;
use reqwest::{Body, Method};
use secrecy::ExposeSecret as _;
use tasuki_server::Site;
use tasuki_terms::SystemClock;
use tasuki_testing::{Answer, Caller, Town, TownPlan, note};
use tokio::io::AsyncWriteExt as _;

use crate::problems::{refused, refused_in};
use crate::requests::{connected, raw, rest};
use crate::town::Three;

/// The least that settings may allow.
const LEAST: usize = 8 * 1024;

/// The right words to open a session, which are `length` bytes long.
fn words(three: &Three, length: usize) -> Vec<u8> {
    let (user, password) = (three.manager.user, three.manager.password.expose_secret());
    let mut words = format!(r#"{{"user_id":"{user}","password":"{password}"}}"#).into_bytes();
    words.resize(length, b' ');
    words
}

/// Opens a session; the length of the body is told beforehand or not.
async fn open(caller: &Caller, words: Vec<u8>, is_told: bool) -> Answer {
    let request = caller
        .request(Method::POST, "/v1/sessions")
        .header("content-type", "application/json");
    let request = if is_told {
        request.body(words)
    } else {
        let pieces: Vec<_> = words
            .chunks(1000)
            .map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece)))
            .collect();
        request.body(Body::wrap_stream(stream::iter(pieces)))
    };
    caller.answer(request).await.unwrap()
}

/// Asserts that bodies of so many bytes are taken, and no longer ones.
async fn assert_longest_body(three: &Three, longest: usize) {
    let manager = three.manager.session(&three.town).await.unwrap();
    for is_told in [true, false] {
        let taken = open(&manager, words(three, longest), is_told).await;
        assert_eq!(taken.status, 200, "{}", taken.text());
        let refusal = open(&manager, words(three, longest + 1), is_told).await;
        assert_eq!(
            (refusal.status, &*refused(&refusal)),
            (413, "request.too-large")
        );
    }
    // Envelopes have a limit of their own.
    let message = note(1, &three.manager, &three.helper, 2 * longest).unwrap();
    let id = message.manifest.id;
    assert_eq!(manager.send(&message).await.unwrap().status, 201);
    for (length, code) in [
        (longest, "receipt.invalid"),
        (longest + 1, "request.too-large"),
    ] {
        let answer = manager.put_opened(id, vec![b'0'; length]).await.unwrap();
        assert_eq!(refused(&answer), code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_no_messages_are_small() {
    let three = Three::start().await;
    assert_longest_body(&three, 64 * 1024).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn how_small_such_bodies_are_is_a_setting() {
    let three = Three::start_with(|settings| settings.limits.body_bytes = LEAST).await;
    assert_longest_body(&three, LEAST).await;
    // Enough for whatever offices send beside envelopes.
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let message = note(2, &three.manager, &three.helper, 1_000).unwrap();
    let id = message.manifest.id;
    assert_eq!(manager.send(&message).await.unwrap().status, 201);
    let fetched = helper.fetch(id).await.unwrap().receipt().unwrap();
    let opening = three.helper.opening(&message.manifest, &fetched).unwrap();
    assert_eq!(helper.put_opened(id, opening).await.unwrap().status, 200);
}

/// A request whose head is `length` bytes long.
fn head(path: &str, length: usize) -> Vec<u8> {
    let begin = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nx: ");
    let mut head = begin.into_bytes();
    head.resize(length - 4, b'x');
    head.extend_from_slice(b"\r\n\r\n");
    head
}

/// What the platform answers to a head that comes in pieces: it may close before all is said.
async fn said(three: &Three, head: &[u8], piece: usize) -> String {
    let mut stream = raw(three).await;
    for piece in head.chunks(piece) {
        if stream.write_all(piece).await.is_err() || stream.flush().await.is_err() {
            break;
        }
    }
    rest(stream).await
}

/// Asserts that heads of so many bytes are taken, and no longer ones, however they come.
async fn assert_longest_head(three: &Three, longest: usize) {
    let good = head("/v1/limits", longest);
    let bad = head("/v1/limits", longest + 1);
    // What is sent behind the last byte that is read may cost the answer: none is.
    for (bad, piece) in [
        (&bad[..longest], longest),
        (&bad, longest - 1),
        (&bad, 7000),
    ] {
        let taken = said(three, &good, piece).await;
        assert!(taken.contains("session.missing"), "{longest}: {taken}");
        let refusal = refused_in(&said(three, bad, piece).await);
        assert_eq!(refusal, "request.head-too-large", "{longest}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_are_small_and_how_small_is_a_setting() {
    for longest in [LEAST, 64 * 1024, 200_000] {
        let three = Three::start_with(|settings| {
            // The default is the one in between.
            if longest != 64 * 1024 {
                settings.limits.head_bytes = longest;
            }
        });
        let three = three.await;
        assert_longest_head(&three, longest).await;
        let manager = three.manager.session(&three.town).await.unwrap();
        assert_eq!(manager.get("/v1/limits").await.unwrap().status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_too_long_for_http_is_part_of_a_head_that_is_too_large() {
    let three = Three::start_with(|settings| settings.limits.head_bytes = 200_000).await;
    let path = format!("/{}", "x".repeat(66_000));
    let refusal = said(&three, &head(&path, 66_100), 66_100).await;
    assert_eq!(refused_in(&refusal), "request.head-too-large");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_without_end_is_refused() {
    let three = Three::start().await;
    let mut stream = raw(&three).await;
    let begin = b"GET /v1/limits HTTP/1.1\r\nhost: localhost\r\n";
    stream.write_all(begin).await.unwrap();
    for number in 0..2000 {
        let line = format!("x-{number}: {}\r\n", "x".repeat(90));
        // The platform may close before all is written.
        if stream.write_all(line.as_bytes()).await.is_err() {
            break;
        }
    }
    let said = rest(stream).await;
    // What is sent behind the last byte that is read may cost the answer.
    assert!(
        said.is_empty() || refused_in(&said) == "request.head-too-large",
        "{said}"
    );
    let manager = three.manager.session(&three.town).await.unwrap();
    assert_eq!(manager.get("/v1/limits").await.unwrap().status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_to_the_sites_are_as_small() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(SystemClock);
    let town = Town::found(folder.path(), TownPlan::with_sites(), clock).await;
    let mut town = town.unwrap();
    town.settings().limits.head_bytes = LEAST;
    town.start().await.unwrap();
    let site = town.site(Site::Support);
    let authority = town.authority().unwrap().bundle_pem();
    let config = Caller::tls(&authority, None).unwrap();
    // Of the second one no more is sent than is read: the rest could cost the answer.
    for (length, begin) in [(LEAST, "HTTP/1.1 200"), (LEAST + 1, "HTTP/1.1 431")] {
        let mut stream = connected(&site, config.clone()).await;
        let head = head("/", length);
        stream.write_all(&head[..LEAST]).await.unwrap();
        stream.flush().await.unwrap();
        let answer = rest(stream).await;
        assert!(answer.starts_with(begin), "{length}: {answer}");
    }
}
