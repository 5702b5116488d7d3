//! Statements, and from their columns to types.

use std::ops::ControlFlow;
use std::str::FromStr;

use tasuki_terms::Timestamp;

use super::engine::{Asked, Row, Way};
use super::values::{Cell, FromCell, Values};
use crate::StoreError;
use crate::error::DatabaseError;

/// A table, or a join that is read like one.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    /// What is read of it, in the words of SQL.
    pub(super) columns: &'static [&'static str],
}

impl Table {
    /// The beginning of a statement that reads all these columns.
    pub(super) fn select(&self) -> String {
        format!("SELECT {} FROM {}", self.columns.join(", "), self.name)
    }
}

/// A connection while it is used for one operation, which failures name.
pub(super) struct Session<'c> {
    way: Way<'c>,
    operation: &'static str,
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "values are written where their statement is"
)]
impl<'c> Session<'c> {
    pub(super) const fn new(way: Way<'c>, operation: &'static str) -> Self {
        Self { way, operation }
    }

    fn failed(&self) -> impl FnOnce(DatabaseError) -> StoreError {
        StoreError::database(self.operation)
    }

    /// Of two texts the one that this session's engine understands.
    pub(super) const fn of_two<'t>(&self, sqlite: &'t str, postgres: &'t str) -> &'t str {
        self.way.of_two(sqlite, postgres)
    }

    /// Whether the database is a server, on which other processes may work.
    pub(super) const fn is_shared(&self) -> bool {
        self.way.is_shared()
    }

    /// Runs a statement that returns no rows; tells how many it changed.
    pub(super) fn run(&self, sql: &str, values: impl Values) -> Result<usize, StoreError> {
        let done = self.way.run(sql, &values.values());
        done.map_err(self.failed())
    }

    /// Runs statements in their order; hands on their rows, of which each selects the columns of
    /// `table`, and of which statement each is.
    pub(super) fn each_of(
        &self,
        table: &'static Table,
        asked: &[Asked<'_>],
        mut each: impl FnMut(usize, &Columns<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut told = Ok(());
        self.way
            .each_of(asked, |number, row| {
                if told.is_ok() {
                    told = each(number, &Columns { table, row });
                }
            })
            .map_err(self.failed())?;
        told
    }

    /// Runs a statement of a transaction whose answer nobody waits for before the commit.
    pub(super) fn run_later(&self, asked: Asked<'static>) -> Result<(), StoreError> {
        self.way.run_later(asked).map_err(self.failed())
    }

    /// Runs several statements that give nothing.
    pub(super) fn run_all(&self, sql: &str) -> Result<(), StoreError> {
        self.way.run_all(sql).map_err(self.failed())
    }

    /// Hands rows in the text format of `COPY` to a server.
    #[cfg(any(test, feature = "testing"))]
    pub(super) fn copy(&self, into: &str, rows: &str) -> Result<(), StoreError> {
        self.way.copy(into, rows).map_err(self.failed())
    }

    /// Whether there is a row.
    pub(super) fn exists(&self, sql: &str, values: impl Values) -> Result<bool, StoreError> {
        let found = self.way.exists(sql, &values.values());
        found.map_err(self.failed())
    }

    /// The number that a statement gives.
    pub(super) fn count(&self, sql: &str, values: impl Values) -> Result<u64, StoreError> {
        const COUNT: Table = Table {
            name: "count",
            columns: &["count"],
        };
        let number: Option<i64> = self.first(&COUNT, sql, values, |row| row.value("count"))?;
        Ok(u64::try_from(number.unwrap_or_default()).unwrap_or_default())
    }

    /// Runs reads between which nothing changes.
    pub(super) fn at_one_moment<T>(
        &self,
        read: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.way.at_one_moment(self.failed(), read)
    }

    /// All rows, of which `sql` selects the columns of `table`.
    pub(super) fn all<T>(
        &self,
        table: &'static Table,
        sql: &str,
        values: impl Values,
        read: impl Fn(&Columns<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        self.each(table, sql, values, |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Hands on each row, of which `sql` selects the columns of `table`, without keeping them.
    pub(super) fn each(
        &self,
        table: &'static Table,
        sql: &str,
        values: impl Values,
        mut each: impl FnMut(&Columns<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut told = Ok(());
        self.way
            .each(sql, &values.values(), |row| {
                told = each(&Columns { table, row });
                if told.is_ok() {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            })
            .map_err(self.failed())?;
        told
    }

    /// The first row, if there is one.
    pub(super) fn first<T>(
        &self,
        table: &'static Table,
        sql: &str,
        values: impl Values,
        read: impl Fn(&Columns<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut found = None;
        self.way
            .each(sql, &values.values(), |row| {
                found = Some(read(&Columns { table, row }));
                ControlFlow::Break(())
            })
            .map_err(self.failed())?;
        found.transpose()
    }
}

/// Reads the columns of one row of `table`.
pub(super) struct Columns<'r> {
    table: &'static Table,
    row: Row<'r>,
}

impl<'r> Columns<'r> {
    /// A row whose columns are those of `table`.
    pub(super) const fn new(table: &'static Table, row: Row<'r>) -> Self {
        Self { table, row }
    }
}

impl Columns<'_> {
    fn wrong(&self, column: &'static str) -> StoreError {
        StoreError::Inconsistent {
            table: self.table.name,
            column,
        }
    }

    fn index(&self, column: &'static str) -> Result<usize, StoreError> {
        let mut columns = self.table.columns.iter();
        columns
            .position(|known| *known == column)
            .ok_or_else(|| self.wrong(column))
    }

    fn text(&self, column: &'static str) -> Result<Option<&str>, StoreError> {
        match self.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Text(text) => Ok(Some(text)),
            Cell::Integer(_) | Cell::Bytes(_) => Err(self.wrong(column)),
        }
    }

    fn cell(&self, column: &'static str) -> Result<Cell<'_>, StoreError> {
        let cell = self.row.cell(self.index(column)?);
        cell.ok_or_else(|| self.wrong(column))
    }

    /// A column as it is kept.
    pub(super) fn value<T: FromCell>(&self, column: &'static str) -> Result<T, StoreError> {
        T::from_cell(self.cell(column)?).ok_or_else(|| self.wrong(column))
    }

    /// A text that is parsed.
    pub(super) fn parsed<T: FromStr>(&self, column: &'static str) -> Result<T, StoreError> {
        self.optional(column)?.ok_or_else(|| self.wrong(column))
    }

    /// A text that is parsed, or null.
    pub(super) fn optional<T: FromStr>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>, StoreError> {
        self.text(column)?
            .map(|text| text.parse().map_err(|_| self.wrong(column)))
            .transpose()
    }

    /// A text that names a value.
    pub(super) fn named<T>(
        &self,
        column: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        self.text(column)?
            .and_then(read)
            .ok_or_else(|| self.wrong(column))
    }

    /// A text that names a value, or null.
    pub(super) fn optional_named<T>(
        &self,
        column: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        self.text(column)?
            .map(|text| read(text).ok_or_else(|| self.wrong(column)))
            .transpose()
    }

    /// Texts joined by spaces, each parsed.
    pub(super) fn list<T: FromStr>(&self, column: &'static str) -> Result<Vec<T>, StoreError> {
        let text = self.text(column)?.ok_or_else(|| self.wrong(column))?;
        text.split_ascii_whitespace()
            .map(|one| one.parse().map_err(|_| self.wrong(column)))
            .collect()
    }

    /// A number that is not negative.
    pub(super) fn count(&self, column: &'static str) -> Result<u64, StoreError> {
        u64::try_from(self.value::<i64>(column)?).map_err(|_| self.wrong(column))
    }

    /// A number that is not negative, and what it numbers.
    pub(super) fn number<T, E>(
        &self,
        column: &'static str,
        read: impl FnOnce(u64) -> Result<T, E>,
    ) -> Result<T, StoreError> {
        read(self.count(column)?).map_err(|_| self.wrong(column))
    }

    /// A moment.
    pub(super) fn time(&self, column: &'static str) -> Result<Timestamp, StoreError> {
        Timestamp::from_microsecond(self.value(column)?).map_err(|_| self.wrong(column))
    }

    /// A moment, or null.
    pub(super) fn optional_time(
        &self,
        column: &'static str,
    ) -> Result<Option<Timestamp>, StoreError> {
        let at: Option<i64> = self.value(column)?;
        at.map(|at| Timestamp::from_microsecond(at).map_err(|_| self.wrong(column)))
            .transpose()
    }
}

/// Joins texts by spaces.
pub(super) fn joined<T: std::fmt::Display>(values: &[T]) -> String {
    values
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}

/// A size as the database keeps it.
pub(super) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
