//! Records on PostgreSQL and contents in a bucket: as `docs/operations.md` says to copy and to restore them.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::SignedDuration;
use serde_json::json;
use tasuki_server::Settings;
use tasuki_testing::{ContentsPlan, Keeping, RecordsPlan, note};
use tokio::sync::watch;

use super::{Three, doctor, each_course, eventually, load, operate};

/// How many objects are in a folder of a bucket's objects.
fn objects(folder: &Path) -> usize {
    fs_err::read_dir(folder).unwrap().count()
}

/// Puts back what was there and is gone, as who takes away the delete markers of versions.
fn undelete(folder: &Path, versions: &Path) -> usize {
    let mut restored = 0;
    for version in fs_err::read_dir(versions).unwrap() {
        let version = version.unwrap();
        let place = folder.join(version.file_name());
        if !place.exists() {
            fs_err::copy(version.path(), place).unwrap();
            restored += 1;
        }
    }
    restored
}

/// Offices may ask as often as they like.
fn unhurried(settings: &mut Settings) {
    settings.limits.requests_per_second = 100_000.try_into().unwrap();
    settings.limits.requests_burst = 100_000.try_into().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn records_of_a_base_backup_and_the_versions_of_a_bucket_are_whole_and_every_receipt_holds() {
    let records = RecordsPlan::Postgres(Keeping::Lightly);
    let contents = ContentsPlan::Bucket(Keeping::Lightly);
    let mut three = Box::pin(Three::found_on(records, contents, unhurried)).await;
    three.town.start().await.unwrap();
    let courses = each_course(&three).await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let [before, after] =
        [11, 12].map(|seed| note(seed, &three.manager, &three.helper, 30_000).unwrap());
    let receipt = manager.send(&before).await.unwrap();
    assert_eq!(receipt.status, 201);

    // The records are copied while the platform goes on.
    let end = Arc::new(AtomicBool::new(false));
    let count = Arc::new(watch::Sender::new(0));
    let messages =
        (100..2_000).map(|seed| note(seed, &three.manager, &three.helper, 2_000).unwrap());
    let sending = load(
        manager.clone(),
        messages.collect(),
        Arc::clone(&end),
        Arc::clone(&count),
    );
    let sending = tokio::spawn(sending);
    let mut counted = count.subscribe();
    counted.wait_for(|count| *count >= 5).await.unwrap();
    let server = three.town.records().server().unwrap();
    let copy = tokio::task::block_in_place(|| server.base_backup()).unwrap();
    assert!(
        *counted.borrow_and_update() > 5,
        "nothing was sent meanwhile"
    );
    end.store(true, Ordering::Relaxed);
    let meanwhile = sending.await.unwrap();
    assert_eq!(manager.send(&after).await.unwrap().status, 201);

    // After the copy contents go that the copy names; the bucket keeps their versions.
    let bucket = three.town.contents().server().unwrap().objects();
    let bucket = bucket.join("town");
    let versions = three.folder.path().join("versions");
    fs_err::create_dir(&versions).unwrap();
    assert!(undelete(&versions, &bucket) > 0);
    manager.withdraw(before.manifest.id).await.unwrap();
    three.restart_after(SignedDuration::ZERO).await;
    let all = objects(&versions);
    eventually("contents stay", async || objects(&bucket) + 2 == all).await;
    three.town.stop().await.unwrap();

    // The server of the records is lost; another one begins with the copy.
    let place = three.town.records().lose(copy).unwrap();
    three.town.settings().store.records = place;
    let settings = three.town.setup().settings_file().to_owned();
    let text = toml::to_string(three.town.settings()).unwrap();
    fs_err::write(&settings, text).unwrap();
    let (is_well, told) = doctor(&settings).await;
    // That of the message that was withdrawn before is gone, too, and nobody needs it.
    assert!(!is_well && told.contains("2個が見つかりません"), "{told}");
    let (is_whole, found) = operate(&settings, &["admin", "verify"]).await;
    assert_eq!((is_whole, &found["faulty"]), (false, &json!(1)));
    assert_eq!(found["faults"][0]["message"], json!(before.manifest.id));

    assert_eq!(undelete(&bucket, &versions), 2);
    let (is_well, told) = doctor(&settings).await;
    assert!(is_well, "{told}");
    let (is_whole, found) = operate(&settings, &["admin", "verify"]).await;
    assert!(is_whole, "{found}");
    assert_eq!(found["faults"], json!([]));

    three.town.start().await.unwrap();
    let manager = three.manager.session(&three.town).await.unwrap();
    for (id, state) in courses {
        let detail = manager.detail(id).await.unwrap();
        assert_eq!(three.manager.proven(&detail).unwrap(), state);
    }
    let again = manager.send(&before).await.unwrap();
    assert_eq!((again.status, again.body), (200, receipt.body));
    // What came during the copy is in it or not, and is there in the end.
    let mut is_copied = [0, 0];
    for (message, first) in meanwhile.into_values() {
        let again = manager.send(&message).await.unwrap();
        is_copied[usize::from(again.status == 200)] += 1;
        assert!([200, 201].contains(&again.status), "{}", again.text());
        assert!(again.status == 201 || again.body == first);
    }
    assert!(is_copied[1] >= 5, "{is_copied:?}");
    let helper = three.helper.session(&three.town).await.unwrap();
    let content = helper.fetch(before.manifest.id).await.unwrap();
    assert!(content.body == before.envelope);
    // What was sent behind the copy can be sent anew; its object is there already.
    assert_eq!(manager.send(&after).await.unwrap().status, 201);
    let content = helper.fetch(after.manifest.id).await.unwrap();
    assert!(content.body == after.envelope);
}
