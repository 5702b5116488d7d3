//! Statements, and from their columns to types.

use std::str::FromStr;

use rusqlite::types::FromSql;
use rusqlite::{Connection, Params, Row};
use tasuki_terms::Timestamp;

use crate::StoreError;

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
    connection: &'c Connection,
    operation: &'static str,
}

impl<'c> Session<'c> {
    pub(super) fn new(connection: &'c Connection, operation: &'static str) -> Self {
        Self {
            connection,
            operation,
        }
    }

    /// Runs a statement that returns no rows; tells how many it changed.
    pub(super) fn run(&self, sql: &str, values: impl Params) -> Result<usize, StoreError> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(values))
            .map_err(StoreError::database(self.operation))
    }

    /// Whether there is a row.
    pub(super) fn exists(&self, sql: &str, values: impl Params) -> Result<bool, StoreError> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.exists(values))
            .map_err(StoreError::database(self.operation))
    }

    /// The number that a statement gives.
    pub(super) fn count(&self, sql: &str, values: impl Params) -> Result<u64, StoreError> {
        let number: i64 = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_row(values, |row| row.get(0)))
            .map_err(StoreError::database(self.operation))?;
        Ok(u64::try_from(number).unwrap_or_default())
    }

    /// Runs reads between which nothing changes.
    pub(super) fn at_one_moment<T>(
        &self,
        read: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let _open = self
            .connection
            .unchecked_transaction()
            .map_err(StoreError::database(self.operation))?;
        read()
    }

    /// All rows, of which `sql` selects the columns of `table`.
    pub(super) fn all<T>(
        &self,
        table: &'static Table,
        sql: &str,
        values: impl Params,
        read: impl Fn(&Columns<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let failed = || StoreError::database(self.operation);
        let mut statement = self.connection.prepare_cached(sql).map_err(failed())?;
        let mut rows = statement.query(values).map_err(failed())?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(failed())? {
            found.push(read(&Columns { table, row })?);
        }
        Ok(found)
    }

    /// Hands on each row, of which `sql` selects the columns of `table`, without keeping them.
    pub(super) fn each(
        &self,
        table: &'static Table,
        sql: &str,
        values: impl Params,
        mut each: impl FnMut(&Columns<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let failed = || StoreError::database(self.operation);
        let mut statement = self.connection.prepare_cached(sql).map_err(failed())?;
        let mut rows = statement.query(values).map_err(failed())?;
        while let Some(row) = rows.next().map_err(failed())? {
            each(&Columns { table, row })?;
        }
        Ok(())
    }

    /// The first row, if there is one.
    pub(super) fn first<T>(
        &self,
        table: &'static Table,
        sql: &str,
        values: impl Params,
        read: impl Fn(&Columns<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let failed = || StoreError::database(self.operation);
        let mut statement = self.connection.prepare_cached(sql).map_err(failed())?;
        let mut rows = statement.query(values).map_err(failed())?;
        let row = rows.next().map_err(failed())?;
        row.map(|row| read(&Columns { table, row })).transpose()
    }
}

/// Reads the columns of one row of `table`.
pub(super) struct Columns<'r> {
    table: &'static Table,
    row: &'r Row<'r>,
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
        self.row
            .get_ref(self.index(column)?)
            .ok()
            .and_then(|value| value.as_str_or_null().ok())
            .ok_or_else(|| self.wrong(column))
    }

    /// A column as the driver gives it.
    pub(super) fn value<T: FromSql>(&self, column: &'static str) -> Result<T, StoreError> {
        let index = self.index(column)?;
        self.row.get(index).map_err(|_| self.wrong(column))
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
