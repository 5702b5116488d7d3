//! A copy that is made while everything goes on.

mod other_pair;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use tasuki_seal::SealedMessage;
use tasuki_server::Settings;
use tasuki_terms::{MessageId, MessageState};
use tasuki_testing::{Caller, ContentsPlan, Keeping, RecordsPlan, TownOffice, note, own_address};
use tokio::process::Command;
use tokio::sync::watch;

use crate::problems::refused;
use crate::town::{Three, eventually};

/// Messages, and the answers that their senders got.
type Accepted = BTreeMap<MessageId, (SealedMessage, Bytes)>;

/// The town on what `admin backup` and `admin restore` copy: a file and a folder.
async fn on_files(change: impl FnOnce(&mut Settings)) -> Three {
    let (records, contents) = (RecordsPlan::File, ContentsPlan::Folder);
    let mut three = Three::found_on(records, contents, change).await;
    three.town.start().await.unwrap();
    three
}

/// Sends until told to end, and then gives what was accepted.
async fn load(
    caller: Caller,
    messages: Vec<SealedMessage>,
    end: Arc<AtomicBool>,
    count: Arc<watch::Sender<usize>>,
) -> Accepted {
    let mut accepted = Accepted::new();
    for message in messages {
        let answer = caller.send(&message).await.unwrap();
        assert_eq!(answer.status, 201, "{}", answer.text());
        accepted.insert(message.manifest.id, (message, answer.body));
        count.send_modify(|count| *count += 1);
        if end.load(Ordering::Relaxed) {
            break;
        }
    }
    accepted
}

async fn backup(settings: &Path, to: &Path) {
    let done = Command::new(env!("CARGO_BIN_EXE_tasuki-server"))
        .arg("--settings")
        .arg(settings)
        .args(["admin", "backup", "--to"])
        .arg(to)
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
}

/// A session at another address.
async fn session_at(exchange: &str, office: &TownOffice) -> Caller {
    let authority = &office.keys.authority_pem;
    let mut caller = Caller::new(exchange, authority, Some(&office.keys)).unwrap();
    let password = office.password.expose_secret();
    caller.open_session(office.user, password).await.unwrap();
    caller
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_made_under_load_has_every_message_that_was_accepted_before() {
    let mut three = Box::pin(on_files(|settings| {
        settings.limits.requests_per_second = 100_000.try_into().unwrap();
        settings.limits.requests_burst = 100_000.try_into().unwrap();
        // Many segments, so that some begin while others are copied.
        settings.store.segment_bytes = 300_000;
    }))
    .await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let opened = note(1, &three.manager, &three.helper, 5_000).unwrap();
    manager.send(&opened).await.unwrap();
    let receipt = helper.fetch(opened.manifest.id).await.unwrap().receipt();
    let opening = three.helper.opening(&opened.manifest, &receipt.unwrap());
    let answer = helper.put_opened(opened.manifest.id, opening.unwrap());
    let opened_answer = answer.await.unwrap();

    let end = Arc::new(AtomicBool::new(false));
    let count = Arc::new(watch::Sender::new(0));
    let loads: Vec<_> = (0..4)
        .map(|n| {
            let messages = (0..400)
                .map(|seed| {
                    let size = [2_000, 20_000, 60_000][seed % 3];
                    let seed = n * 1_000 + seed as u64;
                    note(seed, &three.manager, &three.helper, size).unwrap()
                })
                .collect();
            let (caller, end, count) = (manager.clone(), Arc::clone(&end), Arc::clone(&count));
            tokio::spawn(load(caller, messages, end, count))
        })
        .collect();
    let mut counted = count.subscribe();
    counted.wait_for(|count| *count >= 100).await.unwrap();
    let before = manager.whole_list("outbox").await.unwrap();
    let copy = three.folder.path().join("copy");
    let begun = *counted.borrow();
    backup(three.town.setup().settings_file(), &copy).await;
    let ended = *counted.borrow();
    assert!(ended > begun, "nothing was sent meanwhile");
    counted
        .wait_for(|count| *count >= ended + 20)
        .await
        .unwrap();
    end.store(true, Ordering::Relaxed);
    let mut accepted = Accepted::new();
    for load in loads {
        accepted.append(&mut load.await.unwrap());
    }

    // A second platform, on the copy; the first goes on.
    let mut settings = three.town.settings().clone();
    settings.store.records = copy.join("records.db").into();
    settings.store.contents = copy.join("contents").into();
    settings.listen.exchange = own_address().unwrap();
    settings.listen.operations = own_address().unwrap();
    let running = tasuki_server::start(settings, three.town.clock())
        .await
        .unwrap();
    let exchange = format!("https://{}", running.exchange);
    let manager = session_at(&exchange, &three.manager).await;
    let helper = session_at(&exchange, &three.helper).await;
    let listed = manager.whole_list("outbox").await.unwrap();
    assert!(before.iter().all(|id| listed.contains(id)));
    assert!(listed.len() < accepted.len(), "it is a copy of its moment");
    assert_eq!(listed, helper.whole_list("inbox").await.unwrap());
    for id in listed {
        let detail = manager.detail(id).await.unwrap();
        let state = three.manager.proven(&detail).unwrap();
        let Some((message, answer)) = accepted.get(&id) else {
            assert_eq!((id, state), (opened.manifest.id, MessageState::Opened));
            continue;
        };
        assert_eq!(state, MessageState::Accepted);
        assert!(manager.fetch(id).await.unwrap().body == message.envelope);
        let again = manager.send(message).await.unwrap();
        assert_eq!((again.status, &again.body), (200, answer));
    }
    let answer = helper.put_opened(opened.manifest.id, opened_answer.receipt().unwrap());
    assert_eq!(answer.await.unwrap().body, opened_answer.body);
    // It is a platform like any other: what was sent after the copy can be sent to it.
    let late = accepted.values().last().unwrap();
    assert!(matches!(
        manager.send(&late.0).await.unwrap().status,
        200 | 201
    ));
    running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_never_overwrites_an_earlier_one() {
    let three = Box::pin(on_files(|_| ())).await;
    let copy = three.folder.path().join("copy");
    let settings = three.town.setup().settings_file();
    backup(settings, &copy).await;
    let before = fs_err::read(copy.join("records.db")).unwrap();
    let again = Command::new(env!("CARGO_BIN_EXE_tasuki-server"))
        .arg("--settings")
        .arg(settings)
        .args(["admin", "backup", "--to"])
        .arg(&copy)
        .output()
        .await
        .unwrap();
    assert!(!again.status.success());
    assert_eq!(fs_err::read(copy.join("records.db")).unwrap(), before);
    // The platform did not notice.
    let manager = three.manager.caller(&three.town).unwrap();
    let answer = manager.get("/v1/limits").await.unwrap();
    assert_eq!(refused(&answer), "session.missing");
}

/// Runs a command of operators; whether it did what was asked, and what it said in JSON.
async fn operate(settings: &Path, arguments: &[&str]) -> (bool, Value) {
    let done = Command::new(env!("CARGO_BIN_EXE_tasuki-server"))
        .arg("--settings")
        .arg(settings)
        .args(["--format", "json"])
        .args(arguments)
        .output()
        .await
        .unwrap();
    let said = [done.stdout, done.stderr].concat();
    let first = said.split(|byte| *byte == b'\n').next().unwrap();
    (
        done.status.success(),
        serde_json::from_slice(first).unwrap(),
    )
}

/// Whether all is well, and what is told.
async fn doctor(settings: &Path) -> (bool, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_tasuki-server"))
        .arg("--settings")
        .arg(settings)
        .arg("doctor")
        .output()
        .await
        .unwrap();
    let said = [done.stdout, done.stderr].concat();
    (
        done.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

/// One message of each course: accepted, fetched, opened, withdrawn.
async fn each_course(three: &Three) -> Vec<(MessageId, MessageState)> {
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let mut courses = Vec::new();
    for (seed, state) in [
        (1, MessageState::Accepted),
        (2, MessageState::Fetched),
        (3, MessageState::Opened),
        (4, MessageState::Withdrawn),
    ] {
        let message = note(seed, &three.manager, &three.helper, 200_000).unwrap();
        let id = message.manifest.id;
        manager.send(&message).await.unwrap();
        if matches!(state, MessageState::Fetched | MessageState::Opened) {
            let receipt = helper.fetch(id).await.unwrap().receipt().unwrap();
            if state == MessageState::Opened {
                let opening = three.helper.opening(&message.manifest, &receipt).unwrap();
                helper.put_opened(id, opening).await.unwrap();
            }
        }
        if state == MessageState::Withdrawn {
            manager.withdraw(id).await.unwrap();
        }
        courses.push((id, state));
    }
    courses
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_restored_whole_and_every_receipt_of_it_is_verified() {
    let mut three = Box::pin(on_files(|_| ())).await;
    let settings = three.town.setup().settings_file().to_owned();
    let courses = each_course(&three).await;
    let copy = three.folder.path().join("copy");
    backup(&settings, &copy).await;
    let all = json!({
        "messages": 4, "receipts": 8, "contents": 3, "faulty": 0, "faults": [],
    });
    let whole = operate(&settings, &["admin", "verify"]).await;
    assert_eq!(whole, (true, all.clone()));
    three.town.stop().await.unwrap();
    let store = three.town.settings().store.clone();
    // The last connection, which a thread of its own closes, takes along what lies beside the file.
    let beside = store.records.file().unwrap().with_extension("db-wal");
    eventually("the records are closed", async || !beside.exists()).await;

    // What is there is not replaced.
    let from = copy.to_str().unwrap();
    let restore = ["admin", "restore", "--from", from];
    let (is_done, said) = operate(&settings, &restore).await;
    assert_eq!(
        (is_done, &said["error"]["code"]),
        (false, &json!("restore.occupied"))
    );

    // What does not hold is not put in its place.
    let places = [
        store.records.file().unwrap(),
        store.contents.folder().unwrap(),
    ];
    for place in places {
        fs_err::rename(place, place.with_extension("lost")).unwrap();
    }
    let contents = fs_err::read_dir(copy.join("contents")).unwrap();
    let segment = contents.map(|entry| entry.unwrap().path()).next().unwrap();
    let kept = fs_err::read(&segment).unwrap();
    let mut damaged = kept.clone();
    damaged[100_000] ^= 1;
    fs_err::write(&segment, damaged).unwrap();
    let (is_done, said) = operate(&settings, &restore).await;
    assert_eq!((is_done, &said["faulty"]), (false, &json!(1)), "{said}");
    assert_eq!(said["faults"][0]["message"], json!(courses[0].0));
    assert!(places.iter().all(|place| !place.exists()));

    fs_err::write(&segment, kept).unwrap();
    assert_eq!(operate(&settings, &restore).await, (true, all));
    three.town.start().await.unwrap();
    let manager = three.manager.session(&three.town).await.unwrap();
    for (id, state) in courses {
        let detail = manager.detail(id).await.unwrap();
        assert_eq!(three.manager.proven(&detail).unwrap(), state);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_while_all_is_verified_is_no_fault() {
    let on_bucket = ContentsPlan::Bucket(Keeping::Lightly);
    let mut three = Box::pin(Three::found_with(on_bucket, |_| ())).await;
    let settings = three.town.setup().settings_file().to_owned();
    // Whoever is held up waits.
    let patient = fs_err::read_to_string(&settings).unwrap();
    let patient = patient.replace("timeout=2", "timeout=60");
    fs_err::write(&settings, patient).unwrap();
    three.town.start().await.unwrap();
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let mut messages =
        [1, 2, 3].map(|seed| note(seed, &three.manager, &three.helper, 1_000).unwrap());
    messages.sort_by_key(|message| message.manifest.id);
    for message in &messages {
        assert_eq!(manager.send(message).await.unwrap().status, 201);
    }
    let [_, withdrawn, opened] = messages.each_ref();
    let fetched = helper.fetch(opened.manifest.id).await.unwrap();

    let server = three.town.contents().server().unwrap();
    server.hold_reads(true);
    let verifying = tokio::spawn(async move { operate(&settings, &["admin", "verify"]).await });
    eventually("no content is read", async || server.held_reads() > 0).await;
    // That of the first message; the others go on.
    let withdrawal = manager.withdraw(withdrawn.manifest.id).await.unwrap();
    assert_eq!(withdrawal.status, 200, "{}", withdrawal.text());
    let opening = three
        .helper
        .opening(&opened.manifest, &fetched.receipt().unwrap());
    let opening = helper
        .put_opened(opened.manifest.id, opening.unwrap())
        .await
        .unwrap();
    assert_eq!(opening.status, 200, "{}", opening.text());
    server.hold_reads(false);
    let all = json!({
        "messages": 3, "receipts": 6, "contents": 2, "faulty": 0, "faults": [],
    });
    assert_eq!(verifying.await.unwrap(), (true, all));
}
