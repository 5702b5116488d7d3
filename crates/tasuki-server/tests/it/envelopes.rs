//! Envelopes that are not what they say, or are not the caller's.

use tasuki_seal::{Manifest, SealedMessage, SystemEntropy, sign, split_envelope};
use tasuki_terms::{Clock as _, MessageId, SystemClock};
use tasuki_testing::{resigned, sealed, with_manifest};

use crate::problems::refused;
use crate::senders::Senders;
use crate::town::Three;

fn good(three: &Three) -> SealedMessage {
    sealed(1, &three.manager, &three.helper).unwrap()
}

fn new_id() -> MessageId {
    MessageId::new(SystemClock.now(), &SystemEntropy)
}

/// An envelope whose manifest is this text, signed as is right.
fn written(three: &Three, message: &SealedMessage, text: &str) -> Vec<u8> {
    with_manifest(&message.envelope, text.as_bytes(), &three.manager).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_an_envelope_has_its_own_code_and_leaves_nothing() {
    let three = Three::start().await;
    let senders = Senders::new(&three).await;
    let terminal = three.manager.terminal(&three.town).await.unwrap();
    let message = good(&three);
    let envelope = &message.envelope;
    let text = String::from_utf8(message.manifest.to_json()).unwrap();
    let (manifest_der, sealed_part) = split_envelope(envelope).unwrap();
    let flipped = |place: usize| {
        let mut changed = envelope.clone();
        changed[place] ^= 1;
        changed
    };
    let resigned = |change: &dyn Fn(&mut Manifest)| {
        resigned(&message, &three.manager, change).unwrap().envelope
    };
    let by_other = |signer| with_manifest(envelope, text.as_bytes(), signer).unwrap();
    let inside = text.find("\"created_at\":\"").unwrap() + 16;
    let place = manifest_der.windows(text.len());
    let place = place
        .clone()
        .position(|window| window == text.as_bytes())
        .unwrap()
        + inside;
    let cases: Vec<(&str, &str, Vec<u8>)> = vec![
        (
            "text",
            "envelope.malformed",
            b"hello, this is no envelope".to_vec(),
        ),
        ("zeros", "envelope.malformed", vec![0; 5000]),
        (
            "a long element",
            "envelope.malformed",
            [&[0x30, 0x82, 0x40, 0x00][..], &[0; 20_000]].concat(),
        ),
        (
            "an indefinite length",
            "envelope.malformed",
            [&[0x30, 0x80][..], &[0; 2000]].concat(),
        ),
        (
            "the manifest alone",
            "envelope.malformed",
            manifest_der.to_vec(),
        ),
        (
            "half a manifest",
            "envelope.malformed",
            manifest_der[..200].to_vec(),
        ),
        (
            "the sealed part alone",
            "envelope.malformed",
            sealed_part.to_vec(),
        ),
        (
            "the parts turned",
            "envelope.malformed",
            [sealed_part, manifest_der].concat(),
        ),
        (
            "a byte behind",
            "envelope.malformed",
            [envelope, &b"\0"[..]].concat(),
        ),
        (
            "a byte missing",
            "envelope.malformed",
            envelope[..envelope.len() - 1].to_vec(),
        ),
        (
            "a space in the manifest",
            "envelope.malformed",
            written(&three, &message, &text.replace("\":", "\": ")),
        ),
        (
            "no JSON",
            "envelope.malformed",
            written(&three, &message, "{"),
        ),
        (
            "version 2",
            "envelope.malformed",
            resigned(&|manifest| manifest.version = 2),
        ),
        (
            "a kind of file nobody knows",
            "envelope.malformed",
            written(
                &three,
                &message,
                &text.replace("text/csv", "application/zip"),
            ),
        ),
        (
            "one more member",
            "envelope.malformed",
            written(
                &three,
                &message,
                &text.replace("{\"version\"", "{\"note\":1,\"version\""),
            ),
        ),
        (
            "another id",
            "envelope.malformed",
            resigned(&|manifest| manifest.id = new_id()),
        ),
        (
            "another size",
            "envelope.malformed",
            resigned(&|manifest| manifest.sealed_size += 1),
        ),
        (
            "the largest size",
            "envelope.malformed",
            resigned(&|manifest| manifest.sealed_size = u64::MAX),
        ),
        ("a changed manifest", "envelope.signature", flipped(place)),
        (
            "signed by the receiver",
            "envelope.signature",
            by_other(&three.helper),
        ),
        (
            "signed by the office's other terminal",
            "envelope.signature",
            by_other(&terminal),
        ),
        (
            "another sender",
            "message.other-sender",
            resigned(&|manifest| manifest.sender = "1370000003".parse().unwrap()),
        ),
        (
            "a sender nobody knows",
            "message.other-sender",
            resigned(&|manifest| manifest.sender = "1379999999".parse().unwrap()),
        ),
        (
            "a changed content",
            "envelope.digest",
            flipped(envelope.len() - 1),
        ),
        (
            "another digest",
            "envelope.digest",
            resigned(&|manifest| manifest.sealed_digest = manifest.digest()),
        ),
    ];
    let id = message.manifest.id;
    for (case, code, bad) in cases {
        let answer = senders.manager.put_message(id, bad).await.unwrap();
        assert_eq!(refused(&answer), code, "{case}");
        senders.assert_nothing_of(id).await;
    }
    senders.assert_taken(&message).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_names_one_message_for_ever_whoever_uses_it_again() {
    let three = Three::start().await;
    let senders = Senders::new(&three).await;
    let message = good(&three);
    let id = message.manifest.id;
    senders.assert_taken(&message).await;
    let other = sealed(2, &three.manager, &three.helper).unwrap();
    let same_id = resigned(&other, &three.manager, |manifest| manifest.id = id).unwrap();
    let answer = senders.manager.put_message(id, same_id.envelope).await;
    assert_eq!(refused(&answer.unwrap()), "message.id-reused");

    let theirs = sealed(3, &three.stranger, &three.helper);
    let theirs = resigned(&theirs.unwrap(), &three.stranger, |manifest| {
        manifest.id = id;
    });
    let answer = senders.stranger.put_message(id, theirs.unwrap().envelope);
    assert_eq!(refused(&answer.await.unwrap()), "message.id-reused");

    // What was taken is as it was.
    let content = senders.helper.fetch(id).await.unwrap();
    assert_eq!(content.body, message.envelope);
    let again = senders.manager.send(&message).await.unwrap();
    assert_eq!(again.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_no_manifest() {
    let three = Three::start().await;
    let senders = Senders::new(&three).await;
    let message = good(&three);
    let receipt = br#"{"version":1,"kind":"opened"}"#;
    let identity = three.manager.identity().unwrap();
    let signed = sign(receipt, &identity, SystemClock.now()).unwrap();
    let id = message.manifest.id;
    let answer = senders.manager.put_message(id, signed).await.unwrap();
    assert_eq!(refused(&answer), "envelope.malformed");
}
