//! Versions of the schema, forward only.

use rusqlite::{Connection, TransactionBehavior};

use crate::StoreError;

/// All migrations, oldest first; the version is how many were applied.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_exchange.sql"),
    include_str!("../../migrations/0002_sites.sql"),
    include_str!("../../migrations/0003_client.sql"),
    include_str!("../../migrations/0004_operations.sql"),
    include_str!("../../migrations/0005_notices.sql"),
    include_str!("../../migrations/0006_directory.sql"),
    include_str!("../../migrations/0007_tickets.sql"),
];

/// Fails unless the database has exactly this program's schema.
pub(super) fn check(connection: &Connection) -> Result<(), StoreError> {
    let (found, needed) = (version(connection)?, newest());
    if found == needed {
        Ok(())
    } else {
        Err(StoreError::SchemaVersion { found, needed })
    }
}

/// Applies what is missing, each migration in a transaction of its own.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    connection
        .execute_batch(
            "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY)",
        )
        .map_err(StoreError::database("migrate"))?;
    let found = version(connection)?;
    let done = usize::try_from(found).unwrap_or(usize::MAX);
    if done > MIGRATIONS.len() {
        let needed = newest();
        return Err(StoreError::SchemaVersion { found, needed });
    }
    for (version, text) in (1_i64..).zip(MIGRATIONS.iter()).skip(done) {
        apply(connection, version, text).map_err(StoreError::database("migrate"))?;
    }
    Ok(())
}

fn apply(connection: &mut Connection, version: i64, text: &str) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(text)?;
    transaction.execute(
        "INSERT INTO schema_version (version) VALUES (?1)",
        [version],
    )?;
    transaction.commit()
}

fn newest() -> i64 {
    MIGRATIONS.len().try_into().unwrap_or(i64::MAX)
}

fn version(connection: &Connection) -> Result<i64, StoreError> {
    let number = |sql| {
        connection
            .query_row(sql, [], |row| row.get(0))
            .map_err(StoreError::database("schema version"))
    };
    match number("SELECT count(*) FROM sqlite_master WHERE name = 'schema_version'")? {
        0 => Ok(0),
        _ => number("SELECT coalesce(max(version), 0) FROM schema_version"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_is_refused_and_named() {
        let mut connection = Connection::open_in_memory().unwrap();
        let refused = |told: Result<(), StoreError>, version| {
            assert!(
                matches!(told, Err(StoreError::SchemaVersion { found, needed })
                    if found == version && needed == newest())
            );
        };
        refused(check(&connection), 0);
        migrate(&mut connection).unwrap();
        migrate(&mut connection).unwrap();
        check(&connection).unwrap();
        connection
            .execute("INSERT INTO schema_version VALUES (?1)", [newest() + 1])
            .unwrap();
        refused(check(&connection), newest() + 1);
        refused(migrate(&mut connection), newest() + 1);
    }
}
