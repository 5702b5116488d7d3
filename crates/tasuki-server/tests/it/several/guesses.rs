//! What is counted in memory is counted by all processes together.

use std::num::NonZeroU32;
use std::sync::Arc;

use tasuki_server::Site;
use tasuki_terms::SystemClock;
use tasuki_testing::{Keeping, RecordsPlan, Surfer, Town, TownPlan};
use tempfile::TempDir;

use super::{caller_at, exchange};
use crate::town::Three;

async fn town(change: impl FnOnce(&mut tasuki_server::Settings)) -> (TempDir, Town) {
    let folder = tempfile::tempdir().unwrap();
    let plan = TownPlan {
        records: RecordsPlan::Postgres(Keeping::Lightly),
        ..TownPlan::with_sites()
    };
    let clock = Arc::new(SystemClock);
    let mut town = Town::found(folder.path(), plan, clock).await.unwrap();
    change(town.settings());
    town.start().await.unwrap();
    (folder, town)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_give_no_more_guesses_than_one() {
    let (_folder, town) = town(|_| ()).await;
    let beside = town.start_beside().await.unwrap();
    let mut here = Surfer::new(&town, Site::Claims).unwrap();
    let mut there = here.clone().asking(beside.sites[&Site::Claims]);
    for _ in 0..5 {
        let reply = here.log_in("KJ137000000101", "wrong").await.unwrap();
        assert_eq!(reply.status, 422, "{reply:?}");
    }
    // What was said a moment ago is heard a moment later.
    let held = "続けて誤ったため";
    let mut tries = 0;
    loop {
        let reply = there.log_in("KJ137000000101", "wrong").await.unwrap();
        if reply.text().contains(held) {
            break;
        }
        tries += 1;
        assert!(tries < 2, "{tries} more guesses: {reply:?}");
    }
    // Another name is another matter.
    let reply = there.log_in("KJ137000000201", "wrong").await.unwrap();
    assert!(!reply.text().contains(held), "{reply:?}");
    beside.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_has_one_allowance_of_requests_at_all_processes() {
    let mut three = Three::on_a_server(|settings| {
        settings.limits.requests_per_second = NonZeroU32::MIN;
        settings.limits.requests_burst = NonZeroU32::MIN.saturating_add(399);
    })
    .await;
    three.town.start().await.unwrap();
    let beside = three.town.start_beside().await.unwrap();
    let here = three.manager.session(&three.town).await.unwrap();
    let there = caller_at(&exchange(&beside), &three.manager, &here);
    let mut taken = 0;
    while here.get("/v1/limits").await.unwrap().status == 200 {
        taken += 1;
        assert!(taken < 800);
    }
    // What was told a moment ago is heard a moment later.
    let mut more = 0;
    while there.get("/v1/limits").await.unwrap().status == 200 {
        more += 1;
        assert!(more < 200, "{taken} and {more}");
    }
    // Somebody else has an allowance of his own.
    let helper = three.helper.session(&three.town).await.unwrap();
    let helper = caller_at(&exchange(&beside), &three.helper, &helper);
    assert_eq!(helper.get("/v1/limits").await.unwrap().status, 200);
    beside.stop().await.unwrap();
}
