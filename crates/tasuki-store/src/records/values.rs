//! Values that go into statements, and those that come out of rows.
//!
//! There are three kinds in our tables: integers (BIGINT), texts (TEXT) and bytes (BLOB, which
//! PostgreSQL calls BYTEA). A null keeps its kind, since PostgreSQL wants to know it.

use std::borrow::Cow;

/// A value that goes into a statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Value<'v> {
    /// A number, a moment, a yes or no.
    Integer(Option<i64>),
    /// A text.
    Text(Option<Cow<'v, str>>),
    /// Bytes.
    Bytes(Option<Cow<'v, [u8]>>),
}

/// A value that is kept until its statement is whole.
pub(super) type Kept = Value<'static>;

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(Some(number))
    }
}

impl From<bool> for Value<'_> {
    fn from(is: bool) -> Self {
        Self::Integer(Some(i64::from(is)))
    }
}

impl From<Option<i64>> for Value<'_> {
    fn from(number: Option<i64>) -> Self {
        Self::Integer(number)
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Some(text.into()))
    }
}

impl From<Option<String>> for Value<'_> {
    fn from(text: Option<String>) -> Self {
        Self::Text(text.map(Into::into))
    }
}

/// What can go into a statement.
pub(super) trait ToValue {
    /// As the value.
    fn to_value(&self) -> Value<'_>;
}

/// What may be null in a statement.
pub(super) trait ToNull: ToValue {
    /// The null of its kind.
    const NULL: Value<'static>;
}

/// What becomes an integer without loss.
macro_rules! integers {
    ($($kind:ty),*) => { $(
        impl ToValue for $kind {
            fn to_value(&self) -> Value<'_> {
                Value::Integer(Some(i64::from(*self)))
            }
        }

        impl ToNull for $kind {
            const NULL: Value<'static> = Value::Integer(None);
        }
    )* };
}
integers!(i64, i32, u32, bool);

/// What is lent as a text or as bytes.
macro_rules! lent {
    ($($kind:ty => $value:ident),*) => { $(
        impl ToValue for $kind {
            fn to_value(&self) -> Value<'_> {
                Value::$value(Some(Cow::Borrowed(self)))
            }
        }

        impl ToNull for $kind {
            const NULL: Value<'static> = Value::$value(None);
        }
    )* };
}
lent!(str => Text, String => Text, [u8] => Bytes, Vec<u8> => Bytes);

impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(Some(Cow::Borrowed(self)))
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (*self).to_value()
    }
}

impl<T: ToNull + ?Sized> ToNull for &T {
    const NULL: Value<'static> = T::NULL;
}

impl<T: ToNull> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(T::NULL, ToValue::to_value)
    }
}

/// The values of one statement, in their order.
pub(super) trait Values {
    /// As they are bound.
    fn values(&self) -> Vec<Value<'_>>;
}

impl Values for &[&dyn ToValue] {
    fn values(&self) -> Vec<Value<'_>> {
        self.iter().map(|value| value.to_value()).collect()
    }
}

impl Values for Vec<Kept> {
    fn values(&self) -> Vec<Value<'_>> {
        self.clone()
    }
}

impl Values for [&dyn ToValue; 0] {
    fn values(&self) -> Vec<Value<'_>> {
        Vec::new()
    }
}

/// Some values of one type.
macro_rules! arrays {
    ($($length:literal),*) => { $(
        impl<T: ToValue> Values for [T; $length] {
            fn values(&self) -> Vec<Value<'_>> {
                self.iter().map(ToValue::to_value).collect()
            }
        }
    )* };
}
arrays!(1, 2, 3, 4, 5);

/// Values of several types: `params![number, text]`.
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$(&$value as &dyn $crate::records::values::ToValue),*]
            as &[&dyn $crate::records::values::ToValue]
    };
}
pub(super) use params;

/// A value of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Cell<'r> {
    /// None.
    Null,
    /// A number.
    Integer(i64),
    /// A text.
    Text(&'r str),
    /// Bytes.
    Bytes(&'r [u8]),
}

/// What can be read from a row.
pub(super) trait FromCell: Sized {
    /// From the value; none where it is of another kind or out of its bounds.
    fn from_cell(cell: Cell<'_>) -> Option<Self>;
}

impl FromCell for i64 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Integer(number) => Some(number),
            _ => None,
        }
    }
}

impl FromCell for i32 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell)?.try_into().ok()
    }
}

impl FromCell for u32 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell)?.try_into().ok()
    }
}

impl FromCell for bool {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell).map(|number| number != 0)
    }
}

impl FromCell for String {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Text(text) => Some(text.to_owned()),
            _ => None,
        }
    }
}

impl FromCell for Vec<u8> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Bytes(bytes) => Some(bytes.to_owned()),
            _ => None,
        }
    }
}

impl<const N: usize> FromCell for [u8; N] {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Bytes(bytes) => bytes.try_into().ok(),
            _ => None,
        }
    }
}

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            cell => T::from_cell(cell).map(Some),
        }
    }
}
