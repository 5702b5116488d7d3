//! Commits whose answers are lost; on PostgreSQL, with and without `TASUKI_TEST_RECORDS`.

use tasuki_engines::{Keeping, PostgresServer};
use tasuki_terms::MessageState;

use super::*;
use crate::Records;
use crate::error::DatabaseError;
use crate::records::engine::Access;
use crate::records::schema;
use crate::records::tests::{Count, fetched, message};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_committed_while_the_answer_was_lost_is_told_as_there_already() {
    let server = PostgresServer::start(Keeping::Lightly).unwrap();
    let place = server.database("records").unwrap().parse().unwrap();
    Records::migrate(&place).await.unwrap();
    let line = server.line().unwrap();
    let place = line.address("records").parse().unwrap();
    let records = Records::open(&place).await.unwrap();
    let new = message(&Count(1.into()), 0, 1, 2);
    line.lose_a_commit();
    let told = records.insert_message(new.clone()).await.unwrap();
    assert_eq!(told, Inserted::Exists);
    let row = records.message(new.id).await.unwrap().unwrap();
    assert_eq!(row.place, Some(new.place));
    assert_eq!(records.proofs(new.id).await.unwrap().len(), 2);

    line.lose_a_commit();
    assert!(!records.change_message(fetched(new.id)).await.unwrap());
    let row = records.message(new.id).await.unwrap().unwrap();
    assert_eq!(row.state, MessageState::Fetched);
    assert_eq!(records.proofs(new.id).await.unwrap().len(), 3);

    line.lose_a_commit();
    assert!(records.withhold_content(new.id).await.is_err());
    let row = records.message(new.id).await.unwrap().unwrap();
    assert_eq!(row.place, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_did_not_get_the_lock_in_time_writes_when_it_is_free() {
    let server = PostgresServer::start(Keeping::Lightly).unwrap();
    let address = server.database("records").unwrap();
    let place = address.parse().unwrap();
    Records::migrate(&place).await.unwrap();
    let records = Records::open(&place).await.unwrap();
    records
        .change("impatient", |records| {
            records.session().run_all("SET lock_timeout = '50ms'")
        })
        .await
        .unwrap();
    let other = Records::open(&place).await.unwrap();
    let (tell, is_held) = std::sync::mpsc::channel();
    let (leave, is_to_leave) = std::sync::mpsc::channel::<()>();
    let holding = tokio::spawn(async move {
        let hold = move |_: &crate::Transaction<'_>| {
            tell.send(()).unwrap();
            // Held until the other end is dropped.
            assert!(is_to_leave.recv().is_err());
            Ok(())
        };
        other.change("hold", hold).await
    });
    is_held.recv().unwrap();
    let told = records.change("test", |_| Ok(())).await.unwrap_err();
    assert!(told.is_passing(), "{told:?}");
    // A message needs no lock, and is saved while it is held.
    let new = message(&Count(1.into()), 0, 1, 2);
    let saved = records.insert_message(new).await.unwrap();
    assert_eq!(saved, Inserted::New);
    drop(leave);
    holding.await.unwrap().unwrap();
    records.change("test", |_| Ok(())).await.unwrap();
}

/// Applies steps together; what each is told.
fn apply(connection: &mut Connection, steps: &[Change]) -> Vec<Result<bool, StoreError>> {
    let channels = steps.iter().map(|step| (step.clone(), oneshot::channel()));
    let (waiting, told): (Vec<_>, Vec<_>) = channels
        .map(|(step, (answer, told))| ((step, answer), told))
        .unzip();
    together(connection, Vec::new(), waiting);
    let told = told.into_iter().map(|mut told| told.try_recv().unwrap());
    told.collect()
}

#[test]
fn a_lock_on_one_message_refuses_no_other_and_a_server_that_is_gone_is_looked_for_once() {
    let mut server = PostgresServer::start(Keeping::Lightly).unwrap();
    let place = server.database("records").unwrap().parse().unwrap();
    let mut connection = Connection::open(&place, Access::Create).unwrap();
    schema::migrate(&mut connection).unwrap();
    let entropy = Count(1.into());
    let new: Vec<_> = (0..3).map(|n| message(&entropy, n, 1, 2)).collect();
    let save = |session: &Session<'_>| changes::save(session, &new, &[]);
    transact(&mut connection, "save", Writing::Beside, save).unwrap();
    let session = Session::new(connection.way(), "impatient");
    session.run_all("SET lock_timeout = '100ms'").unwrap();
    let steps: Vec<_> = new.iter().map(|message| fetched(message.id)).collect();

    let mut other = Connection::open(&place, Access::Write).unwrap();
    let hold = |session: &Session<'_>| {
        assert!(changes::apply(session, &steps[0])?);
        Ok(apply(&mut connection, &steps))
    };
    let told = transact(&mut other, "hold", Writing::Beside, hold).unwrap();
    assert!(told[0].as_ref().is_err_and(StoreError::is_passing));
    assert!(told[1..].iter().all(|told| matches!(told, Ok(true))));
    let told = apply(&mut connection, &steps);
    assert!(told.iter().all(|told| matches!(told, Ok(false))));

    server.kill().unwrap();
    let told = apply(&mut connection, &steps);
    let is_passing =
        |told: &Result<bool, StoreError>| told.as_ref().is_err_and(StoreError::is_passing);
    assert!(told.iter().all(is_passing));
    let is_tried = told.iter().map(|told| {
        !matches!(told, Err(StoreError::Database {
            source: DatabaseError::Postgres(failure),
            ..
        }) if *failure == PostgresFailure::HINDERED)
    });
    assert!(is_tried.eq([true, false, false]), "{told:?}");
}
