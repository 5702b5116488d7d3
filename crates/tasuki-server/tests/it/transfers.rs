//! Envelopes on their way: addressed, measured, broken off.

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use reqwest::{Body, Method};
use tasuki_seal::{SealedMessage, SystemEntropy, split_envelope};
use tasuki_terms::{Clock as _, MessageId, SystemClock};
use tasuki_testing::{Answer, Caller, note, resigned, sealed};

use crate::problems::refused;
use crate::senders::Senders;
use crate::town::Three;

fn good(three: &Three) -> SealedMessage {
    sealed(1, &three.manager, &three.helper).unwrap()
}

/// Sends `begin` under a length that is told, and then nothing more, or breaks off.
pub(crate) async fn begun(
    caller: &Caller,
    id: MessageId,
    length: u64,
    begin: Vec<u8>,
    breaks_off: bool,
) -> anyhow::Result<Answer> {
    let first = stream::iter([Ok(Bytes::from(begin))]);
    let body = if breaks_off {
        let broken = stream::iter([Err(std::io::Error::other("the line is cut"))]);
        Body::wrap_stream(first.chain(broken))
    } else {
        Body::wrap_stream(first.chain(stream::pending()))
    };
    let request = caller
        .request(Method::PUT, &format!("/v1/messages/{id}"))
        .header("content-length", length)
        .body(body);
    caller.answer(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_must_name_a_message() {
    let three = Three::start().await;
    let senders = Senders::new(&three).await;
    let message = good(&three);
    let upper = message.manifest.id.to_string().to_uppercase();
    for id in ["x", "", "00000000-0000-4000-8000-000000000000", &upper] {
        let request = senders
            .manager
            .request(Method::PUT, &format!("/v1/messages/{id}"))
            .body(message.envelope.clone());
        let answer = senders.manager.answer(request).await.unwrap();
        let code = if id.is_empty() {
            "request.not-found"
        } else {
            "request.malformed"
        };
        assert_eq!(refused(&answer), code, "{id}");
    }
    let other = MessageId::new(SystemClock.now(), &SystemEntropy);
    let other = senders.manager.put_message(other, message.envelope.clone());
    assert_eq!(refused(&other.await.unwrap()), "envelope.malformed");
    senders.assert_taken(&message).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_length_must_be_told_and_within_the_limit() {
    let three = Three::start().await;
    let senders = Senders::new(&three).await;
    let (message, manager) = (good(&three), &senders.manager);
    let id = message.manifest.id;
    // A stream of which reqwest does not know the length is sent in chunks.
    let chunks = stream::iter([Ok::<_, std::io::Error>(message.envelope.clone())]);
    let request = manager
        .request(Method::PUT, &format!("/v1/messages/{id}"))
        .body(Body::wrap_stream(chunks));
    let answer = manager.answer(request).await.unwrap();
    assert_eq!(refused(&answer), "request.malformed");

    // Nothing, and told so.
    let answer = begun(manager, id, 0, Vec::new(), false).await.unwrap();
    assert_eq!(refused(&answer), "envelope.malformed");

    let limit = 10 * 1024 * 1024 + 64 * 1024 + 16 * 1024;
    for length in [limit + 1, 1 << 40, 1 << 63] {
        let answer = begun(manager, id, length, Vec::new(), false).await.unwrap();
        assert_eq!(refused(&answer), "request.too-large", "{length}");
    }
    // A sealed part above its own limit, found before it is sent.
    let sealed_size = 10 * 1024 * 1024 + 64 * 1024 + 1;
    let large = resigned(&message, &three.manager, |manifest| {
        manifest.sealed_size = sealed_size;
    });
    let large = large.unwrap().envelope;
    let (manifest_der, _) = split_envelope(&large).unwrap();
    let length = manifest_der.len() as u64 + sealed_size;
    let begin = manifest_der.to_vec();
    let answer = begun(manager, id, length, begin, false).await.unwrap();
    assert_eq!(refused(&answer), "message.too-large");
    senders.assert_nothing_of(id).await;
    senders.assert_taken(&message).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_broke_off_on_the_way_leaves_nothing_and_is_sent_again() {
    let three = Three::start().await;
    let senders = Senders::new(&three).await;
    let message = good(&three);
    let (id, length) = (message.manifest.id, message.envelope.len());
    let (manifest_der, _) = split_envelope(&message.envelope).unwrap();
    for cut in [0, 1, 100, manifest_der.len(), length / 2, length - 1] {
        let begin = message.envelope[..cut].to_vec();
        let told = begun(&senders.manager, id, length as u64, begin, true).await;
        assert!(told.is_err(), "{told:?}");
        senders.assert_nothing_of(id).await;
    }
    senders.assert_taken(&message).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_before_a_large_body_was_read_is_heard() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let bare = three.manager.caller(&three.town).unwrap();
    let message = note(1, &three.manager, &three.helper, 10_000_000).unwrap();
    assert_eq!(manager.send(&message).await.unwrap().status, 201);
    let id = message.manifest.id;
    // The client writes all of its body before it reads.
    for _ in 0..10 {
        let again = manager.send(&message).await.unwrap();
        assert_eq!(again.status, 200, "{}", again.text());
        let answer = bare.send(&message).await.unwrap();
        assert_eq!(refused(&answer), "session.missing");
        let other = manager.put_message(id, vec![0; 10_000_000]).await;
        assert_eq!(refused(&other.unwrap()), "envelope.malformed");
        let large = manager.put_message(id, vec![0; 12_000_000]).await;
        assert_eq!(refused(&large.unwrap()), "request.too-large");
    }
}
