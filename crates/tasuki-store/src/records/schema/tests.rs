use tasuki_terms::{MessageId, MessageState, Timestamp};

use super::*;
use crate::records::changes::{self, NewMessage};
use crate::records::engine::Access;
use crate::records::messages::{MESSAGE, NAMES, read};
use crate::records::tests::{Count, at, message, place};
use crate::records::{Change, MessageRow};

/// The migrations of a later program.
fn later(least: Option<i64>) -> Vec<Migration> {
    let more = Migration {
        least,
        ..both("CREATE TABLE later (word TEXT NOT NULL DEFAULT '')")
    };
    MIGRATIONS.iter().copied().chain([more]).collect()
}

fn refused(told: &Result<(), StoreError>, version: i64, needs: i64) {
    let is_refused = matches!(told, Err(StoreError::SchemaVersion { found, needed })
        if *found == version && *needed == needs);
    assert!(is_refused, "{told:?}");
}

#[test]
fn a_database_that_is_too_old_is_refused_and_named() {
    let place = place();
    let mut connection = Connection::open(&place, Access::Create).unwrap();
    let own = newest(MIGRATIONS);
    refused(&check(&connection), 0, own);
    migrate(&mut connection).unwrap();
    migrate(&mut connection).unwrap();
    check(&connection).unwrap();
    refused(
        &check_for(&session(&connection), &later(None)),
        own,
        own + 1,
    );
}

#[test]
fn a_program_works_beside_the_next_one_if_that_only_adds() {
    let place = place();
    let mut before = Connection::open(&place, Access::Create).unwrap();
    migrate(&mut before).unwrap();
    let own = newest(MIGRATIONS);
    let next = later(Some(own));
    let mut after = Connection::open(&place, Access::Write).unwrap();
    migrate_to(&mut after, &next).unwrap();
    check(&before).unwrap();
    check_for(&session(&after), &next).unwrap();
    // It has nothing to add and nothing to take away.
    migrate(&mut before).unwrap();
    check_for(&session(&after), &next).unwrap();
}

#[test]
fn a_program_does_not_work_beside_one_that_takes_something_away() {
    let place = place();
    let mut before = Connection::open(&place, Access::Create).unwrap();
    migrate(&mut before).unwrap();
    let own = newest(MIGRATIONS);
    let next = later(None);
    let mut after = Connection::open(&place, Access::Write).unwrap();
    migrate_to(&mut after, &next).unwrap();
    refused(&check(&before), own + 1, own);
    refused(&migrate(&mut before), own + 1, own);
    // Nor when the one behind it only adds.
    let both = both("CREATE TABLE latest (word TEXT)");
    let latest = Migration {
        least: Some(own + 1),
        ..both
    };
    let all: Vec<_> = next.iter().copied().chain([latest]).collect();
    migrate_to(&mut after, &all).unwrap();
    check_for(&session(&after), &next).unwrap();
    refused(&check(&before), own + 2, own);
}

/// What a database of an engine has, a line for each column and each index of ours.
const SHAPES: (&str, &str) = (
    "SELECT m.name || '.' || p.name || ' ' || lower(p.type) || \
     CASE WHEN p.\"notnull\" THEN ' not null' ELSE '' END AS line \
     FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p \
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' \
     UNION SELECT 'index ' || name || ' on ' || tbl_name FROM sqlite_master \
     WHERE type = 'index' AND sql IS NOT NULL",
    "SELECT table_name || '.' || column_name || ' ' || \
     CASE WHEN data_type = 'bytea' THEN 'blob' ELSE data_type END || \
     CASE WHEN is_nullable = 'NO' THEN ' not null' ELSE '' END AS line \
     FROM information_schema.columns WHERE table_schema = current_schema() \
     AND NOT EXISTS (SELECT 1 FROM pg_class WHERE relname = table_name AND relispartition) \
     UNION SELECT 'index ' || indexname || ' on ' || tablename FROM pg_indexes \
     WHERE schemaname = current_schema() AND NOT EXISTS \
     (SELECT 1 FROM pg_constraint WHERE conname = indexname) AND NOT EXISTS \
     (SELECT 1 FROM pg_class WHERE relname = tablename AND relispartition) \
     UNION SELECT 'partitions of ' || relname || ' by ' || pg_get_partkeydef(partrelid) \
     FROM pg_partitioned_table JOIN pg_class ON pg_class.oid = partrelid \
     UNION SELECT 'function ' || proname || '(' || pg_get_function_arguments(oid) || ')' \
     FROM pg_proc WHERE pronamespace = CAST(current_schema() AS regnamespace)",
);

const LINE: Table = Table {
    name: "shapes",
    columns: &["line"],
};

#[test]
fn both_engines_have_the_schema_of_the_golden_file() {
    let golden = include_str!("../../../schema.txt");
    let place = place();
    let mut connection = Connection::open(&place, Access::Create).unwrap();
    migrate(&mut connection).unwrap();
    let session = session(&connection);
    let (sqlite, postgres) = SHAPES;
    let sql = session.of_two(sqlite, postgres);
    let mut found = session
        .all(&LINE, sql, [], |row| row.value::<String>("line"))
        .unwrap();
    found.sort();
    let own = session.of_two("sqlite: ", "postgres: ");
    let is_ours = |line: &&str| line.starts_with(own) || !line.contains(": ");
    let mut expected: Vec<_> = golden.lines().filter(is_ours).collect();
    for line in &mut expected {
        *line = line.strip_prefix(own).unwrap_or(line);
    }
    expected.sort_unstable();
    assert_eq!(found, expected, "{}", found.join("\n"));
}

/// The migrations until the ledger was kept month by month.
const BEFORE_MONTHS: usize = 10;

fn ledger(session: &Session<'_>) -> Vec<MessageRow> {
    let sql = MESSAGE.select() + NAMES + "WHERE message.id > ?1 ORDER BY message.id";
    session.all(&MESSAGE, &sql, [""], read).unwrap()
}

fn proofs(session: &Session<'_>) -> u64 {
    let sql = "SELECT count(*) AS count FROM proof WHERE message IS NOT NULL";
    session.count(sql, []).unwrap()
}

#[test]
fn months_keep_what_was_there_and_the_program_of_before_goes_on_beside_them() {
    let place = place();
    let own = &MIGRATIONS[..BEFORE_MONTHS];
    let mut before = Connection::open(&place, Access::Create).unwrap();
    migrate_to(&mut before, own).unwrap();
    let entropy = Count(1.into());
    let insert = |connection: &Connection, new: &NewMessage| {
        changes::insert(&session(connection), new).unwrap();
        new.id
    };
    // Of several months, of years ago, and of no month that can be.
    let days = 86_400;
    let mut ids: Vec<_> = [0, days, 20 * days, 40 * days]
        .map(|second| insert(&before, &message(&entropy, second, 1, 2)))
        .into();
    for odd in [
        Timestamp::UNIX_EPOCH,
        "9999-12-30T00:00:00Z".parse().unwrap(),
    ] {
        let id = MessageId::new(odd, &entropy);
        let new = message(&entropy, 0, 1, 2);
        ids.push(insert(&before, &NewMessage { id, ..new }));
    }
    let (kept, kept_proofs) = (ledger(&session(&before)), proofs(&session(&before)));
    assert_eq!((kept.len(), kept_proofs), (6, 12));

    let mut after = Connection::open(&place, Access::Write).unwrap();
    migrate(&mut after).unwrap();
    assert_eq!(ledger(&session(&after)), kept);
    assert_eq!(proofs(&session(&after)), kept_proofs);
    let months = session(&after);
    if months.is_shared() {
        let count = |table: &str| {
            let sql = format!("SELECT count(*) AS count FROM {table}");
            months.count(&sql, []).unwrap()
        };
        let tables = ["message_202503", "message_202504", "message_202505"];
        assert_eq!(tables.map(count), [2, 1, 1]);
        assert_eq!((count("proof_202503"), count("proof_202504")), (4, 2));
        assert_eq!((count("message_default"), count("proof_default")), (2, 4));
    }

    // The program of before, with what it has prepared, on the same connection.
    check_for(&session(&before), own).unwrap();
    assert_eq!(ledger(&session(&before)), kept);
    let new = message(&entropy, 41 * days, 1, 2);
    let again = changes::insert(&session(&before), &message(&Count(1.into()), 0, 1, 2));
    assert_eq!(again.unwrap(), changes::Inserted::Exists);
    insert(&before, &new);
    let change = Change {
        id: ids[0],
        from: MessageState::Accepted,
        to: MessageState::Withdrawn,
        at: at(9),
        ordinal: 2,
        receipt: b"withdrawn".to_vec(),
        receipt_digest: new.receipt_digest,
    };
    assert!(changes::apply(&session(&before), &change).unwrap());
    let seen = ledger(&session(&after));
    assert_eq!(seen.len(), 7);
    let row = seen.iter().find(|row| row.id == ids[0]).unwrap();
    assert_eq!(row.state, MessageState::Withdrawn);
    assert_eq!(proofs(&session(&after)), kept_proofs + 3);
}
