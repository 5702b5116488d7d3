//! Why the book cannot be used.

use crate::KeyringError;

/// Why the book (手元の台帳) cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BookError {
    /// The database fails.
    #[error("the book fails at {statement}")]
    Database {
        /// What was done.
        statement: &'static str,
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
    /// A later program has written it.
    #[error("the book has the version {found}, expected at most {needed}")]
    SchemaVersion {
        /// Its version.
        found: i64,
        /// Ours.
        needed: i64,
    },
    /// A row says what no row can say.
    #[error("{place} of the book is inconsistent")]
    Inconsistent {
        /// Which.
        place: String,
    },
    /// A value cannot be sealed or opened.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
}

impl BookError {
    pub(super) fn database(statement: &'static str) -> impl FnOnce(rusqlite::Error) -> Self {
        move |source| Self::Database { statement, source }
    }

    pub(super) fn inconsistent(place: impl Into<String>) -> Self {
        Self::Inconsistent {
            place: place.into(),
        }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Database { .. } => "book.failed",
            Self::SchemaVersion { .. } => "book.version",
            Self::Inconsistent { .. } => "book.inconsistent",
            Self::Keyring(error) => error.code(),
        }
    }

    /// What happened, in Japanese.
    pub fn what(&self) -> String {
        match self {
            Self::Database { .. } => {
                "この端末に保存されている一覧を読み書きできません。".to_owned()
            }
            Self::SchemaVersion { .. } => {
                "この端末のデータは、新しいバージョンのソフトウェアで作られています。".to_owned()
            }
            Self::Inconsistent { .. } => {
                "この端末に保存されているデータの一部が正しくありません。".to_owned()
            }
            Self::Keyring(error) => error.what(),
        }
    }

    /// What to do, in Japanese.
    pub fn hint(&self) -> String {
        match self {
            Self::Database { .. } => {
                "空き容量とアクセス権をご確認のうえ、もう一度お試しください。".to_owned()
            }
            Self::SchemaVersion { .. } => "ソフトウェアを最新のものにしてください。".to_owned(),
            Self::Inconsistent { .. } => {
                "続く場合はヘルプデスクにお問い合わせください。".to_owned()
            }
            Self::Keyring(error) => error.hint(),
        }
    }
}
