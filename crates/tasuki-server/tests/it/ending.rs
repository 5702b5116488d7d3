//! The program is told to end while work is under way.

use std::convert::Infallible;
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use reqwest::{Body, Method, Response};
use serde_json::Value;
use tasuki_seal::SealedMessage;
use tasuki_testing::{Caller, ServerProcess, note};
use tasuki_wire::ENVELOPE_MEDIA_TYPE;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::town::{Three, eventually};

/// How long the program may take to end.
const SOON: Duration = Duration::from_secs(10);

/// For how long the program goes on when it says already that it ends.
const LEAVE: Duration = Duration::from_secs(12);

/// The level at which it tells what it is asked.
const LOG: &str = "tasuki_server=debug";

#[tokio::test(flavor = "multi_thread")]
async fn a_send_under_way_gets_its_receipt_and_streams_end_at_once() {
    let mut three = Three::found(|_| ()).await;
    let binary = Path::new(env!("CARGO_BIN_EXE_tasuki-server"));
    let mut process = three.town.start_process(binary, LOG).await.unwrap();
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let news = helper.request(Method::GET, "/v1/events");
    let mut news = news.send().await.unwrap();
    assert!(news.chunk().await.unwrap().is_some());

    let message = note(1, &three.manager, &three.helper, 100_000).unwrap();
    let half = Half::of(&manager, &message);
    asked_to_take(&mut process).await;

    process.terminate().unwrap();
    let told = Instant::now();
    process.logs("ending").await.unwrap();
    while news.chunk().await.unwrap().is_some() {}
    assert!(
        told.elapsed() < Duration::from_secs(2),
        "{:?}",
        told.elapsed()
    );
    let answer = half.whole().await.unwrap();
    assert_eq!(answer.status(), 201);
    drop((answer, manager, helper));
    let (status, log) = process.ended().await.unwrap();
    assert!(status.success(), "{status}");
    assert!(told.elapsed() < SOON, "{:?}", told.elapsed());
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        for key in ["timestamp", "level", "target", "fields"] {
            assert!(line.get(key).is_some(), "{line}");
        }
    }
    let records = three.records().await;
    assert!(
        records
            .message(message.manifest.id)
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_nothing_more_does_not_hold_the_program_up() {
    let mut three = Three::found(|_| ()).await;
    let binary = Path::new(env!("CARGO_BIN_EXE_tasuki-server"));
    let mut process = three.town.start_process(binary, LOG).await.unwrap();
    let manager = three.manager.session(&three.town).await.unwrap();
    let message = note(1, &three.manager, &three.helper, 100_000).unwrap();
    let half = Half::of(&manager, &message);
    asked_to_take(&mut process).await;
    process.terminate().unwrap();
    let told = Instant::now();
    let (status, _) = process.ended().await.unwrap();
    assert!(status.success(), "{status}");
    assert!(told.elapsed() < SOON, "{:?}", told.elapsed());
    assert!(half.sending.await.unwrap().is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_says_so_first_and_goes_on_until_that_is_noticed() {
    let mut three = Three::found(|settings| settings.listen.leave_seconds = LEAVE.as_secs()).await;
    let binary = Path::new(env!("CARGO_BIN_EXE_tasuki-server"));
    let process = three.town.start_process(binary, LOG).await.unwrap();
    let authority = three.town.authority().unwrap().bundle_pem();
    let operations = Caller::new(&three.town.operations(), &authority, None).unwrap();
    assert_eq!(operations.get("/readyz").await.unwrap().status, 200);
    let before = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let news = helper.request(Method::GET, "/v1/events");
    let mut news = news.send().await.unwrap();
    assert!(news.chunk().await.unwrap().is_some());

    process.terminate().unwrap();
    let told = Instant::now();
    eventually("it says that it leaves", async || {
        let answer = operations.get("/readyz").await.unwrap();
        answer.text() == "503 ending\n"
    })
    .await;
    assert_eq!(operations.get("/healthz").await.unwrap().status, 200);
    // A connection that a balancer makes before it has noticed.
    let mut manager = three.manager.caller(&three.town).unwrap();
    manager.token.clone_from(&before.token);
    let message = note(1, &three.manager, &three.helper, 1_000).unwrap();
    let id = message.manifest.id;
    assert_eq!(manager.send(&message).await.unwrap().status, 201);
    let mut heard = String::new();
    while !heard.contains(&id.to_string()) {
        let piece = news.chunk().await.unwrap().unwrap();
        heard.push_str(&String::from_utf8_lossy(&piece));
    }

    while news.chunk().await.unwrap().is_some() {}
    assert!(told.elapsed() >= LEAVE, "{:?}", told.elapsed());
    drop((before, helper, manager, news));
    let (status, _) = process.ended().await.unwrap();
    assert!(status.success(), "{status}");
    assert!(told.elapsed() < LEAVE + SOON, "{:?}", told.elapsed());
    let late = three.manager.caller(&three.town).unwrap();
    assert!(late.get("/v1/limits").await.is_err());
    assert!(three.records().await.message(id).await.unwrap().is_some());
}

/// A message of which the first half is on its way.
struct Half {
    sending: JoinHandle<reqwest::Result<Response>>,
    pieces: mpsc::UnboundedSender<Bytes>,
    rest: Bytes,
}

impl Half {
    fn of(sender: &Caller, message: &SealedMessage) -> Self {
        let mut first = Bytes::from(message.envelope.clone());
        let length = first.len();
        let rest = first.split_off(length / 2);
        let (pieces, read) = mpsc::unbounded_channel();
        pieces.send(first).unwrap();
        let body = stream::unfold(read, |mut read| async {
            read.recv()
                .await
                .map(|piece| (Ok::<_, Infallible>(piece), read))
        });
        let path = format!("/v1/messages/{}", message.manifest.id);
        let send = sender
            .request(Method::PUT, &path)
            .header("content-type", ENVELOPE_MEDIA_TYPE)
            .header("content-length", length)
            .body(Body::wrap_stream(body));
        Self {
            sending: tokio::spawn(send.send()),
            pieces,
            rest,
        }
    }

    /// Sends the rest, too.
    async fn whole(self) -> reqwest::Result<Response> {
        self.pieces.send(self.rest).unwrap();
        self.sending.await.unwrap()
    }
}

/// Waits until the program has read the head of a request that brings a message.
async fn asked_to_take(process: &mut ServerProcess) {
    loop {
        let line = process.logs("asked").await.unwrap();
        if line.pointer("/fields/method").and_then(Value::as_str) == Some("PUT") {
            return;
        }
    }
}
