//! Versions of the schema, forward only.

use super::engine::{Connection, Writing};
use super::reading::{Session, Table};
use super::values::params;
use super::writer::transact;
use crate::StoreError;

/// What is applied at once: for both engines, and what only one of them understands.
#[derive(Clone, Copy)]
struct Migration {
    both: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
    /// The oldest program that may go on working beside those that need this: the version that it
    /// needs itself. None where no older one may. One that only adds (tables, columns with a
    /// default, indexes) tells an older one, so that processes can be replaced one by one.
    least: Option<i64>,
}

/// A migration whose words both engines understand.
const fn both(text: &'static str) -> Migration {
    Migration {
        both: text,
        sqlite: "",
        postgres: "",
        least: None,
    }
}

/// All migrations, oldest first; the version is how many were applied.
const MIGRATIONS: &[Migration] = &[
    both(include_str!("../../migrations/0001_exchange.sql")),
    Migration {
        both: include_str!("../../migrations/0002_sites.sql"),
        sqlite: include_str!("../../migrations/0002_audit_stays.sqlite.sql"),
        postgres: include_str!("../../migrations/0002_audit_stays.postgres.sql"),
        least: None,
    },
    both(include_str!("../../migrations/0003_client.sql")),
    both(include_str!("../../migrations/0004_operations.sql")),
    both(include_str!("../../migrations/0005_notices.sql")),
    both(include_str!("../../migrations/0006_directory.sql")),
    both(include_str!("../../migrations/0007_tickets.sql")),
    both(include_str!("../../migrations/0008_calls.sql")),
    Migration {
        both: include_str!("../../migrations/0009_processes.sql"),
        sqlite: "",
        postgres: include_str!("../../migrations/0009_news.postgres.sql"),
        least: None,
    },
    both(include_str!("../../migrations/0010_removed.sql")),
    Migration {
        both: "",
        sqlite: include_str!("../../migrations/0011_withdrawn.sqlite.sql"),
        postgres: include_str!("../../migrations/0011_months.postgres.sql"),
        // The tables are read and written as before; only what forgets the ledger knows the months.
        least: Some(10),
    },
];

/// The migration that let a database tell which older programs may work on it.
const TELLS_LEAST: i64 = 9;

/// The table of versions, if it is there.
const IS_THERE: (&str, &str) = (
    "SELECT 1 FROM sqlite_master WHERE name = 'schema_version'",
    "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_version'",
);

/// The collations of PostgreSQL that sort texts as SQLite does, and as our cursors need it: by
/// their bytes.
const COLLATIONS: [&str; 4] = ["C", "POSIX", "C.UTF-8", "C.utf8"];

/// What sorts by the rules of a language, whatever the collation is called.
const ICU: &str = "i";

const COLLATION: Table = Table {
    name: "pg_database",
    columns: &[
        "datcollate",
        "CAST(datlocprovider AS TEXT)",
        "pg_encoding_to_char(encoding)",
    ],
};

/// Fails unless this program may work on the database.
pub(super) fn check(connection: &Connection) -> Result<(), StoreError> {
    check_in(&session(connection))
}

/// Fails unless this program may work on the database.
pub(super) fn check_in(session: &Session<'_>) -> Result<(), StoreError> {
    check_for(session, MIGRATIONS)
}

/// Fails unless a program with these migrations may work on the database: it has them all, and if
/// it has later ones, they let such a program go on.
fn check_for(session: &Session<'_>, migrations: &[Migration]) -> Result<(), StoreError> {
    let (found, needed) = (version(session)?, newest(migrations));
    let is_fit = found == needed || (found > needed && least(session)? <= needed);
    if is_fit {
        Ok(())
    } else {
        Err(StoreError::SchemaVersion { found, needed })
    }
}

/// Applies what is missing, each migration in a transaction of its own.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    migrate_to(connection, MIGRATIONS)
}

fn migrate_to(connection: &mut Connection, migrations: &[Migration]) -> Result<(), StoreError> {
    check_collation(&session(connection))?;
    write(connection, |session| {
        session.run_all(
            "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY)",
        )
    })?;
    for (number, migration) in (1_i64..).zip(migrations) {
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
            if number >= TELLS_LEAST {
                session.run(
                    "UPDATE schema_version SET least = ?2 WHERE version = ?1",
                    params![number, migration.least.unwrap_or(number)],
                )?;
            }
            Ok(())
        })?;
    }
    check_for(&session(connection), migrations)
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

fn newest(migrations: &[Migration]) -> i64 {
    migrations.len().try_into().unwrap_or(i64::MAX)
}

fn version(session: &Session<'_>) -> Result<i64, StoreError> {
    let (sqlite, postgres) = IS_THERE;
    if !session.exists(session.of_two(sqlite, postgres), [])? {
        return Ok(0);
    }
    number(
        session,
        "SELECT coalesce(max(version), 0) FROM schema_version",
    )
}

/// The version that a program must need at least. Every later migration speaks for itself.
fn least(session: &Session<'_>) -> Result<i64, StoreError> {
    number(
        session,
        "SELECT coalesce(max(least), 0) FROM schema_version",
    )
}

fn number(session: &Session<'_>, sql: &str) -> Result<i64, StoreError> {
    Ok(i64::try_from(session.count(sql, [])?).unwrap_or(i64::MAX))
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
            row.value::<String>("CAST(datlocprovider AS TEXT)")?,
            row.value::<String>("pg_encoding_to_char(encoding)")?,
        ))
    })?;
    match told {
        // Where ICU sorts, the collation is what it would be without.
        Some((collation, provider, encoding)) if provider == ICU => Err(StoreError::Collation {
            encoding,
            collation: format!("{collation} (ICU)"),
        }),
        Some((collation, _, encoding))
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
mod tests;
