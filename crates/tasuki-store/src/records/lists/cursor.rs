//! Where a page ended. `fuzz/src/interface.rs` reads this file, too.

use std::fmt;
use std::str::FromStr;

use tasuki_terms::{MessageId, Timestamp};

/// The last message that was looked at for a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ListCursor {
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// Its id.
    pub id: MessageId,
}

impl fmt::Display for ListCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.accepted_at.as_microsecond(), self.id)
    }
}

impl FromStr for ListCursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once('.').ok_or(())?;
        let at = at.parse().map_err(drop)?;
        let accepted_at = Timestamp::from_microsecond(at).map_err(drop)?;
        Ok(Self {
            accepted_at,
            id: id.parse().map_err(drop)?,
        })
    }
}
