//! From columns to types.

use std::str::FromStr;

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;
use tasuki_terms::Timestamp;

use crate::StoreError;

/// Reads the columns of one row of `table`.
pub(super) struct Columns<'r> {
    pub(super) table: &'static str,
    pub(super) row: &'r SqliteRow,
}

impl Columns<'_> {
    fn wrong(&self, column: &'static str) -> StoreError {
        StoreError::Inconsistent {
            table: self.table,
            column,
        }
    }

    /// A column as the driver gives it.
    pub(super) fn value<'q, T>(&'q self, column: &'static str) -> Result<T, StoreError>
    where
        T: sqlx::Decode<'q, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
    {
        self.row.try_get(column).map_err(|_| self.wrong(column))
    }

    /// A text that is parsed.
    pub(super) fn parsed<T: FromStr>(&self, column: &'static str) -> Result<T, StoreError> {
        self.value::<&str>(column)?
            .parse()
            .map_err(|_| self.wrong(column))
    }

    /// A text that is parsed, or null.
    pub(super) fn optional<T: FromStr>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>, StoreError> {
        let text: Option<&str> = self.value(column)?;
        text.map(|text| text.parse().map_err(|_| self.wrong(column)))
            .transpose()
    }

    /// Texts joined by spaces, each parsed.
    pub(super) fn list<T: FromStr>(&self, column: &'static str) -> Result<Vec<T>, StoreError> {
        let text: &str = self.value(column)?;
        text.split_ascii_whitespace()
            .map(|one| one.parse().map_err(|_| self.wrong(column)))
            .collect()
    }

    /// A number that is not negative.
    pub(super) fn count(&self, column: &'static str) -> Result<u64, StoreError> {
        u64::try_from(self.value::<i64>(column)?).map_err(|_| self.wrong(column))
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
