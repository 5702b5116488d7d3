//! Versions of the schema, forward only.

use sqlx::{Row as _, SqlitePool};

use crate::StoreError;

/// All migrations, oldest first; the version is how many were applied.
const MIGRATIONS: &[&str] = &[include_str!("../../migrations/0001_exchange.sql")];

/// Fails unless the database has exactly this program's schema.
pub(super) async fn check(pool: &SqlitePool) -> Result<(), StoreError> {
    let (found, needed) = (
        version(pool).await?,
        MIGRATIONS.len().try_into().unwrap_or(i64::MAX),
    );
    if found == needed {
        Ok(())
    } else {
        Err(StoreError::SchemaVersion { found, needed })
    }
}

/// Applies what is missing, each migration in a transaction of its own.
pub(super) async fn migrate(pool: &SqlitePool) -> Result<(), StoreError> {
    let failed = StoreError::database;
    sqlx::query("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY)")
        .execute(pool)
        .await
        .map_err(failed("migrate"))?;
    let found = version(pool).await?;
    let done = usize::try_from(found).unwrap_or(usize::MAX);
    if done > MIGRATIONS.len() {
        let needed = MIGRATIONS.len().try_into().unwrap_or(i64::MAX);
        return Err(StoreError::SchemaVersion { found, needed });
    }
    for (version, text) in (1_i64..).zip(MIGRATIONS.iter()).skip(done) {
        let mut transaction = pool.begin().await.map_err(failed("migrate"))?;
        sqlx::raw_sql(*text)
            .execute(&mut *transaction)
            .await
            .map_err(failed("migrate"))?;
        sqlx::query("INSERT INTO schema_version (version) VALUES ($1)")
            .bind(version)
            .execute(&mut *transaction)
            .await
            .map_err(failed("migrate"))?;
        transaction.commit().await.map_err(failed("migrate"))?;
    }
    Ok(())
}

async fn version(pool: &SqlitePool) -> Result<i64, StoreError> {
    let exists = sqlx::query("SELECT count(*) FROM sqlite_master WHERE name = 'schema_version'")
        .fetch_one(pool)
        .await
        .map_err(StoreError::database("schema version"))?;
    if exists.get::<i64, _>(0) == 0 {
        return Ok(0);
    }
    let row = sqlx::query("SELECT coalesce(max(version), 0) FROM schema_version")
        .fetch_one(pool)
        .await
        .map_err(StoreError::database("schema version"))?;
    Ok(row.get(0))
}
