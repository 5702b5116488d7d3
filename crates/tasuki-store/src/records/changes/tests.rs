use tokio::runtime::Runtime;

use super::*;
use crate::records::engine::{Access, Connection, Writing};
use crate::records::tests::{Count, Trial, fetched, message, records};
use crate::records::writer::transact;

/// How many rows there are of a table.
fn count(connection: &Connection, table: &str) -> u64 {
    let session = Session::new(connection.way(), "count");
    let sql = format!("SELECT count(*) AS count FROM {table}");
    session.count(&sql, []).unwrap()
}

/// Records, and a connection of one's own, on which a thread waits that drives nothing else.
struct Ground {
    connection: Connection,
    records: Records,
    runtime: Runtime,
    _place: Trial,
}

impl Ground {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let (place, records) = runtime.block_on(records());
        Self {
            connection: Connection::open(&place, Access::Write).unwrap(),
            records,
            runtime,
            _place: place,
        }
    }

    fn insert(&self, message: &NewMessage) {
        let told = self.records.insert_message(message.clone());
        assert_eq!(self.runtime.block_on(told).unwrap(), Inserted::New);
    }

    fn save(&mut self, messages: &[NewMessage], steps: &[Change]) -> Result<Saved, StoreError> {
        let save = |session: &Session<'_>| save(session, messages, steps);
        transact(&mut self.connection, "save", Writing::Beside, save)
    }
}

#[test]
fn an_id_that_is_there_or_comes_twice_hinders_no_other_and_leaves_nothing() {
    let mut ground = Ground::new();
    let entropy = Count(1.into());
    let mut new: Vec<_> = (0..9).map(|n| message(&entropy, n, 1, 2)).collect();
    ground.insert(&new[4]);
    // The fifth is there with another content; the eighth is the second one once more.
    new[4].manifest = b"other".to_vec();
    new[7] = NewMessage {
        manifest: b"second".to_vec(),
        ..new[1].clone()
    };
    let steps = [fetched(new[4].id), fetched(new[4].id)];
    let (told, done) = ground.save(&new, &steps).unwrap();
    let expected = (0..9).map(|n| match n {
        4 | 7 => Inserted::Exists,
        _ => Inserted::New,
    });
    assert!(told.iter().copied().eq(expected), "{told:?}");
    // The second step finds what the first one did.
    assert_eq!(done, [true, false]);
    for (message, proofs) in [(&new[0], 2), (&new[1], 2), (&new[4], 3)] {
        let kept = ground.records.proofs(message.id);
        let kept = ground.runtime.block_on(kept).unwrap();
        assert_eq!(kept.len(), proofs);
        assert_ne!(kept[0].der, b"other");
        assert_ne!(kept[0].der, b"second");
    }
    assert_eq!(count(&ground.connection, "message"), 8);
    assert_eq!(count(&ground.connection, "proof"), 17);
    let session = Session::new(ground.connection.way(), "days");
    let days = session.count(
        "SELECT CAST(sum(messages) AS BIGINT) AS count FROM message_day",
        [],
    );
    assert_eq!(days.unwrap(), 8);
    if ground.records.is_shared() {
        assert_eq!(count(&ground.connection, "news"), 9);
    }
}

#[test]
fn of_a_batch_with_a_bad_row_or_a_bad_proof_nothing_stays() {
    let mut ground = Ground::new();
    let entropy = Count(1.into());
    let good: Vec<_> = (0..5).map(|n| message(&entropy, n, 1, 2)).collect();
    // Sender and receiver are the same in one of them, which the schema forbids.
    let mut bad = good.clone();
    bad[3].receiver = bad[3].sender;
    let told = ground.save(&bad, &[]);
    assert!(told.is_err());
    // This one fails with the commit: there is such a proof.
    ground.insert(&good[0]);
    let step = Change {
        ordinal: 1,
        ..fetched(good[0].id)
    };
    let told = ground.save(&good[1..], &[step]);
    assert!(told.is_err());
    assert_eq!(
        (
            count(&ground.connection, "message"),
            count(&ground.connection, "proof")
        ),
        (1, 2)
    );
    let row = ground.records.message(good[0].id);
    let row = ground.runtime.block_on(row).unwrap().unwrap();
    assert_eq!(row.state, MessageState::Accepted);
    // The connection is as good as before.
    let (told, _) = ground.save(&good, &[]).unwrap();
    let new = told.iter().filter(|told| **told == Inserted::New);
    assert_eq!((told[0], new.count()), (Inserted::Exists, 4));
}

#[test]
fn all_are_saved_in_the_order_of_their_ids_and_told_in_their_own() {
    const TOLD: Table = Table {
        name: "news",
        columns: &["message", "state"],
    };
    let mut ground = Ground::new();
    let entropy = Count(1.into());
    let mut new: Vec<_> = (0..7).map(|n| message(&entropy, n, 1, 2)).collect();
    let ids: Vec<_> = new.iter().map(|message| message.id).collect();
    assert!(ids.is_sorted());
    new.reverse();
    // The second one is in another state; the last one goes on at once.
    let mut steps: Vec<_> = new.iter().map(|message| fetched(message.id)).collect();
    steps[1].from = MessageState::Opened;
    steps.push(Change {
        from: MessageState::Fetched,
        to: MessageState::Opened,
        ordinal: 3,
        ..fetched(ids[0])
    });
    let (told, done) = ground.save(&new, &steps).unwrap();
    assert!(told.iter().all(|told| *told == Inserted::New));
    assert_eq!(done, [true, false, true, true, true, true, true, true]);
    let row = ground.runtime.block_on(ground.records.message(ids[0]));
    assert_eq!(row.unwrap().unwrap().state, MessageState::Opened);
    if !ground.records.is_shared() {
        return;
    }
    let session = Session::new(ground.connection.way(), "order");
    let sql = TOLD.select() + " ORDER BY ordinal";
    let found = session.all(&TOLD, &sql, [], |row| {
        Ok((row.parsed("message")?, row.parsed("state")?))
    });
    let mut expected: Vec<_> = ids.iter().map(|id| (*id, MessageState::Accepted)).collect();
    expected.push((ids[0], MessageState::Fetched));
    expected.push((ids[0], MessageState::Opened));
    let rest = [1, 2, 3, 4, 6].map(|n| (ids[n], MessageState::Fetched));
    expected.extend(rest);
    assert_eq!(found.unwrap(), expected);
}
