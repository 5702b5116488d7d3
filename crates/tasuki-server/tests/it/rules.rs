//! The table of the exchange's rules in `docs/protocol.md` (13.2), met by real requests.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use tasuki_terms::MessageState;
use tasuki_testing::{note, resigned};

use crate::limits::breaches;
use crate::problems::{DOCUMENTED, Met};
use crate::senders::Senders;
use crate::town::{Three, eventually};

/// Rules that no client can break: only an office that is registered has users who log in (what records of
/// before do to that is in `account.rs`), and manifests with another kind of file cannot be read (`envelope.malformed`).
const OUT_OF_REACH: [&str; 2] = ["sender.not-registered", "message.media-not-allowed"];

#[tokio::test(flavor = "multi_thread")]
async fn every_documented_rule_has_its_documented_status() {
    let mut three = Three::start().await;
    let mut met = Met::default();
    sending(&three, &mut met).await;
    steps(&three, &mut met).await;
    expiry(&mut three, &mut met).await;
    for code in OUT_OF_REACH {
        assert!(met.0.insert(code.to_owned()), "{code} was reached");
    }
    let documented: BTreeSet<String> = DOCUMENTED[1].keys().cloned().collect();
    assert_eq!(met.0, documented);
}

async fn sending(three: &Three, met: &mut Met) {
    let senders = Senders::new(three).await;
    for (code, bad) in breaches(three) {
        met.note(&senders.manager.send(&bad).await.unwrap(), code);
    }
    let without = three
        .town
        .unlicensed_office("1370000004", "無免許訪問介護", &["11"], None);
    let without = without.await.unwrap();
    let message = note(1, &three.manager, &without, 100).unwrap();
    let answer = senders.manager.send(&message).await.unwrap();
    met.note(&answer, "receiver.not-licensed");
    let message = note(1, &without, &three.manager, 100).unwrap();
    let caller = without.session(&three.town).await.unwrap();
    met.note(&caller.send(&message).await.unwrap(), "sender.not-licensed");

    let message = note(1, &three.manager, &three.helper, 100).unwrap();
    let other = resigned(&message, &three.manager, |manifest| {
        manifest.sender = three.stranger.number;
    });
    let answer = senders.manager.send(&other.unwrap()).await.unwrap();
    met.note(&answer, "message.other-sender");
    senders.assert_taken(&message).await;
    let other = note(2, &three.manager, &three.helper, 100).unwrap();
    let other = resigned(&other, &three.manager, |manifest| {
        manifest.id = message.manifest.id;
    });
    let answer = senders.manager.send(&other.unwrap()).await.unwrap();
    met.note(&answer, "message.id-reused");
}

async fn steps(three: &Three, met: &mut Met) {
    let Senders {
        manager,
        helper,
        stranger,
    } = Senders::new(three).await;
    let message = note(3, &three.manager, &three.helper, 100).unwrap();
    let id = message.manifest.id;
    let accepted = manager.send(&message).await.unwrap().receipt().unwrap();
    met.note(&stranger.fetch(id).await.unwrap(), "message.not-found");
    met.note(&helper.withdraw(id).await.unwrap(), "message.not-yours");
    let early = three.helper.opening(&message.manifest, &accepted).unwrap();
    let answer = helper.put_opened(id, early).await.unwrap();
    met.note(&answer, "message.not-fetched");
    assert_eq!(helper.fetch(id).await.unwrap().status, 200);
    met.note(
        &manager.withdraw(id).await.unwrap(),
        "message.already-fetched",
    );

    let message = note(4, &three.manager, &three.helper, 100).unwrap();
    let id = message.manifest.id;
    assert_eq!(manager.send(&message).await.unwrap().status, 201);
    assert_eq!(manager.withdraw(id).await.unwrap().status, 200);
    met.note(&helper.fetch(id).await.unwrap(), "message.withdrawn");
}

async fn expiry(three: &mut Three, met: &mut Met) {
    let manager = three.manager.session(&three.town).await.unwrap();
    let message = note(5, &three.manager, &three.helper, 100).unwrap();
    let id = message.manifest.id;
    assert_eq!(manager.send(&message).await.unwrap().status, 201);
    three
        .restart_after(SignedDuration::from_hours(24 * 91))
        .await;
    let manager = three.manager.session(&three.town).await.unwrap();
    // The first sweep goes on beside the first requests.
    eventually("the message expires", async || {
        let detail = manager.detail(id).await.unwrap();
        detail.summary.state == MessageState::Expired
    })
    .await;
    met.note(&manager.withdraw(id).await.unwrap(), "message.expired");
}
