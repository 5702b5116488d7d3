//! The program is told to end while work is under way.

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use reqwest::{Body, Method};
use serde_json::Value;
use tasuki_testing::note;
use tasuki_wire::ENVELOPE_MEDIA_TYPE;
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::town::Three;

/// How long the program may take to end.
const SOON: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn a_send_under_way_gets_its_receipt_and_streams_end_at_once() {
    let mut three = Three::found(|_| ()).await;
    let binary = Path::new(env!("CARGO_BIN_EXE_tasuki-server"));
    let mut process = three.town.start_process(binary, "info").await.unwrap();
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let news = helper.request(Method::GET, "/v1/events");
    let mut news = news.send().await.unwrap();
    assert!(news.chunk().await.unwrap().is_some());

    // Half of a message is there when the program is told.
    let message = note(1, &three.manager, &three.helper, 100_000).unwrap();
    let mut first = Bytes::from(message.envelope);
    let length = first.len();
    let second = first.split_off(length / 2);
    let (half_is_read, half_was_read) = oneshot::channel();
    let (rest_may_go, rest_goes) = oneshot::channel::<()>();
    let body = stream::unfold(
        (
            Some(first),
            Some(second),
            Some(half_is_read),
            Some(rest_goes),
        ),
        |(first, second, read, goes)| async {
            if let Some(first) = first {
                return Some((first, (None, second, read, goes)));
            }
            // Asked for more: the first half is on its way.
            if let Some(read) = read {
                read.send(()).unwrap();
            }
            if let Some(goes) = goes {
                goes.await.unwrap();
            }
            second.map(|second| (second, (None, None, None, None)))
        },
    );
    let send = manager
        .request(
            Method::PUT,
            &format!("/v1/messages/{}", message.manifest.id),
        )
        .header("content-type", ENVELOPE_MEDIA_TYPE)
        .header("content-length", length)
        .body(Body::wrap_stream(stream_of_results(body)));
    let send = tokio::spawn(send.send());
    half_was_read.await.unwrap();

    process.terminate().unwrap();
    let told = Instant::now();
    process.logs("ending").await.unwrap();
    while news.chunk().await.unwrap().is_some() {}
    assert!(
        told.elapsed() < Duration::from_secs(2),
        "{:?}",
        told.elapsed()
    );
    rest_may_go.send(()).unwrap();
    let answer = send.await.unwrap().unwrap();
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
    let process = three.town.start_process(binary, "info").await.unwrap();
    let manager = three.manager.session(&three.town).await.unwrap();
    let message = note(1, &three.manager, &three.helper, 100_000).unwrap();
    let length = message.envelope.len();
    let (half_is_read, half_was_read) = oneshot::channel();
    let half = Bytes::from(message.envelope).split_to(length / 2);
    let body = stream::unfold((Some(half), Some(half_is_read)), |(half, read)| async {
        if let Some(half) = half {
            return Some((half, (None, read)));
        }
        if let Some(read) = read {
            read.send(()).unwrap();
        }
        std::future::pending().await
    });
    let send = manager
        .request(
            Method::PUT,
            &format!("/v1/messages/{}", message.manifest.id),
        )
        .header("content-type", ENVELOPE_MEDIA_TYPE)
        .header("content-length", length)
        .body(Body::wrap_stream(stream_of_results(body)));
    let send = tokio::spawn(send.send());
    half_was_read.await.unwrap();
    process.terminate().unwrap();
    let told = Instant::now();
    let (status, _) = process.ended().await.unwrap();
    assert!(status.success(), "{status}");
    assert!(told.elapsed() < SOON, "{:?}", told.elapsed());
    assert!(send.await.unwrap().is_err());
}

/// The same, as a body wants it.
fn stream_of_results(
    pieces: impl stream::Stream<Item = Bytes> + Send + 'static,
) -> impl stream::Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static {
    use futures_util::StreamExt as _;
    pieces.map(Ok)
}
