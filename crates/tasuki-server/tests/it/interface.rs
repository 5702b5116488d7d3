//! The table of the interface's codes in `docs/protocol.md` (13.1), met by real requests.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use jiff::SignedDuration;
use reqwest::Method;
use secrecy::ExposeSecret as _;
use tasuki_engines::Keeping;
use tasuki_exchange::OfficeStatus;
use tasuki_seal::SealedMessage;
use tasuki_store::UserRow;
use tasuki_terms::{Clock as _, RevocationReason};
use tasuki_testing::{Caller, ContentsPlan, note, with_manifest};
use tokio::io::AsyncWriteExt as _;

use crate::certificates::refusals;
use crate::problems::{DOCUMENTED, Met};
use crate::requests::{raw, rest};
use crate::senders::Senders;
use crate::town::{Three, eventually, in_database};
use crate::transfers::begun;

/// What ends all versions of the program before the next one.
const ENDS: &str = "INSERT INTO schema_version (version, least) \
     SELECT max(version) + 1, max(version) + 1 FROM schema_version";

#[tokio::test(flavor = "multi_thread")]
async fn every_documented_code_of_the_interface_has_its_documented_status() {
    let contents = ContentsPlan::Bucket(Keeping::Lightly);
    let change = |settings: &mut tasuki_server::Settings| settings.limits.stall_seconds = 1;
    let mut three = Box::pin(Three::found_with(contents, change)).await;
    three.town.start().await.unwrap();
    let mut met = Met::default();
    let senders = Senders::new(&three).await;
    certificates(&three, &mut met).await;
    requests(&three, &senders, &mut met).await;
    messages(&three, &senders, &mut met).await;
    offices(&three, &senders, &mut met).await;
    sessions(&three, &senders, &mut met).await;
    Box::pin(contents_lost(&mut three, &mut met)).await;
    Box::pin(another_version(&mut met)).await;
    let documented: BTreeSet<String> = DOCUMENTED[0].keys().cloned().collect();
    assert_eq!(met.0, documented);
}

async fn certificates(three: &Three, met: &mut Met) {
    let authority = three.town.authority().unwrap();
    let nobody = Caller::new(&three.town.exchange(), &authority.bundle_pem(), None).unwrap();
    met.note(
        &nobody.get("/v1/limits").await.unwrap(),
        "certificate.missing",
    );
    for (code, caller) in refusals(three) {
        met.note(&caller.get("/v1/limits").await.unwrap(), code);
    }
    let stolen = three.stranger.terminal(&three.town).await.unwrap();
    let caller = stolen.session(&three.town).await.unwrap();
    let serial = &stolen.keys.issued.serial_hex;
    let (setup, now) = (three.town.setup(), three.clock.now());
    let revoked = setup.revoke_certificate(serial, RevocationReason::Lost, now);
    revoked.await.unwrap();
    eventually("the platform notices", async || {
        caller.get("/v1/limits").await.unwrap().status != 200
    })
    .await;
    let answer = caller.get("/v1/limits").await.unwrap();
    met.note(&answer, "certificate.revoked");
}

async fn requests(three: &Three, senders: &Senders, met: &mut Met) {
    let manager = &senders.manager;
    for (path, code) in [
        ("/v1/inbox?state=gone", "request.malformed"),
        ("/v1/nothing", "request.not-found"),
        ("/v1/offices/1379999999", "office.not-found"),
    ] {
        met.note(&manager.get(path).await.unwrap(), code);
    }
    let answer = manager.post("/v1/limits").await.unwrap();
    met.note(&answer, "request.method");
    let password = "x".repeat(64 * 1024);
    let large = manager.try_session(three.manager.user, &password);
    met.note(&large.await.unwrap(), "request.too-large");
    let mut long = raw(three).await;
    let address = format!("GET /{} HTTP/1.1\r\n", "x".repeat(64 * 1024));
    // No more is sent than is read: the rest could cost the answer.
    let begin = &address.as_bytes()[..64 * 1024];
    long.write_all(begin).await.unwrap();
    long.flush().await.unwrap();
    met.note_said(&rest(long).await, "request.head-too-large");
    let message = note(1, &three.manager, &three.helper, 100).unwrap();
    let (id, length) = (message.manifest.id, message.envelope.len() as u64);
    let slow = begun(manager, id, length, message.envelope[..10].to_vec(), false);
    met.note(&slow.await.unwrap(), "request.timeout");
}

async fn messages(three: &Three, senders: &Senders, met: &mut Met) {
    let Senders {
        manager, helper, ..
    } = senders;
    let message: SealedMessage = note(2, &three.manager, &three.helper, 100).unwrap();
    let (id, envelope) = (message.manifest.id, &message.envelope);
    let manifest = message.manifest.to_json();
    let by_other = with_manifest(envelope, &manifest, &three.helper).unwrap();
    let mut damaged = envelope.clone();
    *damaged.last_mut().unwrap() ^= 1;
    for (code, bad) in [
        ("envelope.malformed", b"hello, this is no envelope".to_vec()),
        ("envelope.signature", by_other),
        ("envelope.digest", damaged),
    ] {
        met.note(&manager.put_message(id, bad).await.unwrap(), code);
    }
    assert_eq!(manager.send(&message).await.unwrap().status, 201);
    assert_eq!(helper.fetch(id).await.unwrap().status, 200);
    let behind = helper
        .request(Method::GET, &format!("/v1/messages/{id}/content"))
        .header("range", format!("bytes={}-", envelope.len()));
    met.note(&helper.answer(behind).await.unwrap(), "request.range");
    let receipt = helper.put_opened(id, b"no receipt".to_vec()).await;
    met.note(&receipt.unwrap(), "receipt.invalid");
    let app = three.helper.app_session(&three.town).await.unwrap();
    met.note(&app.fetch(id).await.unwrap(), "session.office-user-needed");
}

async fn offices(three: &Three, senders: &Senders, met: &mut Met) {
    let stranger = &senders.stranger;
    three
        .set_status(&three.stranger, OfficeStatus::Suspended)
        .await;
    let answer = stranger.get("/v1/offices").await.unwrap();
    met.note(&answer, "office.suspended");
    three
        .set_status(&three.stranger, OfficeStatus::Closed)
        .await;
    let message = note(3, &three.stranger, &three.helper, 100).unwrap();
    met.note(&stranger.send(&message).await.unwrap(), "office.closed");
    three
        .set_status(&three.stranger, OfficeStatus::Active)
        .await;
}

async fn sessions(three: &Three, senders: &Senders, met: &mut Met) {
    let mut caller = three.stranger.caller(&three.town).unwrap();
    for (token, code) in [
        (None, "session.missing"),
        (Some("garbage".to_owned()), "session.invalid"),
        (senders.helper.token.clone(), "session.other-certificate"),
    ] {
        caller.token = token;
        met.note(&caller.get("/v1/limits").await.unwrap(), code);
    }
    let user = three.stranger.user;
    let right = three.stranger.password.expose_secret();
    let records = three.records().await;
    let row = records.user(user).await.unwrap().unwrap();
    let temporary = UserRow {
        is_temporary: true,
        password_since: Some(three.clock.now()),
        ..row.clone()
    };
    records.save_user(temporary).await.unwrap();
    let answer = caller.try_session(user, right).await.unwrap();
    met.note(&answer, "session.password-expired");
    records.save_user(row).await.unwrap();
    for _ in 0..5 {
        let answer = caller.try_session(user, "wrong").await.unwrap();
        met.note(&answer, "session.password-wrong");
    }
    let answer = caller.try_session(user, right).await.unwrap();
    met.note(&answer, "session.locked");
}

/// The bucket loses an envelope, and is then out of reach.
async fn contents_lost(three: &mut Three, met: &mut Met) {
    let manager = three.manager.session(&three.town).await.unwrap();
    let message = note(4, &three.manager, &three.helper, 100).unwrap();
    let id = message.manifest.id;
    assert_eq!(manager.send(&message).await.unwrap().status, 201);
    let objects = three.town.contents().server().unwrap().objects();
    for object in fs_err::read_dir(objects.join("town")).unwrap() {
        fs_err::remove_file(object.unwrap().path()).unwrap();
    }
    // The platform that took it still has it in memory.
    three.restart_after(SignedDuration::ZERO).await;
    let helper = three.helper.session(&three.town).await.unwrap();
    met.note(&helper.fetch(id).await.unwrap(), "platform.internal");
    three.town.contents().server().unwrap().kill();
    met.note(&helper.fetch(id).await.unwrap(), "platform.contents");
}

/// The next version takes the records over, from a platform on which one log-in a minute is enough.
async fn another_version(met: &mut Met) {
    let mut three = Three::on_a_server(|settings| {
        settings.limits.log_ins_per_minute = NonZeroU32::MIN;
    })
    .await;
    three.town.start().await.unwrap();
    let manager = three.manager.session(&three.town).await.unwrap();
    let again = manager.try_session(three.manager.user, "any").await;
    met.note(&again.unwrap(), "request.too-many");
    in_database(&mut three.town, ENDS);
    eventually("it serves no more", async || {
        manager.get("/v1/inbox").await.unwrap().status == 503
    })
    .await;
    let answer = manager.get("/v1/inbox").await.unwrap();
    met.note(&answer, "platform.unavailable");
}
