//! A later program works on the same database.

use std::path::Path;
use std::sync::Arc;

use tasuki_server::{Role, Site};
use tasuki_terms::{MessageState, SystemClock};
use tasuki_testing::{Caller, Keeping, RecordsPlan, Surfer, Town, TownPlan, note, own_address};

use super::{caller_at, exchange};
use crate::problems::refused;
use crate::sites::console::operator;
use crate::town::{Three, directory_is_read, eventually, in_database};

/// What the next version might add: a table, and a column that those before it do not know.
const ADDS: &str = "BEGIN; CREATE TABLE later (word TEXT NOT NULL); \
     ALTER TABLE message ADD COLUMN later TEXT NOT NULL DEFAULT 'later'; \
     INSERT INTO schema_version (version, least) \
     SELECT max(version) + 1, max(version) FROM schema_version; COMMIT";

/// What ends all versions before it.
const ENDS: &str = "INSERT INTO schema_version (version, least) \
     SELECT max(version) + 1, max(version) + 1 FROM schema_version";

/// What the records tell where an old backup was brought back.
const BEFORE: &str = "DELETE FROM schema_version \
     WHERE version = (SELECT max(version) FROM schema_version)";

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
    in_database(&mut three.town, ADDS);
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

    let records = three.records().await;
    in_database(&mut three.town, ENDS);
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

    // What only one does is left to the next version, though this one still runs.
    let jobs = ["mail", "sweep", "certificates", "licences", "trail"];
    let jobs = jobs.map(|job| format!("job {job}"));
    eventually("it keeps what it does not do", async || {
        let taken = records.take_leases(&jobs, "the next version", 60).await;
        taken.unwrap().len() == jobs.len()
    })
    .await;

    // Nor does it begin.
    let binary = Path::new(env!("CARGO_BIN_EXE_tasuki-server"));
    let begun = three.town.start_process_beside(binary, "off").await;
    let said = begun.unwrap_err().to_string();
    assert!(said.contains("（database.newer）"), "{said}");
    beside.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn records_of_an_earlier_program_are_told_as_such() {
    let mut three = Three::on_a_server(|_| ()).await;
    three.town.start().await.unwrap();
    assert_eq!(ready(&three).await.0, 200);
    in_database(&mut three.town, BEFORE);
    let (status, text) = ready(&three).await;
    assert_eq!(status, 503);
    assert!(text.contains("database.older"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sites_and_lists_say_when_the_records_are_away_or_of_a_later_program() {
    let folder = tempfile::tempdir().unwrap();
    let plan = TownPlan {
        pki: Some(own_address().unwrap()),
        records: RecordsPlan::Postgres(Keeping::Lightly),
        ..TownPlan::with_sites()
    };
    let clock = Arc::new(SystemClock);
    let mut town = Town::found(folder.path(), plan, clock).await.unwrap();
    town.start().await.unwrap();
    let authority = town.authority().unwrap().bundle_pem();
    let pki = Caller::new(&town.pki().unwrap(), &authority, None).unwrap();
    assert_eq!(pki.get("/authority.crl").await.unwrap().status, 200);
    directory_is_read(&town).await;

    // With a session, which is looked up.
    let mut clerk = operator(&town, Role::OperatorClerk).await;
    town.records().server().unwrap().kill().unwrap();
    let away = clerk.get("/offices").await.unwrap();
    assert_eq!(
        (away.status, &away.headers["retry-after"]),
        (503, &"5".parse().unwrap())
    );
    assert!(away.text().contains("page.unavailable"), "{away:?}");
    town.records().server().unwrap().restart().unwrap();
    let asked = tokio::sync::Mutex::new(&mut clerk);
    eventually("it serves again", async || {
        asked.lock().await.get("/offices").await.unwrap().status == 200
    })
    .await;

    in_database(&mut town, ENDS);
    let mut guest = Surfer::new(&town, Site::Support).unwrap();
    for path in ["/", "/api/offices?limit=1"] {
        let asked = tokio::sync::Mutex::new(&mut guest);
        eventually("it serves no more", async || {
            let answer = asked.lock().await.get(path).await.unwrap();
            answer.status == 503 && answer.text().contains("page.unavailable")
        })
        .await;
    }
    let answer = pki.get("/authority.crl").await.unwrap();
    assert_eq!(
        (answer.status, &answer.headers["retry-after"]),
        (503, &"5".parse().unwrap())
    );
}
