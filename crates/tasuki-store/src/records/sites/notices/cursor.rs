//! Where a page of notices ended. `fuzz/src/interface.rs` reads this file, too.

use std::fmt;
use std::str::FromStr;

use tasuki_terms::Timestamp;

use super::RecordId;

/// The place of a notice among those of its office.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoticeCursor {
    /// Since when it is shown.
    pub shown_from: Timestamp,
    /// Its id.
    pub id: RecordId,
}

impl fmt::Display for NoticeCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.shown_from.as_microsecond(), self.id)
    }
}

impl FromStr for NoticeCursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once('.').ok_or(())?;
        let at = at.parse().map_err(drop)?;
        Ok(Self {
            shown_from: Timestamp::from_microsecond(at).map_err(drop)?,
            id: id.parse().map_err(drop)?,
        })
    }
}
