//! Why the list of builds was not read.

use super::UnreadableList;
use crate::ProfileError;

/// Why the list of builds was not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReleaseError {
    /// The platform tells no address of a support site that could be asked.
    #[error("the support site has no https address")]
    Address,
    /// The way there cannot be read from the profile.
    #[error("the proxy's settings cannot be read")]
    Proxy(#[source] ProfileError),
    /// A part of this program broke off.
    #[error("the work was broken off")]
    BrokenOff(#[source] tokio::task::JoinError),
    /// The computer's trusted authorities cannot be used.
    #[error("TLS cannot be set up")]
    Tls(#[source] rustls::Error),
    /// The site does not answer, or is not the one that it says.
    #[error("the support site cannot be asked")]
    Unreachable(#[from] reqwest::Error),
    /// It answers something else than the list.
    #[error("the support site answered with status {status}")]
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// The list is longer than any that is read.
    #[error("the list is too long")]
    TooLong,
    /// The list cannot be read.
    #[error("the list cannot be read")]
    Unreadable(#[from] UnreadableList),
}

impl ReleaseError {
    /// Whether the list was there, but is none that can be read.
    const fn is_unreadable(&self) -> bool {
        match self {
            Self::Address
            | Self::Proxy(_)
            | Self::Tls(_)
            | Self::BrokenOff(_)
            | Self::Unreachable(_)
            | Self::Refused { .. } => false,
            Self::TooLong | Self::Unreadable(_) => true,
        }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        if self.is_unreadable() {
            "update.unreadable"
        } else {
            "update.unreachable"
        }
    }

    /// What happened, in Japanese.
    pub const fn what(&self) -> &'static str {
        if self.is_unreadable() {
            "サポートサイトの更新情報を読み取れません。"
        } else {
            "サポートサイトに接続できないため、新しいバージョンがあるか確認できません。"
        }
    }

    /// What to do, in Japanese.
    pub const fn hint(&self) -> &'static str {
        if self.is_unreadable() {
            "送信と受信には影響ありません。サポートサイトの製品ダウンロードをご覧ください。"
        } else {
            "送信と受信には影響ありません。あとで自動的に確認し直します。"
        }
    }
}
