//! A later program works on the same database.

use std::path::Path;
use std::process::Command;

use tasuki_terms::MessageState;
use tasuki_testing::{Caller, note};

use super::{caller_at, exchange};
use crate::problems::refused;
use crate::town::{Three, eventually};

/// What the next version might add: a table, and a column that those before it do not know.
const ADDS: &str = "BEGIN; CREATE TABLE later (word TEXT NOT NULL); \
     ALTER TABLE message ADD COLUMN later TEXT NOT NULL DEFAULT 'later'; \
     INSERT INTO schema_version (version, least) \
     SELECT max(version) + 1, max(version) FROM schema_version; COMMIT";

/// What ends all versions before it.
const ENDS: &str = "INSERT INTO schema_version (version, least) \
     SELECT max(version) + 1, max(version) + 1 FROM schema_version";

fn run(three: &mut Three, sql: &str) {
    let address = three.town.settings().store.records.to_string();
    let mut psql = Command::new("psql");
    psql.args(["-v", "ON_ERROR_STOP=1", "-qc", sql, &address]);
    let told = psql.output().unwrap();
    assert!(told.status.success(), "{told:?}");
}

/// What `/readyz` answers: status and text.
async fn ready(three: &Three) -> (u16, String) {
    let authority = three.town.authority().unwrap().bundle_pem();
    let caller = Caller::new(&three.town.operations(), &authority, None).unwrap();
    let answer = caller.get("/readyz").await.unwrap();
    (answer.status, answer.text())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_goes_on_beside_the_next_one_and_stops_at_what_it_does_not_know() {
    let mut three = Three::on_a_server(|_| ()).await;
    three.town.start().await.unwrap();
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let first = note(1, &three.manager, &three.helper, 1_000).unwrap();
    assert_eq!(manager.send(&first).await.unwrap().status, 201);

    // The next version is put beside this one, message after message goes on.
    run(&mut three, ADDS);
    let beside = three.town.start_beside().await.unwrap();
    let there = caller_at(&exchange(&beside), &three.manager, &manager);
    for (seed, caller) in (2..12).zip([&manager, &there].into_iter().cycle()) {
        let message = note(seed, &three.manager, &three.helper, 1_000).unwrap();
        assert_eq!(caller.send(&message).await.unwrap().status, 201);
        let id = message.manifest.id;
        assert_eq!(helper.fetch(id).await.unwrap().body, message.envelope);
        let detail = manager.detail(id).await.unwrap();
        let proven = three.manager.proven(&detail).unwrap();
        assert_eq!(proven, MessageState::Fetched);
    }
    assert_eq!(ready(&three).await.0, 200);

    run(&mut three, ENDS);
    eventually("it serves no more", async || {
        manager.get("/v1/inbox").await.unwrap().status == 503
    })
    .await;
    let (status, text) = ready(&three).await;
    assert_eq!(status, 503);
    assert!(text.contains("database.newer"), "{text}");
    let last = note(20, &three.manager, &three.helper, 1_000).unwrap();
    let answer = manager.send(&last).await.unwrap();
    assert_eq!(refused(&answer), "platform.unavailable");

    // Nor does it begin.
    let binary = Path::new(env!("CARGO_BIN_EXE_tasuki-server"));
    let begun = three.town.start_process_beside(binary, "off").await;
    let said = begun.unwrap_err().to_string();
    assert!(said.contains("（database.newer）"), "{said}");
    beside.stop().await.unwrap();
}
