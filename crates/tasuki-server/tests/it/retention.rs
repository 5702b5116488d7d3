//! What is kept for how long.

use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use tasuki_terms::{MessageId, MessageState, Timestamp};
use tasuki_testing::{Caller, TownOffice, note};

use crate::problems::refused;
use crate::town::{Three, eventually};

const fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

/// Waits until a message is in a state; the platform sweeps soon after its start.
async fn reaches(caller: &Caller, id: MessageId, state: MessageState) {
    eventually("the state is not reached", async || {
        caller.detail(id).await.unwrap().summary.state == state
    })
    .await;
}

/// Waits until a message is in no ledger.
async fn is_forgotten(caller: &Caller, id: MessageId) {
    eventually("it is still in the ledger", async || {
        let answer = caller.get(&format!("/v1/messages/{id}")).await.unwrap();
        answer.status != 200 && refused(&answer) == "message.not-found"
    })
    .await;
}

/// Waits until the platform has nothing of a message's content.
async fn content_is_gone(caller: &Caller, id: MessageId) {
    eventually("the content is still there", async || {
        let answer = caller.fetch(id).await.unwrap();
        answer.status != 200 && refused(&answer) == "message.expired"
    })
    .await;
}

async fn sessions(three: &Three) -> (Caller, Caller) {
    let (manager, helper) = (&three.manager, &three.helper);
    tokio::try_join!(manager.session(&three.town), helper.session(&three.town)).unwrap()
}

/// Gives the platform a certificate for receipts of `now`. That for TLS stays, since the clients of
/// these tests go by the machine's clock.
async fn renew_receipts(three: &Three, now: Timestamp) {
    let keys = three.town.folder().join("platform/keys");
    let kept = ["server.pem", "server.key"].map(|name| {
        let path = keys.join(name);
        (fs_err::read(&path).unwrap(), path)
    });
    let hosts = ["127.0.0.1".to_owned()];
    three.town.setup().renew(&hosts, now).await.unwrap();
    for (bytes, path) in kept {
        fs_err::write(path, bytes).unwrap();
    }
}

/// The office with a certificate of now.
async fn renewed(three: &Three, office: &TownOffice) -> Caller {
    let office = office.terminal(&three.town).await.unwrap();
    office.session(&three.town).await.unwrap()
}

/// Where the files of contents are.
fn contents(three: &mut Three) -> PathBuf {
    if let Some(server) = three.town.contents().server() {
        return server.objects().join("town");
    }
    let place = &three.town.settings().store.contents;
    place.folder().unwrap().to_owned()
}

/// The bytes that the files of contents take on disk.
fn space(contents: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    let files = fs_err::read_dir(contents).unwrap();
    files
        .map(|file| match file.unwrap().metadata() {
            Ok(about) => about.blocks() * 512,
            // The platform took it away since the folder was read.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => 0,
            Err(error) => panic!("{error}"),
        })
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_nobody_fetched_expires_with_a_receipt_and_stays_in_both_ledgers() {
    let mut three = Three::start().await;
    let (manager, _) = sessions(&three).await;
    let message = note(1, &three.manager, &three.helper, 300_000).unwrap();
    let id = message.manifest.id;
    let accepted = manager.send(&message).await.unwrap();
    three.restart_after(days(89)).await;
    let (manager, _) = sessions(&three).await;
    assert_eq!(manager.fetch(id).await.unwrap().body, message.envelope);
    three.restart_after(days(1)).await;
    let (manager, helper) = sessions(&three).await;
    reaches(&manager, id, MessageState::Expired).await;

    for (caller, office, list) in [
        (&manager, &three.manager, "outbox"),
        (&helper, &three.helper, "inbox"),
    ] {
        let detail = caller.detail(id).await.unwrap();
        assert_eq!(office.proven(&detail).unwrap(), MessageState::Expired);
        assert_eq!(detail.receipts.len(), 2);
        let answer = caller.fetch(id).await.unwrap();
        assert_eq!(
            (answer.status, &*refused(&answer)),
            (410, "message.expired")
        );
        let found = caller.list(&format!("{list}?state=expired")).await.unwrap();
        assert_eq!(found.messages[0].id, id);
    }
    let answer = manager.withdraw(id).await.unwrap();
    assert_eq!(refused(&answer), "message.expired");
    // The same again still gives the first receipt, and no second message.
    let again = manager.send(&message).await.unwrap();
    assert_eq!((again.status, again.body), (200, accepted.body));
    let contents = contents(&mut three);
    eventually("the space is not given back", async || {
        space(&contents) == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_content_of_a_fetched_message_goes_and_its_state_stays() {
    let mut three = Three::start().await;
    let (manager, helper) = sessions(&three).await;
    let [fetched, opened] =
        [1, 2].map(|seed| note(seed, &three.manager, &three.helper, 10_000).unwrap());
    let mut receipts = Vec::new();
    for message in [&fetched, &opened] {
        manager.send(message).await.unwrap();
        let content = helper.fetch(message.manifest.id).await.unwrap();
        receipts.push(content.receipt().unwrap());
    }
    let (first, second) = (fetched.manifest.id, opened.manifest.id);
    let opening = three.helper.opening(&opened.manifest, &receipts[1]);
    helper.put_opened(second, opening.unwrap()).await.unwrap();
    three.restart_after(days(90)).await;
    let (manager, helper) = sessions(&three).await;
    for id in [first, second] {
        content_is_gone(&helper, id).await;
        let answer = manager.fetch(id).await.unwrap();
        assert_eq!(refused(&answer), "message.expired");
    }
    // Whoever downloaded it in time may still say so.
    let opening = three.helper.opening(&fetched.manifest, &receipts[0]);
    let answer = helper.put_opened(first, opening.unwrap()).await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    for id in [first, second] {
        let detail = manager.detail(id).await.unwrap();
        assert_eq!(three.manager.proven(&detail).unwrap(), MessageState::Opened);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn how_long_contents_are_kept_is_a_setting() {
    let mut three = Three::start_with(|settings| settings.retention.content_days = 3).await;
    let (manager, _) = sessions(&three).await;
    let old = note(1, &three.manager, &three.helper, 10_000).unwrap();
    manager.send(&old).await.unwrap();
    three.clock.pass(days(2));
    let (manager, _) = sessions(&three).await;
    let young = note(2, &three.manager, &three.helper, 10_000).unwrap();
    manager.send(&young).await.unwrap();
    three.restart_after(days(1)).await;
    let (manager, helper) = sessions(&three).await;
    reaches(&manager, old.manifest.id, MessageState::Expired).await;
    let content = helper.fetch(young.manifest.id).await.unwrap();
    assert_eq!(content.body, young.envelope);
    let told = manager.detail(young.manifest.id).await.unwrap().summary;
    assert_eq!(told.content_until, told.accepted_at + days(3));
    let limits: tasuki_wire::LimitsAnswer =
        manager.get("/v1/limits").await.unwrap().json().unwrap();
    assert_eq!(limits.content_days, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_content_of_a_withdrawn_message_goes_at_once() {
    let mut three = Three::start().await;
    let (manager, _) = sessions(&three).await;
    let message = note(1, &three.manager, &three.helper, 500_000).unwrap();
    manager.send(&message).await.unwrap();
    let contents = contents(&mut three);
    assert!(space(&contents) >= 500_000);
    manager.withdraw(message.manifest.id).await.unwrap();
    three.restart_after(SignedDuration::ZERO).await;
    eventually("the space is not given back", async || {
        space(&contents) == 0
    })
    .await;
    let detail = manager.detail(message.manifest.id).await.unwrap();
    let state = three.manager.proven(&detail).unwrap();
    assert_eq!(state, MessageState::Withdrawn);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_is_kept_for_five_years_and_then_forgotten() {
    let mut three = Three::start().await;
    let (manager, helper) = sessions(&three).await;
    let [unfetched, fetched] =
        [1, 2].map(|seed| note(seed, &three.manager, &three.helper, 100).unwrap());
    let ids = [unfetched.manifest.id, fetched.manifest.id];
    manager.send(&unfetched).await.unwrap();
    manager.send(&fetched).await.unwrap();
    helper.fetch(fetched.manifest.id).await.unwrap();
    three.restart_after(days(90)).await;
    let (manager, _) = sessions(&three).await;
    reaches(&manager, unfetched.manifest.id, MessageState::Expired).await;
    let now = three.town.clock().now() + days(5 * 366 - 91);
    renew_receipts(&three, now).await;
    three.restart_after(days(5 * 366 - 91)).await;
    let manager = renewed(&three, &three.manager).await;
    content_is_gone(&manager, fetched.manifest.id).await;
    for id in ids {
        let detail = manager.detail(id).await.unwrap();
        three.manager.proven(&detail).unwrap();
    }
    three.restart_after(days(2)).await;
    let manager = renewed(&three, &three.manager).await;
    for id in ids {
        is_forgotten(&manager, id).await;
    }
    assert!(manager.whole_list("outbox").await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn how_long_the_ledger_is_kept_is_a_setting() {
    let mut three = Three::start_with(|settings| settings.retention.ledger_years = 1).await;
    let (manager, _) = sessions(&three).await;
    let message = note(1, &three.manager, &three.helper, 100).unwrap();
    manager.send(&message).await.unwrap();
    three.restart_after(days(365)).await;
    let (manager, _) = sessions(&three).await;
    reaches(&manager, message.manifest.id, MessageState::Expired).await;
    three.restart_after(days(2)).await;
    let (manager, _) = sessions(&three).await;
    is_forgotten(&manager, message.manifest.id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_given_is_not_fetched_and_can_be_taken_back() {
    let mut three = Three::start().await;
    let (manager, _) = sessions(&three).await;
    let message = note(1, &three.manager, &three.helper, 300_000).unwrap();
    let id = message.manifest.id;
    manager.send(&message).await.unwrap();
    three.town.stop().await.unwrap();
    // Somebody loses what lies there.
    let place = contents(&mut three);
    for file in fs_err::read_dir(place).unwrap() {
        fs_err::remove_file(file.unwrap().path()).unwrap();
    }
    three.town.start().await.unwrap();
    let (manager, helper) = sessions(&three).await;
    // It is told to who watches the platform.
    let authority = three.town.authority().unwrap().bundle_pem();
    let operations = Caller::new(&three.town.operations(), &authority, None).unwrap();
    eventually("the sweep has not noticed", async || {
        let told = operations.get("/metrics").await.unwrap().text();
        told.contains("\ntasuki_contents_missing 1\n")
    })
    .await;
    for caller in [&helper, &manager] {
        let answer = caller.fetch(id).await.unwrap();
        assert_eq!(
            (answer.status, &*refused(&answer)),
            (500, "platform.internal")
        );
    }
    let detail = manager.detail(id).await.unwrap();
    assert_eq!(detail.summary.state, MessageState::Accepted);
    assert_eq!(detail.receipts.len(), 1);
    assert_eq!(manager.withdraw(id).await.unwrap().status, 200);
    let answer = helper.fetch(id).await.unwrap();
    assert_eq!(refused(&answer), "message.withdrawn");
}
