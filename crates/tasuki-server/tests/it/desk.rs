//! Desks at work: what they do when answers are lost, passwords wrong and sessions over.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::SignedDuration;
use jiff::civil::date;
use secrecy::SecretString;
use tasuki_desk::{Desk, Draft, DraftFile, NoPassword, Query, plan_bulk};
use tasuki_seal::{Container, Entry, ReceiptKind};
use tasuki_standard::generate::{Parties, Plan, Stamp};
use tasuki_store::Records;
use tasuki_terms::{MediaType, MessageState};
use tasuki_testing::{Chance, TownOffice, Wire, sealed_with};

use crate::town::Three;

/// A message with a picture of so many bytes.
pub(crate) fn picture(to: &TownOffice, bytes: usize) -> Draft {
    Draft {
        files: vec![DraftFile {
            name: "見取図.jpg".to_owned(),
            bytes: [b"\xff\xd8\xff".as_slice(), &Chance::new(1).bytes(bytes)].concat(),
        }],
        to: Some(to.number),
        text: Some("よろしくお願いします。".to_owned()),
        ..Draft::default()
    }
}

pub(crate) async fn wire(three: &Three) -> Wire {
    let platform = three.town.exchange().replace("https://", "");
    Wire::to(platform.parse().unwrap()).await.unwrap()
}

/// A desk that counts how often it asks for the password.
pub(crate) fn counting(three: &Three, office: &TownOffice) -> (Desk, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let (count, password) = (Arc::clone(&asked), office.password.clone());
    let source = move || {
        count.fetch_add(1, Ordering::Relaxed);
        Ok(password.clone())
    };
    let desk = office.desk_at(&three.town.exchange(), source).unwrap();
    (desk, asked)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_whose_answer_was_lost_is_sent_once_and_gets_its_receipt_later() {
    let three = Three::start().await;
    let wire = wire(&three).await;
    let password = three.manager.password.clone();
    let manager = three.manager.desk_at(&wire.exchange(), password).unwrap();
    manager.limits().await.unwrap();
    // Each connection breaks when the platform answers what is longer than a small request.
    wire.lose_answers_to(60_000);
    let lost = manager.send(picture(&three.helper, 100_000)).await;
    assert_eq!(lost.unwrap_err().code(), "platform.lost");
    assert!(wire.broken() > 1, "it tried {} times", wire.broken());
    assert_eq!(manager.waiting_messages().unwrap(), 1);

    // The platform has it, once.
    let plain = three.manager.session(&three.town).await.unwrap();
    let listed = plain.whole_list("outbox").await.unwrap();
    assert_eq!(listed.len(), 1);
    let accepted = plain.detail(listed[0]).await.unwrap().receipts.remove(0);

    wire.mend();
    let resumed = manager.resume().await.unwrap();
    assert_eq!(resumed.len(), 1);
    let sent = resumed.into_iter().next().unwrap().result.unwrap();
    assert_eq!(sent.id, listed[0]);
    let detail = plain.detail(sent.id).await.unwrap();
    assert_eq!(detail.receipts, [accepted]);
    let kept = manager.ledger().message(tasuki_desk::Side::Sent, sent.id);
    let kept = kept.receipt(ReceiptKind::Accepted).unwrap();
    assert_eq!(kept, Some(sent.receipt.der));
    assert_eq!(manager.waiting_messages().unwrap(), 0);
    assert_eq!(plain.whole_list("outbox").await.unwrap(), listed);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_draft_sent_again_after_a_lost_answer_is_the_same_message() {
    let mut three = Three::start().await;
    let wire = wire(&three).await;
    let password = three.manager.password.clone();
    let manager = three.manager.desk_at(&wire.exchange(), password).unwrap();
    manager.limits().await.unwrap();
    wire.lose_answers_to(60_000);
    let draft = picture(&three.helper, 100_000);
    manager.send(draft.clone()).await.unwrap_err();
    three.restart_after(SignedDuration::from_mins(5)).await;
    wire.mend();
    let sent = manager.send(draft.clone()).await.unwrap();
    let listed = manager.outbox(&Query::default()).await.unwrap().messages;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].id, sent.id);
    assert!(sent.receipt.receipt.at < tasuki_terms::Clock::now(&*three.clock));
    // Once more by mistake it is refused, and tells as what it went.
    let refused = manager.send(draft.clone()).await.unwrap_err();
    assert_eq!(refused.code(), "message.sent-before");
    assert!(refused.hint().contains(&sent.id.to_string()));
    // Sent once more on purpose it is another message.
    let again = Draft {
        again: true,
        ..draft.clone()
    };
    let other = manager.send(again).await.unwrap();
    assert_ne!(other.id, sent.id);
    // What was withdrawn has reached nobody, and may go again.
    manager.withdraw(other.id).await.unwrap();
    let third = manager.send(draft).await.unwrap();
    assert!(![sent.id, other.id].contains(&third.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_tried_exactly_once() {
    let mut three = Three::start().await;
    let wrong = SecretString::from("not-the-password");
    let exchange = three.town.exchange();
    let manager = three.manager.desk_at(&exchange, wrong).unwrap();
    let everything = Query::default();
    let told = tokio::join!(
        manager.outbox(&everything),
        manager.inbox(&everything),
        manager.unreceived(),
        manager.send(picture(&three.helper, 10)),
    );
    let codes = [
        told.0.unwrap_err().code().to_owned(),
        told.1.unwrap_err().code().to_owned(),
        told.2.unwrap_err().code().to_owned(),
        told.3.unwrap_err().code().to_owned(),
        manager.resume().await.map_or_else(
            |error| error.code().to_owned(),
            |resumed| resumed.len().to_string(),
        ),
        manager.limits().await.unwrap_err().code().to_owned(),
    ];
    let wrong = "session.password-wrong";
    assert_eq!(codes, [wrong, wrong, wrong, wrong, "0", wrong]);
    let file = three.town.settings().store.records.clone();
    let records = Records::open(&file).await.unwrap();
    let user = records.user(three.manager.user).await.unwrap().unwrap();
    assert_eq!(user.failures, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_is_asked_for_once_a_start_and_sessions_are_kept_and_renewed() {
    let three = Three::start().await;
    let (manager, asked) = counting(&three, &three.manager);
    let everything = Query::default();
    for minutes in [0, 58, 1, 90, 8 * 60, 24 * 60] {
        // Within its life, in its last minute, when it is over, when it can be refreshed no more.
        three.clock.pass(SignedDuration::from_mins(minutes));
        manager.outbox(&everything).await.unwrap();
        assert_eq!(asked.load(Ordering::Relaxed), 1, "after {minutes} min");
    }
    // The next start finds the session of the one before, and can refresh it without a password.
    let nobody = || Err(NoPassword::NobodyToAsk);
    let exchange = three.town.exchange();
    let next = three.manager.desk_at(&exchange, nobody).unwrap();
    next.outbox(&everything).await.unwrap();
    for _ in 0..8 {
        three.clock.pass(SignedDuration::from_mins(59));
        next.outbox(&everything).await.unwrap();
    }
    // Eight hours after it was opened a password is needed, and there is none.
    three.clock.pass(SignedDuration::from_mins(59));
    let refused = next.outbox(&everything).await.unwrap_err();
    assert_eq!(refused.code(), "password.nobody-to-ask");
    manager.outbox(&everything).await.unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_messages_go_as_one_bulk_and_arrive() {
    let three = Three::start().await;
    let mut files = Vec::new();
    for n in 0..50 {
        let service = [&three.helper, &three.stranger][n % 2];
        let parties = Parties {
            manager: three.manager.in_files().unwrap(),
            service: service.in_files().unwrap(),
            others: Vec::new(),
        };
        let stamp = Stamp {
            created_on: date(2025, 3, 25),
            sequence: format!("202503251020{n:02}").parse().unwrap(),
        };
        let month = "202504".parse().unwrap();
        let plan = Plan::generate(n as u64, &parties, month, 1).unwrap();
        for (name, bytes) in plan.files(&stamp).unwrap() {
            files.push(DraftFile { name, bytes });
        }
    }
    let manager = three.manager.desk(&three.town).unwrap();
    let drafts = plan_bulk(files).unwrap();
    assert_eq!(drafts.len(), 50);
    let items = manager.send_bulk(drafts.clone()).await.unwrap();
    assert_eq!(items.len(), 50);
    let mut batches = std::collections::BTreeSet::new();
    for (index, item) in (1..).zip(&items) {
        let sent = item.result.as_ref().unwrap();
        let bulk = sent.manifest.bulk.unwrap();
        assert_eq!((bulk.index, bulk.count), (index, 50));
        batches.insert(bulk.id);
    }
    assert_eq!(batches.len(), 1);
    for office in [&three.helper, &three.stranger] {
        let desk = office.desk(&three.town).unwrap();
        let waiting = desk.unreceived().await.unwrap();
        let expected = items.iter().filter(|item| item.receiver == office.number);
        assert_eq!(waiting, expected.map(|item| item.id).collect::<Vec<_>>());
        let at = items.iter().position(|item| item.id == waiting[7]).unwrap();
        let target = three.folder.path().join(office.number.as_str());
        let got = desk.receive(waiting[7], &target).await.unwrap();
        for (got, sent) in got.files.iter().zip(&drafts[at].files) {
            assert_eq!(got.name, sent.name);
            assert_eq!(fs_err::read(&got.path).unwrap(), sent.bytes);
        }
    }
    // The same once more is sent to nobody a second time.
    let again = manager.send_bulk(drafts.clone()).await.unwrap();
    for (again, item) in again.iter().zip(&items) {
        let refused = again.result.as_ref().unwrap_err();
        assert_eq!((refused.code(), again.id), ("message.sent-before", item.id));
    }
    // One more is refused before anything leaves.
    let mut more = drafts;
    more.push(picture(&three.helper, 10));
    let refused = manager.send_bulk(more).await.unwrap_err();
    assert_eq!(refused.code(), "bulk.too-large");
    assert_eq!(
        manager
            .outbox_pages(Query::default())
            .all()
            .await
            .unwrap()
            .len(),
        50
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_pretends_to_be_another_is_written_nowhere() {
    let three = Three::start().await;
    let sender = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.desk(&three.town).unwrap();
    let target = three.folder.path().join("received");
    let pdf = b"%PDF-1.7\n".as_slice();
    for (name, bytes) in [
        ("desktop.ini", pdf),
        ("x.lnk", pdf),
        ("x.pdf", b"MZ\x90\x00".as_slice()),
    ] {
        let entry = |name: &str, bytes: &[u8]| Entry {
            name: name.to_owned(),
            media: MediaType::Pdf,
            bytes: bytes.to_vec(),
        };
        let container = Container {
            entries: vec![entry("good.pdf", pdf), entry(name, bytes)],
            text: Some("よろしくお願いします。".to_owned()),
        };
        let message = sealed_with(&three.manager, &three.helper, &container, |_| ()).unwrap();
        let id = message.manifest.id;
        let answer = sender.put_message(id, message.envelope).await.unwrap();
        assert_eq!(answer.status, 201, "{}", answer.text());
        let refused = helper.receive(id, &target).await.unwrap_err();
        assert_eq!(refused.code(), "message.unsafe-file", "{name}");
        assert!(!target.exists(), "{name}");
        let details = helper.details(id).await.unwrap();
        assert_eq!(details.state, MessageState::Fetched);
    }
}
