//! What the platform's rules refuse of a message, though its sender is who it says.

use jiff::SignedDuration;
use tasuki_seal::{Bulk, Container, Entry, FileFacts, Manifest, SealedMessage, SystemEntropy};
use tasuki_terms::{Clock as _, FileKind, MediaType, MessageId, SendingUnit, SystemClock};
use tasuki_testing::{TownOffice, note, resigned, sealed, sealed_with};
use tasuki_wire::LimitsAnswer;

use crate::problems::refused;
use crate::senders::Senders;
use crate::town::Three;

const MEGABYTE: u64 = 1024 * 1024;

/// A message of one attachment of which the manifest alone was changed, signed as is right.
fn changed(three: &Three, change: impl FnOnce(&mut Manifest)) -> SealedMessage {
    let good = note(1, &three.manager, &three.helper, 1000).unwrap();
    resigned(&good, &three.manager, change).unwrap()
}

/// A plan of which the manifest alone was changed, signed as is right.
fn changed_plan(three: &Three, change: impl FnOnce(&mut Manifest)) -> SealedMessage {
    let good = sealed(1, &three.manager, &three.helper).unwrap();
    resigned(&good, &three.manager, change).unwrap()
}

/// A message of attachments.
fn attachments(three: &Three, files: &[(&str, MediaType, usize)]) -> SealedMessage {
    let entries = files.iter().map(|(name, media, size)| Entry {
        name: (*name).to_owned(),
        media: *media,
        bytes: vec![b' '; *size],
    });
    let container = Container {
        entries: entries.collect(),
        text: None,
    };
    sealed_with(&three.manager, &three.helper, &container, |_| ()).unwrap()
}

fn bulk(index: u32, count: u32) -> Bulk {
    let id = MessageId::new(SystemClock.now(), &SystemEntropy);
    Bulk { id, index, count }
}

fn pdf(size: u64) -> FileFacts {
    FileFacts {
        media: MediaType::Pdf,
        size,
    }
}

/// Messages of the manager that break one limit each, and the code of the refusal.
pub(crate) fn breaches(three: &Three) -> Vec<(&'static str, SealedMessage)> {
    let now = SystemClock.now();
    let minutes = SignedDuration::from_mins;
    vec![
        (
            "message.to-oneself",
            changed(three, |manifest| manifest.receiver = manifest.sender),
        ),
        (
            "receiver.not-registered",
            changed(three, |manifest| {
                manifest.receiver = "1379999999".parse().unwrap();
            }),
        ),
        (
            "message.clock-ahead",
            changed(three, |manifest| manifest.created_at = now + minutes(11)),
        ),
        ("message.empty", attachments(three, &[])),
        (
            "message.too-many-files",
            changed(three, |manifest| manifest.files = vec![pdf(1); 8]),
        ),
        (
            "message.too-large",
            changed(three, |manifest| {
                manifest.files = vec![pdf(10 * MEGABYTE + 1)];
            }),
        ),
        (
            "message.too-large",
            changed(three, |manifest| {
                manifest.files = vec![pdf(2 * MEGABYTE); 6];
            }),
        ),
        (
            "message.too-large",
            changed(three, |manifest| manifest.files = vec![pdf(u64::MAX); 2]),
        ),
        (
            "message.mixed-kinds",
            changed_plan(three, |manifest| manifest.kinds.truncate(2)),
        ),
        (
            "message.mixed-kinds",
            changed_plan(three, |manifest| manifest.kinds.push(FileKind::UseActual)),
        ),
        (
            "message.mixed-kinds",
            changed_plan(three, |manifest| manifest.unit = SendingUnit::Actual),
        ),
        (
            "message.mixed-kinds",
            changed(three, |manifest| manifest.unit = SendingUnit::UseTable),
        ),
        (
            "bulk.too-large",
            changed(three, |manifest| manifest.bulk = Some(bulk(1, 51))),
        ),
        (
            "bulk.wrong-place",
            changed(three, |manifest| manifest.bulk = Some(bulk(0, 3))),
        ),
        (
            "bulk.wrong-place",
            changed(three, |manifest| manifest.bulk = Some(bulk(4, 3))),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_breach_of_a_limit_has_its_own_code_and_leaves_nothing() {
    let three = Three::start().await;
    let senders = Senders::new(&three).await;
    for (code, bad) in breaches(&three) {
        let id = bad.manifest.id;
        let answer = senders.manager.send(&bad).await.unwrap();
        assert_eq!(refused(&answer), code);
        senders.assert_nothing_of(id).await;
        senders
            .assert_taken(&changed(&three, |manifest| manifest.id = id))
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_at_every_limit_is_taken() {
    let three = Three::start().await;
    let senders = Senders::new(&three).await;
    let minutes = SignedDuration::from_mins;
    let names = [
        "a.pdf", "b.pdf", "c.pdf", "d.pdf", "e.pdf", "f.pdf", "g.pdf",
    ];
    let seven = names.map(|name| (name, MediaType::Pdf, 10));
    let created_at = SystemClock.now() + minutes(9);
    for message in [
        attachments(&three, &seven),
        changed(&three, |manifest| manifest.files = vec![pdf(10 * MEGABYTE)]),
        changed(&three, |manifest| manifest.created_at = created_at),
        changed(&three, |manifest| {
            manifest.created_at = "2000-01-01T00:00:00Z".parse().unwrap();
        }),
        changed(&three, |manifest| manifest.bulk = Some(bulk(50, 50))),
    ] {
        senders.assert_taken(&message).await;
    }
    let text_alone = Container {
        entries: Vec::new(),
        text: Some("本日は休業です。".to_owned()),
    };
    let message = sealed_with(&three.manager, &three.helper, &text_alone, |_| ()).unwrap();
    senders.assert_taken(&message).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_megabytes_that_cannot_be_compressed_are_taken() {
    let three = Three::start().await;
    let senders = Senders::new(&three).await;
    let bytes = usize::try_from(10 * MEGABYTE).unwrap();
    let message = note(1, &three.manager, &three.helper, bytes).unwrap();
    senders.assert_taken(&message).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_need_a_licence_of_today() {
    let three = Three::start().await;
    let without = three
        .town
        .unlicensed_office("1370000004", "無免許訪問介護事業所", &["11"], None)
        .await
        .unwrap();
    let short = three
        .town
        .unlicensed_office("1370000005", "短期訪問介護事業所", &["11"], Some(1))
        .await
        .unwrap();
    let manager = &three.manager;
    assert_told(&three, manager, &without, "receiver.not-licensed").await;
    assert_told(&three, &without, manager, "sender.not-licensed").await;
    // Who is unlicensed itself and names nobody is told of itself.
    assert_told(&three, &without, &without, "message.to-oneself").await;
    for (sender, receiver) in [(manager, &short), (&short, manager)] {
        assert_told(&three, sender, receiver, "").await;
    }
    // A licence is half open: it ends with its last moment.
    three.clock.pass(SignedDuration::from_hours(24));
    assert_told(&three, manager, &short, "receiver.not-licensed").await;
    assert_told(&three, &short, manager, "sender.not-licensed").await;
    // Who has no licence still reads its mail.
    let listed = short.session(&three.town).await.unwrap();
    assert_eq!(listed.get("/v1/inbox").await.unwrap().status, 200);
    Senders::new(&three).await.still_good(&three).await;
}

/// Sends from one office to another, and asserts the refusal's code; none for a message that is
/// taken.
async fn assert_told(three: &Three, sender: &TownOffice, receiver: &TownOffice, code: &str) {
    let caller = sender.session(&three.town).await.unwrap();
    let message = note(1, sender, receiver, 1000).unwrap();
    let answer = caller.send(&message).await.unwrap();
    if code.is_empty() {
        assert_eq!(answer.status, 201, "{}", answer.text());
    } else {
        assert_eq!(refused(&answer), code);
        let read = caller.fetch(message.manifest.id).await.unwrap();
        assert_eq!(refused(&read), "message.not-found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limits_are_settings_and_are_told() {
    let three = Three::start_with(|settings| {
        settings.limits.files = 2;
        settings.limits.message_bytes = 1000;
        settings.limits.bulk = 3;
        settings.retention.content_days = 30;
    })
    .await;
    let senders = Senders::new(&three).await;
    let told: LimitsAnswer = senders
        .manager
        .get("/v1/limits")
        .await
        .unwrap()
        .json()
        .unwrap();
    assert_eq!((told.files, told.bytes, told.bulk), (2, 1000, 3));
    assert_eq!(told.content_days, 30);
    assert_eq!(told.media, MediaType::ALL);
    let one = ("a.txt", MediaType::Text, 500);
    let two = ("b.txt", MediaType::Text, 501);
    let (third, fourth) = (("c.txt", MediaType::Text, 1), ("d.txt", MediaType::Text, 1));
    let changed = |change: &dyn Fn(&mut Manifest)| {
        resigned(&attachments(&three, &[one]), &three.manager, change).unwrap()
    };
    for (message, code) in [
        (
            attachments(&three, &[one, third, fourth]),
            "message.too-many-files",
        ),
        (attachments(&three, &[one, two]), "message.too-large"),
        (
            changed(&|manifest| manifest.bulk = Some(bulk(1, 4))),
            "bulk.too-large",
        ),
    ] {
        let id = message.manifest.id;
        let answer = senders
            .manager
            .put_message(id, message.envelope)
            .await
            .unwrap();
        assert_eq!(refused(&answer), code);
        senders.assert_nothing_of(id).await;
    }
    senders
        .assert_taken(&changed(&|manifest| manifest.bulk = Some(bulk(3, 3))))
        .await;
}
