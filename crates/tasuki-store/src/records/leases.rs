//! What only one of several processes does at a time.
//!
//! A lease is taken by one statement, by the database's clock, and is good for a while: who holds
//! it lengthens it in time, and that of a process that was killed passes on by itself.

use std::collections::BTreeSet;

use super::Records;
use super::clock::now;
use super::reading::Table;
use super::values::params;
use crate::StoreError;

const LEASE: Table = Table {
    name: "lease",
    columns: &["name"],
};

const SECOND: i64 = 1_000_000;

impl Records {
    /// Takes those of the leases that nobody else holds, or lengthens them, for so many seconds
    /// from now on. Returns the names of all that `holder` holds.
    pub async fn take_leases(
        &self,
        names: &[String],
        holder: &str,
        seconds: u32,
    ) -> Result<BTreeSet<String>, StoreError> {
        let (names, holder) = (names.to_vec(), holder.to_owned());
        self.change("take_leases", move |records| {
            let session = records.session();
            let now = now(session);
            let sql = format!(
                "INSERT INTO lease (name, holder, until) VALUES (?1, ?2, {now} + ?3) \
                 ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, \
                 until = excluded.until WHERE lease.holder = excluded.holder \
                 OR lease.until <= {now}"
            );
            let time = i64::from(seconds) * SECOND;
            let mut taken = BTreeSet::new();
            for name in names {
                if session.run(&sql, params![name, holder, time])? > 0 {
                    taken.insert(name);
                }
            }
            Ok(taken)
        })
        .await
    }

    /// Gives back all leases of a holder, so that others need not wait for their end.
    pub async fn release_leases(&self, holder: &str) -> Result<(), StoreError> {
        let holder = holder.to_owned();
        self.change("release_leases", move |records| {
            let session = records.session();
            session.run("DELETE FROM lease WHERE holder = ?1", [holder])?;
            Ok(())
        })
        .await
    }

    /// The names of leases with this beginning that did not end longer than so many seconds ago.
    pub async fn leases_since(
        &self,
        beginning: &str,
        seconds: u32,
    ) -> Result<BTreeSet<String>, StoreError> {
        let beginning = beginning.to_owned();
        self.readers
            .here("leases_since", move |session| {
                let now = now(session);
                let sql = LEASE.select()
                    + &format!(
                        " WHERE substr(name, 1, length(?1)) = ?1 AND until > {now} - ?2 \
                         ORDER BY name"
                    );
                let time = i64::from(seconds) * SECOND;
                let rows = session.all(&LEASE, &sql, params![beginning, time], |row| {
                    row.value::<String>("name")
                })?;
                Ok(rows.into_iter().collect())
            })
            .await
    }

    /// Forgets leases that ended longer than so many seconds ago.
    pub async fn forget_leases(&self, seconds: u32) -> Result<(), StoreError> {
        self.change("forget_leases", move |records| {
            let session = records.session();
            let sql = format!("DELETE FROM lease WHERE until <= {} - ?1", now(session));
            session.run(&sql, [i64::from(seconds) * SECOND])?;
            Ok(())
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use crate::records::tests::records;

    #[tokio::test(flavor = "multi_thread")]
    async fn one_holds_a_lease_until_it_is_given_back_or_has_ended() {
        let (_place, records) = records().await;
        let names = ["mail".to_owned(), "sweep".to_owned()];
        let take = async |names: &[String], holder, seconds| {
            let taken = records.take_leases(names, holder, seconds).await.unwrap();
            taken.into_iter().collect::<Vec<_>>()
        };
        assert_eq!(take(&names, "one", 60).await, ["mail", "sweep"]);
        assert_eq!(take(&names, "two", 60).await, [""; 0]);
        // It is lengthened, and is then over at once.
        assert_eq!(take(&names[..1], "one", 0).await, ["mail"]);
        assert_eq!(take(&names, "two", 60).await, ["mail"]);
        assert_eq!(take(&names, "one", 60).await, ["sweep"]);
        records.release_leases("one").await.unwrap();
        assert_eq!(take(&names, "two", 60).await, ["mail", "sweep"]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn those_that_have_ended_are_told_for_a_while() {
        let (_place, records) = records().await;
        let names = ["process a".to_owned(), "process%".to_owned()];
        records.take_leases(&names[..1], "a", 0).await.unwrap();
        records.take_leases(&names[1..], "b", 60).await.unwrap();
        let told = async |beginning: &str, seconds| {
            let told = records.leases_since(beginning, seconds).await.unwrap();
            told.into_iter().collect::<Vec<_>>()
        };
        assert_eq!(told("process ", 60).await, ["process a"]);
        assert_eq!(told("process ", 0).await, [""; 0]);
        assert_eq!(told("process", 0).await, ["process%"]);
        records.forget_leases(60).await.unwrap();
        assert_eq!(told("process ", 60).await, ["process a"]);
        records.forget_leases(0).await.unwrap();
        assert_eq!(told("process ", 60).await, [""; 0]);
    }
}
