//! The words of jobs in the database.

use std::fmt;

use super::{JobState, JobWork, LineState};

impl JobWork {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Receive => "receive",
        }
    }
}

/// A check of the table leaves no other word.
pub(super) fn parsed_work(text: &str) -> JobWork {
    if text == JobWork::Send.as_str() {
        JobWork::Send
    } else {
        JobWork::Receive
    }
}

impl JobState {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Cancelled => "cancelled",
            Self::Ended => "ended",
        }
    }
}

/// A check of the table leaves no other word.
pub(super) fn parsed_state(text: &str) -> JobState {
    [JobState::Running, JobState::Paused, JobState::Cancelled]
        .into_iter()
        .find(|state| state.as_str() == text)
        .unwrap_or(JobState::Ended)
}

impl LineState {
    pub(super) const fn as_str(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Failed { .. } => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Debug for LineState {
    /// Shows the code alone: what is told to people may name files.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { code, .. } => write!(f, "Failed({code})"),
            other => f.write_str(other.as_str()),
        }
    }
}
