//! Values on their way to a server and back.

use bytes::BytesMut;
use tokio_postgres::Row;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::records::values::{Cell, Value};

pub(in super::super) fn bound<'v>(values: &'v [Value<'v>]) -> Vec<&'v (dyn ToSql + Sync)> {
    values
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}

pub(in super::super) const fn kind(value: &Value<'_>) -> Type {
    match value {
        Value::Integer(_) => Type::INT8,
        Value::Text(_) => Type::TEXT,
        Value::Bytes(_) => Type::BYTEA,
    }
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Integer(number) => number.to_sql(kind, out),
            Self::Text(text) => text.as_deref().to_sql(kind, out),
            Self::Bytes(bytes) => bytes.as_deref().to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        [Type::INT8, Type::TEXT, Type::BYTEA].contains(kind)
    }

    to_sql_checked!();
}

/// A value of a row; none where it is of no kind that our tables have.
pub(in super::super) fn cell(row: &Row, index: usize) -> Option<Cell<'_>> {
    let integer = |number: Option<i64>| number.map_or(Cell::Null, Cell::Integer);
    match *row.columns().get(index)?.type_() {
        Type::INT8 => row.try_get(index).ok().map(integer),
        Type::INT4 => {
            let number: Option<i32> = row.try_get(index).ok()?;
            Some(integer(number.map(i64::from)))
        }
        Type::BOOL => {
            let is: Option<bool> = row.try_get(index).ok()?;
            Some(integer(is.map(i64::from)))
        }
        Type::TEXT | Type::NAME | Type::VARCHAR => {
            let text: Option<&str> = row.try_get(index).ok()?;
            Some(text.map_or(Cell::Null, Cell::Text))
        }
        Type::BYTEA => {
            let bytes: Option<&[u8]> = row.try_get(index).ok()?;
            Some(bytes.map_or(Cell::Null, Cell::Bytes))
        }
        _ => None,
    }
}
