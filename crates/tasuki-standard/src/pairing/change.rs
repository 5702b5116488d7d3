//! An item that has two values.

use std::fmt;

use serde::Serialize;

/// An item that has another value in one row than in the other.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// Our name for the item, such as `start_time`.
    pub item: &'static str,
    /// Its Japanese name (項目名).
    pub name: &'static str,
    /// Its value in the plan, or in the earlier version; numbers without zeros in front.
    pub before: String,
    /// Its value in the actuals, or in the later version.
    pub after: String,
}

/// Tells no values, since they may be personal.
impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Change({})", self.item)
    }
}
