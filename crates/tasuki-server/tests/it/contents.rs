//! Contents in a bucket of an S3 store, and what becomes of requests while it is out of reach.

use std::path::Path;

use jiff::SignedDuration;
use tasuki_engines::{Fault, Keeping, ObjectServer};
use tasuki_terms::{MessageState, Timestamp};
use tasuki_testing::{ContentsPlan, note};
use tokio::task::JoinSet;

use crate::problems::refused;
use crate::program::{done, run};
use crate::town::{Three, eventually};
use crate::transfers::begun;

async fn on_bucket() -> Three {
    let mut three = Box::pin(Three::found_with(
        ContentsPlan::Bucket(Keeping::Lightly),
        |_| (),
    ))
    .await;
    three.town.start().await.unwrap();
    three
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_bucket_is_out_of_reach_nothing_is_accepted_and_nothing_counts_as_fetched() {
    let mut three = on_bucket().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let [before, meanwhile] =
        [1, 2].map(|seed| note(seed, &three.manager, &three.helper, 2_500_000).unwrap());
    assert_eq!(manager.send(&before).await.unwrap().status, 201);
    // The platform that took it still has it in memory.
    three.restart_after(SignedDuration::ZERO).await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();

    three.town.contents().server().unwrap().kill();
    let (sent, fetched) = tokio::join!(manager.send(&meanwhile), helper.fetch(before.manifest.id));
    for answer in [sent.unwrap(), fetched.unwrap()] {
        assert_eq!(
            (answer.status, &*refused(&answer)),
            (503, "platform.contents")
        );
        assert_eq!(answer.headers["retry-after"], "5");
    }
    let waiting = helper.list("inbox").await.unwrap().messages;
    let states: Vec<_> = waiting.iter().map(|one| (one.id, one.state)).collect();
    assert_eq!(states, [(before.manifest.id, MessageState::Accepted)]);

    three.town.contents().server().unwrap().restart().unwrap();
    assert_eq!(manager.send(&meanwhile).await.unwrap().status, 201);
    for message in [&before, &meanwhile] {
        let content = helper.fetch(message.manifest.id).await.unwrap();
        assert!(content.body == message.envelope);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_just_taken_is_given_without_the_bucket_and_only_to_whom_it_may_be() {
    let mut three = on_bucket().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let other = three.stranger.session(&three.town).await.unwrap();
    let [given, withdrawn] =
        [1, 2].map(|seed| note(seed, &three.manager, &three.helper, 2_500_000).unwrap());
    for message in [&given, &withdrawn] {
        assert_eq!(manager.send(message).await.unwrap().status, 201);
    }
    let told = manager.withdraw(withdrawn.manifest.id).await.unwrap();
    assert_eq!(told.status, 200);
    three.town.contents().server().unwrap().kill();
    let refused = other.fetch(given.manifest.id).await.unwrap();
    assert_eq!(refused.status, 404);
    let content = helper.fetch(given.manifest.id).await.unwrap();
    assert!(content.body == given.envelope);
    for session in [&manager, &helper] {
        let gone = session.fetch(withdrawn.manifest.id).await.unwrap();
        assert_eq!(gone.status, 410);
        assert!(gone.body.len() < 10_000);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_put_without_an_answer_gives_one_message_and_a_withdrawn_one_leaves_no_object() {
    let mut three = on_bucket().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let message = note(1, &three.manager, &three.helper, 20_000).unwrap();
    let server = three.town.contents().server().unwrap();
    let objects = server.objects().join("town");
    // The sweep begins with the platform and may take this fault for its own; then nothing is
    // put twice, and all below holds as well.
    server.fail(&[Fault::DoneButFailed]);
    assert_eq!(manager.send(&message).await.unwrap().status, 201);
    let listed = manager.list("outbox").await.unwrap().messages;
    assert_eq!(listed.len(), 1);
    let content = manager.fetch(message.manifest.id).await.unwrap();
    assert!(content.body == message.envelope);

    let large = |folder: &Path| {
        let files = fs_err::read_dir(folder).unwrap();
        let sizes = files.map(|file| file.unwrap().metadata().map_or(0, |about| about.len()));
        sizes.filter(|size| *size > 20_000).count()
    };
    let before = large(&objects);
    manager.withdraw(message.manifest.id).await.unwrap();
    three.restart_after(SignedDuration::ZERO).await;
    eventually("the object is still there", async || {
        large(&objects) == before - 1
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_content_that_could_not_be_removed_is_removed_by_a_later_sweep() {
    let mut three = on_bucket().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let message = note(1, &three.manager, &three.helper, 20_000).unwrap();
    let id = message.manifest.id;
    assert_eq!(manager.send(&message).await.unwrap().status, 201);
    assert_eq!(manager.withdraw(id).await.unwrap().status, 200);
    three.town.contents().server().unwrap().kill();
    three.restart_after(SignedDuration::ZERO).await;
    let records = three.records().await;
    eventually("nothing was swept", async || {
        records.message(id).await.unwrap().unwrap().place.is_none()
    })
    .await;
    let server = three.town.contents().server().unwrap();
    let objects = server.objects().join("town");
    assert_eq!(fs_err::read_dir(&objects).unwrap().count(), 1);
    server.restart().unwrap();
    three.restart_after(SignedDuration::ZERO).await;
    eventually("the object is still there", async || {
        fs_err::read_dir(&objects).unwrap().count() == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_bucket_is_out_of_reach_a_sweep_does_the_rest() {
    let mut three = on_bucket().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    // Waiting for each of them would take a minute.
    for seed in 0..12 {
        let message = note(seed, &three.manager, &three.helper, 100).unwrap();
        assert_eq!(manager.send(&message).await.unwrap().status, 201);
        let withdrawn = manager.withdraw(message.manifest.id).await.unwrap();
        assert_eq!(withdrawn.status, 200);
    }
    let records = three.records().await;
    let over = three.town.clock().now() - SignedDuration::from_hours(1);
    records.keep("over", "one", vec![1], over).await.unwrap();
    three.town.contents().server().unwrap().kill();
    three.restart_after(SignedDuration::ZERO).await;
    eventually("the rest is not done", async || {
        let kept = records.kept("over", "one", Timestamp::UNIX_EPOCH).await;
        kept.unwrap().is_none()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_office_s_bodies_that_do_not_come_keep_no_other_office_out() {
    let three = on_bucket().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let mut stalled = JoinSet::new();
    for seed in 0..30 {
        let message = note(seed, &three.manager, &three.helper, 9_000_000).unwrap();
        let (id, whole) = (message.manifest.id, message.envelope);
        let (manager, length) = (manager.clone(), whole.len() as u64);
        let begin = whole[..100_000].to_vec();
        stalled.spawn(async move { begun(&manager, id, length, begin, false).await });
    }
    // Three of them are let in; the others wait for those, and are then told to come again.
    let told = stalled.join_next().await.unwrap().unwrap().unwrap();
    assert_eq!((told.status, &*refused(&told)), (429, "request.too-many"));
    let message = note(99, &three.helper, &three.manager, 1_000_000).unwrap();
    assert_eq!(helper.send(&message).await.unwrap().status, 201);
    stalled.abort_all();
}

#[test]
fn an_operator_sets_a_platform_up_on_a_bucket() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut server = ObjectServer::start(Keeping::Lightly).unwrap();
    let address = server.address("trial");
    let setup = |address: &str| run(at, &["admin", "setup", "--contents", address]);

    let (code, _, error) = setup("s3://AKIA:hidden@contents/trial");
    assert_eq!(code, 2, "{error}");
    assert!(
        error.contains("keyfile=") && !error.contains("hidden"),
        "{error}"
    );
    let (code, _, error) = setup(&address.replace("//contents", "//nowhere"));
    assert_eq!(code, 70);
    assert!(error.contains("（contents.failed）"), "{error}");
    assert!(!at.join("tasuki-server.toml").exists());

    assert_eq!(setup(&address).0, 0);
    done(at, &["check"]);
    let examined = done(at, &["doctor"]);
    assert!(!examined.contains("異常"), "{examined}");
    assert!(examined.contains("記録にある内容"), "{examined}");
    let (code, _, error) = run(at, &["admin", "backup", "--to", "copy"]);
    assert_eq!(code, 1);
    assert!(error.contains("（backup.bucket）"), "{error}");
    assert!(!at.join("copy").exists());

    server.kill();
    let (code, examined, _) = run(at, &["doctor"]);
    assert_eq!(code, 1);
    assert!(examined.contains("異常  内容の保存先"), "{examined}");
    fs_err::remove_file(server.key_file()).unwrap();
    let (code, _, error) = run(at, &["check"]);
    assert_eq!(code, 2);
    assert!(error.contains("store.contents"), "{error}");
}
