//! Versions of the schema, forward only.

use super::engine::{Connection, Writing};
use super::reading::{Session, Table};
use super::values::params;
use super::writer::transact;
use crate::StoreError;

/// What is applied at once: for both engines, and what only one of them understands.
struct Migration {
    both: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

/// A migration whose words both engines understand.
const fn both(text: &'static str) -> Migration {
    Migration {
        both: text,
        sqlite: "",
        postgres: "",
    }
}

/// All migrations, oldest first; the version is how many were applied.
const MIGRATIONS: &[Migration] = &[
    both(include_str!("../../migrations/0001_exchange.sql")),
    Migration {
        both: include_str!("../../migrations/0002_sites.sql"),
        sqlite: include_str!("../../migrations/0002_audit_stays.sqlite.sql"),
        postgres: include_str!("../../migrations/0002_audit_stays.postgres.sql"),
    },
    both(include_str!("../../migrations/0003_client.sql")),
    both(include_str!("../../migrations/0004_operations.sql")),
    both(include_str!("../../migrations/0005_notices.sql")),
    both(include_str!("../../migrations/0006_directory.sql")),
    both(include_str!("../../migrations/0007_tickets.sql")),
    both(include_str!("../../migrations/0008_calls.sql")),
];

/// The table of versions, if it is there.
const IS_THERE: (&str, &str) = (
    "SELECT 1 FROM sqlite_master WHERE name = 'schema_version'",
    "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_version'",
);

/// The collations of PostgreSQL that sort texts as SQLite does, and as our cursors need it: by
/// their bytes.
const COLLATIONS: [&str; 4] = ["C", "POSIX", "C.UTF-8", "C.utf8"];

const COLLATION: Table = Table {
    name: "pg_database",
    columns: &["datcollate", "pg_encoding_to_char(encoding)"],
};

/// Fails unless the database has exactly this program's schema.
pub(super) fn check(connection: &Connection) -> Result<(), StoreError> {
    let (found, needed) = (version(&session(connection))?, newest());
    if found == needed {
        Ok(())
    } else {
        Err(StoreError::SchemaVersion { found, needed })
    }
}

/// Applies what is missing, each migration in a transaction of its own.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    check_collation(&session(connection))?;
    write(connection, |session| {
        session.run_all(
            "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY)",
        )
    })?;
    for (number, migration) in (1_i64..).zip(MIGRATIONS) {
        write(connection, |session| {
            // Somebody else may be at it, too.
            if version(session)? >= number {
                return Ok(());
            }
            session.run_all(migration.both)?;
            session.run_all(session.of_two(migration.sqlite, migration.postgres))?;
            session.run(
                "INSERT INTO schema_version (version) VALUES (?1)",
                params![number],
            )?;
            Ok(())
        })?;
    }
    check(connection)
}

fn session(connection: &Connection) -> Session<'_> {
    Session::new(connection.way(), "schema version")
}

fn write(
    connection: &mut Connection,
    work: impl FnOnce(&Session<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    transact(connection, "migrate", Writing::Alone, work)
}

fn newest() -> i64 {
    MIGRATIONS.len().try_into().unwrap_or(i64::MAX)
}

fn version(session: &Session<'_>) -> Result<i64, StoreError> {
    let (sqlite, postgres) = IS_THERE;
    if !session.exists(session.of_two(sqlite, postgres), [])? {
        return Ok(0);
    }
    let version = session.count("SELECT coalesce(max(version), 0) FROM schema_version", [])?;
    Ok(i64::try_from(version).unwrap_or(i64::MAX))
}

/// Fails if a database of PostgreSQL sorts texts otherwise than by their bytes.
fn check_collation(session: &Session<'_>) -> Result<(), StoreError> {
    let sql = COLLATION.select() + " WHERE datname = current_database()";
    if session.of_two("", &sql).is_empty() {
        return Ok(());
    }
    let told = session.first(&COLLATION, &sql, [], |row| {
        Ok((
            row.value::<String>("datcollate")?,
            row.value::<String>("pg_encoding_to_char(encoding)")?,
        ))
    })?;
    match told {
        Some((collation, encoding))
            if !COLLATIONS.contains(&collation.as_str()) || encoding != "UTF8" =>
        {
            Err(StoreError::Collation {
                encoding,
                collation,
            })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::engine::Access;
    use crate::records::tests::place;

    #[test]
    fn another_version_is_refused_and_named() {
        let place = place();
        let mut connection = Connection::open(&place, Access::Create).unwrap();
        let refused = |told: Result<(), StoreError>, version| {
            let is_refused = matches!(told, Err(StoreError::SchemaVersion { found, needed })
                if found == version && needed == newest());
            assert!(is_refused, "{told:?}");
        };
        refused(check(&connection), 0);
        migrate(&mut connection).unwrap();
        migrate(&mut connection).unwrap();
        check(&connection).unwrap();
        let later = newest() + 1;
        write(&mut connection, |session| {
            session.run("INSERT INTO schema_version VALUES (?1)", params![later])?;
            Ok(())
        })
        .unwrap();
        refused(check(&connection), later);
        refused(migrate(&mut connection), later);
    }
}
