//! What people are told of newer versions.

use tasuki_desk::{own_version, read_version};
use tasuki_terms::{ReleaseVersion, Timestamp};

use super::Known;
use crate::answer::Told;
use crate::show;

/// How many digits of a SHA-256 are enough to tell two builds apart by eye.
const DIGITS: usize = 16;

/// A newer version of this program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Update {
    pub(crate) newest: ReleaseVersion,
    /// The day on which it was released.
    pub(crate) day: String,
    /// What the SHA-256 of its file begins with.
    pub(crate) sha256: String,
    pub(crate) here: &'static str,
    /// Whether the version here is not served any more.
    pub(crate) is_urgent: bool,
    /// Where it can be downloaded.
    pub(crate) download: String,
}

/// How it stands with versions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum State {
    /// Nobody has asked yet, or nobody has told where.
    Unknown,
    /// There is no newer one.
    Newest {
        /// As was told then.
        at: Timestamp,
    },
    /// There is one.
    Newer(Update),
    /// It was not told, and why; what was told before may be older.
    Failed(Told),
}

impl Update {
    pub(super) fn of(known: &Known) -> Option<Self> {
        let here = own_version()?;
        let newest = known.newest.as_ref().filter(|one| one.version > here)?;
        let oldest = known
            .oldest
            .as_ref()
            .and_then(|text| read_version(text).ok());
        let mut sha256 = newest.sha256.to_string();
        sha256.truncate(DIGITS);
        Some(Self {
            newest: newest.version,
            day: show::day(newest.released_at),
            sha256,
            here: env!("CARGO_PKG_VERSION"),
            is_urgent: oldest.is_some_and(|oldest| here < oldest),
            download: format!("{}/downloads", known.support.as_ref()?),
        })
    }
}

impl State {
    pub(super) fn of(known: &Known) -> Self {
        if let Some(told) = &known.failed {
            return Self::Failed(told.clone());
        }
        match (Update::of(known), known.looked_at) {
            (Some(update), _) => Self::Newer(update),
            (None, Some(at)) => Self::Newest { at },
            (None, None) => Self::Unknown,
        }
    }

    /// It in words.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Unknown => "まだ確認していません。".to_owned(),
            Self::Newest { at } => format!("最新のバージョンです（{}に確認）。", show::moment(*at)),
            Self::Newer(update) => format!(
                "新しいバージョン（{}）があります。「今月」の画面からダウンロードできます。",
                update.newest
            ),
            Self::Failed(told) => {
                format!("{}{}（エラーコード：{}）", told.what, told.hint, told.code)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tasuki_desk::ListedRelease;
    use tasuki_terms::Digest;

    use super::*;

    fn known(newest: &str, oldest: Option<&str>) -> Known {
        let at: Timestamp = "2026-04-01T00:00:00Z".parse().unwrap();
        Known {
            support: Some("https://support.example.jp".to_owned()),
            oldest: oldest.map(str::to_owned),
            newest: Some(ListedRelease {
                version: newest.parse().unwrap(),
                sha256: Digest::new([0xab; 32]),
                released_at: at,
            }),
            looked_at: Some(at),
            failed: None,
        }
    }

    #[test]
    fn only_a_newer_version_is_told_and_an_old_one_is_urgent() {
        let update = Update::of(&known("99.1.0", None)).unwrap();
        assert_eq!(update.download, "https://support.example.jp/downloads");
        assert_eq!(update.sha256, "ab".repeat(8));
        assert!(!update.is_urgent && update.day.contains("2026年4月1日"));
        assert!(
            Update::of(&known("99.1.0", Some("99.0.0")))
                .unwrap()
                .is_urgent
        );
        assert!(
            !Update::of(&known("99.1.0", Some("0.0.1")))
                .unwrap()
                .is_urgent
        );
        let here = env!("CARGO_PKG_VERSION");
        for newest in [here, "0.0.1"] {
            assert_eq!(Update::of(&known(newest, Some("99.0.0"))), None, "{newest}");
        }
    }

    #[test]
    fn a_look_that_failed_is_told_with_its_code() {
        let failed = Known {
            failed: Some(Told {
                code: "update.unreachable".to_owned(),
                what: "確認できません。".to_owned(),
                hint: "あとで確認し直します。".to_owned(),
            }),
            ..known("99.1.0", None)
        };
        let text = State::of(&failed).text();
        assert!(
            text.ends_with("（エラーコード：update.unreachable）"),
            "{text}"
        );
        // What is known is told all the same where it helps.
        assert!(Update::of(&failed).is_some());
        assert_eq!(State::of(&Known::default()), State::Unknown);
        assert!(State::of(&known("0.0.1", None)).text().starts_with("最新"));
    }
}
