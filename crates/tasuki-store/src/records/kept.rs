//! What an operator made and may take away for a while.

use tasuki_terms::Timestamp;

use super::Records;
use super::reading::Table;
use super::values::params;
use crate::StoreError;

const KEPT: Table = Table {
    name: "kept",
    columns: &["sealed"],
};

/// How much is kept at once for one operator; what ends first gives way.
const MOST: u32 = 64;

impl Records {
    /// Keeps something sealed for an operator until a moment, in place of what was kept under the
    /// id.
    pub async fn keep(
        &self,
        id: &str,
        operator: &str,
        sealed: Vec<u8>,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let (id, operator) = (id.to_owned(), operator.to_owned());
        self.change("keep", move |records| {
            let session = records.session();
            session.run(
                "INSERT INTO kept (id, operator, until, sealed) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (id) DO UPDATE SET operator = excluded.operator, \
                 until = excluded.until, sealed = excluded.sealed",
                params![id, operator, until.as_microsecond(), sealed],
            )?;
            session.run(
                "DELETE FROM kept WHERE operator = ?1 AND id NOT IN \
                 (SELECT id FROM kept WHERE operator = ?1 ORDER BY until DESC, id LIMIT ?2)",
                params![operator, MOST],
            )?;
            Ok(())
        })
        .await
    }

    /// What is kept for an operator under an id, sealed; another operator's is not there.
    pub async fn kept(
        &self,
        id: &str,
        operator: &str,
        now: Timestamp,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let (id, operator) = (id.to_owned(), operator.to_owned());
        self.readers
            .here("kept", move |session| {
                let sql = KEPT.select() + " WHERE id = ?1 AND operator = ?2 AND until > ?3";
                let values = params![id, operator, now.as_microsecond()];
                session.first(&KEPT, &sql, values, |row| row.value("sealed"))
            })
            .await
    }

    /// Forgets what is kept no longer.
    pub async fn forget_kept(&self, now: Timestamp) -> Result<(), StoreError> {
        self.change("forget_kept", move |records| {
            let sql = "DELETE FROM kept WHERE until <= ?1";
            records.session().run(sql, [now.as_microsecond()])?;
            Ok(())
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use crate::records::tests::{at, records};

    #[tokio::test(flavor = "multi_thread")]
    async fn only_its_operator_finds_it_and_not_for_ever() {
        let (_place, records) = records().await;
        records.keep("a", "one", vec![1], at(10)).await.unwrap();
        let found = async |operator, second| records.kept("a", operator, at(second)).await.unwrap();
        assert_eq!(found("one", 9).await, Some(vec![1]));
        assert_eq!(found("two", 9).await, None);
        assert_eq!(found("one", 10).await, None);
        records.forget_kept(at(9)).await.unwrap();
        assert_eq!(found("one", 9).await, Some(vec![1]));
        records.forget_kept(at(10)).await.unwrap();
        assert_eq!(found("one", 9).await, None);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn of_one_operator_what_ends_first_gives_way() {
        let (_place, records) = records().await;
        records.keep("a", "two", vec![], at(9)).await.unwrap();
        for n in 0..=64 {
            let id = format!("{n:02}");
            records.keep(&id, "one", vec![], at(10 + n)).await.unwrap();
        }
        assert!(records.kept("00", "one", at(0)).await.unwrap().is_none());
        assert!(records.kept("01", "one", at(0)).await.unwrap().is_some());
        assert!(records.kept("a", "two", at(0)).await.unwrap().is_some());
    }
}
