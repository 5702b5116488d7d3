//! The states of a message.

use std::fmt;
use std::str::FromStr;

/// Where a message is on its way (`docs/protocol.md` draws the transitions).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum MessageState {
    /// 未受信 (`accepted`).
    Accepted,
    /// ダウンロード済 (`fetched`).
    Fetched,
    /// 受信済 (`opened`).
    Opened,
    /// 取消済 (`withdrawn`).
    Withdrawn,
    /// 期限切れ (`expired`).
    Expired,
}

impl MessageState {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Accepted,
        Self::Fetched,
        Self::Opened,
        Self::Withdrawn,
        Self::Expired,
    ];

    /// Its name in receipts and lists.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Fetched => "fetched",
            Self::Opened => "opened",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }

    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "未受信",
            Self::Fetched => "ダウンロード済",
            Self::Opened => "受信済",
            Self::Withdrawn => "取消済",
            Self::Expired => "期限切れ",
        }
    }
}

impl FromStr for MessageState {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|one| one.as_str() == text)
            .ok_or(UnknownState)
    }
}

impl fmt::Display for MessageState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

crate::serde_as_text!(MessageState);

/// The text names no state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected accepted, fetched, opened, withdrawn or expired")]
pub struct UnknownState;
