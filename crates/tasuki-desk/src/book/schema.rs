//! Versions of the book's schema, forward only.

use rusqlite::{Connection, TransactionBehavior};

use super::BookError;

/// All migrations, oldest first; the version is how many were applied.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_book.sql"),
    include_str!("../../migrations/0002_today.sql"),
    include_str!("../../migrations/0003_own_service.sql"),
    include_str!("../../migrations/0004_services_of_a_month.sql"),
    include_str!("../../migrations/0005_rest_of_a_sending.sql"),
    include_str!("../../migrations/0006_opened_alone.sql"),
];

/// Applies what is missing, each migration in a transaction of its own. A book of a later program
/// is refused.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), BookError> {
    let needed = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    loop {
        let applied = next(connection).map_err(BookError::database("migrate"))?;
        match applied {
            Step::Applied => {}
            Step::Newest => return Ok(()),
            Step::Later(found) => return Err(BookError::SchemaVersion { found, needed }),
        }
    }
}

enum Step {
    Applied,
    Newest,
    Later(i64),
}

fn next(connection: &mut Connection) -> rusqlite::Result<Step> {
    // Another program may be doing the same.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let done = usize::try_from(found).unwrap_or(usize::MAX);
    let Some(text) = MIGRATIONS.get(done) else {
        return Ok(if done == MIGRATIONS.len() {
            Step::Newest
        } else {
            Step::Later(found)
        });
    };
    transaction.execute_batch(text)?;
    transaction.pragma_update(None, "user_version", found + 1)?;
    transaction.commit()?;
    Ok(Step::Applied)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(connection: &Connection) -> String {
        let mut statement = connection
            .prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
            .unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0));
        let rows: Vec<String> = rows.unwrap().map(Result::unwrap).collect();
        rows.join(";\n\n")
    }

    #[test]
    fn the_schema_after_all_migrations() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        migrate(&mut connection).unwrap();
        insta::assert_snapshot!(schema(&connection));
    }

    #[test]
    fn every_table_has_a_comment() {
        for text in MIGRATIONS {
            let lines: Vec<&str> = text.lines().collect();
            for pair in lines.windows(2) {
                if pair[1].starts_with("CREATE TABLE") {
                    assert!(pair[0].starts_with("-- "), "{}", pair[1]);
                }
            }
        }
    }

    #[test]
    fn a_book_of_a_later_program_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        let refused = migrate(&mut connection).unwrap_err();
        assert!(matches!(
            refused,
            BookError::SchemaVersion { found: 99, .. }
        ));
    }
}
