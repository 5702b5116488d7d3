use super::*;
use crate::records::engine::Access;
use crate::records::tests::place;

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
     UNION SELECT 'index ' || indexname || ' on ' || tablename FROM pg_indexes \
     WHERE schemaname = current_schema() AND NOT EXISTS \
     (SELECT 1 FROM pg_constraint WHERE conname = indexname)",
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
