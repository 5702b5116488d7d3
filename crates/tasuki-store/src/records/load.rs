//! Filling a ledger with very many messages at once, for measurements. A platform never does this.

use std::fmt::Write as _;

use super::changes::{self, INSERT, NewMessage};
use super::engine::{Access, Connection, DatabasePlace, Writing};
use super::months::{ahead, make_month};
use super::reading::{Session, Table};
use super::values::{Kept, Value};
use super::writer::transact;
use crate::StoreError;

/// How many messages share a transaction.
const AT_ONCE: usize = 20_000;

const INDEX: Table = Table {
    name: "sqlite_master",
    columns: &["name", "sql"],
};

impl super::Records {
    /// Puts messages with new ids into the ledger of a database that is migrated and that nobody uses
    /// meanwhile; returns how many. It takes long, and blocks. A file may be broken if it does not
    /// come to its end.
    pub fn load(
        place: &DatabasePlace,
        messages: impl IntoIterator<Item = NewMessage>,
    ) -> Result<u64, StoreError> {
        let mut connection = Connection::open(place, Access::Write)?;
        match place {
            DatabasePlace::File(_) => into_file(&mut connection, messages),
            DatabasePlace::Postgres(_) => into_server(&mut connection, messages),
        }
    }
}

/// Some of the messages, as many as go in at once.
fn some(messages: &mut impl Iterator<Item = NewMessage>) -> Option<Vec<NewMessage>> {
    let some: Vec<_> = messages.take(AT_ONCE).collect();
    Some(some).filter(|some| !some.is_empty())
}

/// Without the indexes beside the keys, which are made anew behind the last message: sorted, not
/// each entry at its place.
fn into_file(
    connection: &mut Connection,
    messages: impl IntoIterator<Item = NewMessage>,
) -> Result<u64, StoreError> {
    let session = Session::new(connection.way(), "load");
    session.run_all("PRAGMA synchronous = OFF; PRAGMA cache_size = -262144")?;
    let sql = INDEX.select() + " WHERE type = 'index' AND tbl_name = 'message' AND sql IS NOT NULL";
    let indexes = session.all(&INDEX, &sql, [], |row| {
        Ok((row.value::<String>("name")?, row.value::<String>("sql")?))
    })?;
    for (name, _) in &indexes {
        session.run_all(&format!("DROP INDEX {name}"))?;
    }
    let (mut messages, mut count) = (messages.into_iter(), 0);
    while let Some(some) = some(&mut messages) {
        transact(connection, "load", Writing::Alone, |session| {
            for message in &some {
                changes::insert(session, message)?;
            }
            Ok(())
        })?;
        count += some.len() as u64;
    }
    let session = Session::new(connection.way(), "load");
    for (_, sql) in &indexes {
        session.run_all(sql)?;
    }
    session.run_all("PRAGMA synchronous = FULL")?;
    session.run_all("PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(count)
}

/// By `COPY`, then with the statistics that the server gathers by itself after a while.
fn into_server(
    connection: &mut Connection,
    messages: impl IntoIterator<Item = NewMessage>,
) -> Result<u64, StoreError> {
    let columns = INSERT.split_once('(').map_or("", |(_, columns)| columns);
    let columns = columns.trim_end_matches(')');
    let (mut messages, mut count) = (messages.into_iter(), 0);
    let mut months = std::collections::BTreeSet::new();
    while let Some(some) = some(&mut messages) {
        let made: Vec<String> = some
            .iter()
            .filter_map(|message| ahead(message.created_at).next())
            .filter(|month| months.insert(month.clone()))
            .collect();
        for month in made {
            transact(connection, "load", Writing::Alone, |session| {
                make_month(session, &month)
            })?;
        }
        transact(connection, "load", Writing::Beside, |session| {
            let rows = some.iter().map(changes::row);
            session.copy(&format!("COPY message ({columns}) FROM STDIN"), &text(rows))?;
            let proofs = some.iter().flat_map(changes::proofs);
            let into = "COPY proof (message, ordinal, state, der) FROM STDIN";
            session.copy(into, &text(proofs))?;
            changes::count_days(session, &some)
        })?;
        count += some.len() as u64;
    }
    let session = Session::new(connection.way(), "load");
    session.run_all("VACUUM (ANALYZE) message")?;
    session.run_all("VACUUM (ANALYZE) proof")?;
    session.run_all("CHECKPOINT")?;
    Ok(count)
}

/// Rows in the text format of `COPY`.
fn text(rows: impl Iterator<Item = Vec<Kept>>) -> String {
    let mut text = String::new();
    for row in rows {
        for (place, value) in row.iter().enumerate() {
            if place > 0 {
                text.push('\t');
            }
            write(&mut text, value);
        }
        text.push('\n');
    }
    text
}

fn write(text: &mut String, value: &Kept) {
    // Writing to a string has no way to fail.
    let _infallible = match value {
        Value::Integer(Some(number)) => write!(text, "{number}"),
        Value::Text(Some(words)) => {
            for letter in words.chars() {
                match letter {
                    '\\' => text.push_str("\\\\"),
                    '\t' => text.push_str("\\t"),
                    '\n' => text.push_str("\\n"),
                    '\r' => text.push_str("\\r"),
                    other => text.push(other),
                }
            }
            Ok(())
        }
        Value::Bytes(Some(bytes)) => {
            text.push_str("\\\\x");
            bytes.iter().try_for_each(|byte| write!(text, "{byte:02x}"))
        }
        Value::Integer(None) | Value::Text(None) | Value::Bytes(None) => {
            text.push_str("\\N");
            Ok(())
        }
    };
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Count, message, office, place};
    use crate::records::{Filter, MailBoxSide, Records};

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_loaded_is_as_if_it_had_been_accepted() {
        let place = place();
        Records::migrate(&place).await.unwrap();
        let entropy = Count(1.into());
        let mut new: Vec<_> = (0..300)
            .map(|n| message(&entropy, n * 86_400, 1, 2))
            .collect();
        new[7].kinds = vec!["UPPLAN".parse().unwrap(), "UPSIKYU".parse().unwrap()];
        new[7].manifest = (0..=255).collect();
        new[8].place.segment = "a\\b\tc\nd\re".to_owned();
        let (to, loaded) = (place.clone(), new.clone());
        let load = move || Records::load(&to, loaded).unwrap();
        assert_eq!(tokio::task::spawn_blocking(load).await.unwrap(), 300);
        let records = Records::open(&place).await.unwrap();
        let more = message(&entropy, 301 * 86_400, 1, 2);
        records.insert_message(more).await.unwrap();
        for new in &new {
            let row = records.message(new.id).await.unwrap().unwrap();
            assert_eq!(row.place.as_ref(), Some(&new.place));
            assert_eq!(
                (row.kinds, row.accepted_at),
                (new.kinds.clone(), new.accepted_at)
            );
            let proofs = records.proofs(new.id).await.unwrap();
            let ders: Vec<_> = proofs.iter().map(|proof| &proof.der).collect();
            assert_eq!(ders, [&new.manifest, &new.receipt]);
        }
        let filter = Filter::default();
        let list = records.list(office(2), MailBoxSide::Inbox, &filter, None, 400);
        assert_eq!(list.await.unwrap().messages.len(), 301);
        let days = records.readers.apart("days", |session| {
            session.count(
                "SELECT count(*) AS count FROM message_day WHERE bytes = 5",
                [],
            )
        });
        assert_eq!(days.await.unwrap(), 301);
    }
}
