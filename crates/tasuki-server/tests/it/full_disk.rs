//! A disk without space: nothing is accepted, nothing is lost, and later the same is accepted.

use std::sync::Arc;

use tasuki_engines::SmallDisk;
use tasuki_terms::SystemClock;
use tasuki_testing::{ContentsPlan, RecordsPlan, Town, TownPlan, note};

use crate::problems::refused;

/// Bytes of the disk.
const DISK: u64 = 64_000_000;

/// How many small messages may find some space that is left in files.
const SMALL: u64 = 2_000;

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_nothing_is_accepted_until_there_is_space() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("disk");
    let Ok(disk) = SmallDisk::mount(&place, DISK) else {
        // Not everybody may mount one.
        return;
    };
    let plan = TownPlan {
        records: RecordsPlan::File,
        contents: ContentsPlan::Folder,
        ..TownPlan::default()
    };
    let town = Town::found(&place.join("town"), plan, Arc::new(SystemClock)).await;
    let mut town = town.unwrap();
    let (sender, receiver) = tokio::try_join!(
        town.office("1370000001", "例題居宅介護支援事業所", &["43"]),
        town.office("1370000002", "架空訪問介護事業所", &["11"]),
    )
    .unwrap();
    let limits = &mut town.settings().limits;
    limits.requests_per_second = 100_000.try_into().unwrap();
    limits.requests_burst = 100_000.try_into().unwrap();
    town.start().await.unwrap();
    let session = sender.session(&town).await.unwrap();
    let mut accepted = Vec::new();
    let mut refusals = Vec::new();
    // What finds no place for its content, and what finds none for its record.
    for (seeds, size) in [(0..1, 2_000_000), (1..SMALL, 500)] {
        disk.fill().unwrap();
        let mut is_full = false;
        for seed in seeds {
            let message = note(seed, &sender, &receiver, size).unwrap();
            let answer = session.send(&message).await.unwrap();
            if answer.status == 201 {
                accepted.push((message.manifest.id, answer.body));
                continue;
            }
            assert_eq!(answer.headers["retry-after"], "5", "{}", answer.text());
            refusals.push((answer.status, refused(&answer)));
            disk.free().unwrap();
            let answer = session.send(&message).await.unwrap();
            assert_eq!(answer.status, 201, "{}", answer.text());
            accepted.push((message.manifest.id, answer.body));
            is_full = true;
            break;
        }
        assert!(is_full, "there was space for all of {size} bytes");
    }
    let expected = ["platform.contents", "platform.unavailable"];
    assert_eq!(refusals, expected.map(|code| (503, code.to_owned())));
    let mut listed = session.whole_list("outbox").await.unwrap();
    let mut ids: Vec<_> = accepted.iter().map(|(id, _)| *id).collect();
    listed.sort_unstable();
    ids.sort_unstable();
    assert_eq!(listed, ids);
    town.stop().await.unwrap();
}
