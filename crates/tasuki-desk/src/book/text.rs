//! Values as the database keeps them.

use std::str::FromStr;

use rusqlite::types::Type;
use tasuki_terms::Timestamp;

/// Reads a value that was written by [`ToString`].
pub(super) fn parsed<T: FromStr>(column: usize, text: &str) -> rusqlite::Result<T> {
    text.parse().map_err(|_| unreadable(column))
}

/// The same where there may be none.
pub(super) fn parsed_if_any<T: FromStr>(
    column: usize,
    text: Option<String>,
) -> rusqlite::Result<Option<T>> {
    text.map(|text| parsed(column, &text)).transpose()
}

/// Values joined by spaces.
pub(super) fn parsed_list<T: FromStr>(column: usize, text: &str) -> rusqlite::Result<Vec<T>> {
    text.split_whitespace()
        .map(|one| parsed(column, one))
        .collect()
}

/// Joins values by spaces.
pub(super) fn list<T: ToString>(values: &[T]) -> String {
    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
    values.join(" ")
}

/// A time from microseconds since 1970.
pub(super) fn time(column: usize, microseconds: i64) -> rusqlite::Result<Timestamp> {
    Timestamp::from_microsecond(microseconds).map_err(|_| unreadable(column))
}

/// A count that may not be negative.
pub(super) fn count(column: usize, value: i64) -> rusqlite::Result<u64> {
    u64::try_from(value).map_err(|_| unreadable(column))
}

/// A number as the database takes it.
pub(super) fn integer(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn unreadable(column: usize) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(column, "unreadable".to_owned(), Type::Text)
}
