//! The kinds of attack, and how each attempt is to end.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

/// A kind of attack.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    /// Connections on which TLS never begins.
    Silence,
    /// Heads of requests that come byte by byte (Slowloris), from whoever has no certificate.
    SlowHeads,
    /// Bodies that come byte by byte.
    SlowBodies,
    /// Heads without end.
    LargeHeads,
    /// Bodies without end.
    LargeBodies,
    /// TLS of before, which knows renegotiation, and keys that are changed all the time.
    Renegotiation,
    /// Requests of which two readers find different ends.
    Smuggling,
    /// Little that is a great deal once it is unpacked.
    Bombs,
    /// Paths that lead elsewhere.
    Paths,
    /// Wrong passwords.
    LogIns,
    /// The first two and wrong passwords at a site, where nobody needs a certificate.
    SiteSilence,
    /// See [`Kind::SiteSilence`].
    SiteSlowHeads,
    /// See [`Kind::SiteSilence`].
    SiteLogIns,
}

/// How an attempt ended.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Ending {
    /// The answer; of several the one that is no refusal, if there is one.
    Answer {
        /// Its status.
        status: u16,
        /// The code of its problem; nothing where it has none.
        code: String,
    },
    /// An alert of TLS, by its number.
    Alert(u8),
    /// The connection was closed without an answer.
    Closed,
    /// TLS that should have been refused by an alert was answered otherwise, or by nothing.
    NoAlert,
    /// Nothing happened for too long.
    Open,
}

impl Kind {
    pub(super) const ALL: [Self; 13] = [
        Self::Silence,
        Self::SlowHeads,
        Self::SlowBodies,
        Self::LargeHeads,
        Self::LargeBodies,
        Self::Renegotiation,
        Self::Smuggling,
        Self::Bombs,
        Self::Paths,
        Self::LogIns,
        Self::SiteSilence,
        Self::SiteSlowHeads,
        Self::SiteLogIns,
    ];

    /// What it is called.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Silence => "TLSを始めない接続",
            Self::SlowHeads => "遅い要求（Slowloris）",
            Self::SlowBodies => "遅い本文",
            Self::LargeHeads => "大きなヘッダー",
            Self::LargeBodies => "大きな本文",
            Self::Renegotiation => "TLSの再交渉と鍵更新",
            Self::Smuggling => "要求の密輸",
            Self::Bombs => "圧縮爆弾",
            Self::Paths => "パスの細工",
            Self::LogIns => "誤ったログイン",
            Self::SiteSilence => "サイトへの無言の接続",
            Self::SiteSlowHeads => "サイトへの遅い要求",
            Self::SiteLogIns => "サイトへの誤ったログイン",
        }
    }

    /// How long an attempt may stand at most where the platform allows `head` for heads and
    /// `request` for whole requests: with some time for a machine that has much else to do.
    pub(super) const fn most(self, head: Duration, request: Duration) -> Duration {
        const HANDSHAKE: Duration = Duration::from_secs(10);
        const SLACK: Duration = Duration::from_secs(15);
        let allowed = match self {
            Self::Silence | Self::SiteSilence => HANDSHAKE,
            Self::SlowHeads | Self::SiteSlowHeads => head,
            _ => request,
        };
        allowed.saturating_add(SLACK)
    }

    /// Whether an attempt that ended so was refused cleanly: it got its refusal, or was cut off.
    pub(super) fn is_clean(self, ending: &Ending) -> bool {
        let Ending::Answer { status, code } = ending else {
            return match ending {
                Ending::Closed => matches!(
                    self,
                    // Nobody reads on to the end of what is too much, or not understood.
                    Self::Silence
                        | Self::SlowHeads
                        | Self::LargeHeads
                        | Self::Renegotiation
                        | Self::Smuggling
                        | Self::SiteSilence
                        | Self::SiteSlowHeads
                ),
                // protocol_version (RFC 8446, 6.2)
                Ending::Alert(number) => self == Self::Renegotiation && *number == 70,
                _ => false,
            };
        };
        // Whoever comes too often gets that refusal, whatever is asked.
        if code == "request.too-many" {
            return true;
        }
        match self {
            Self::Silence | Self::SiteSilence => false,
            Self::SlowHeads | Self::SiteSlowHeads => *status == 408,
            // The page again, or one that asks to wait.
            Self::SiteLogIns => matches!(status, 422 | 429 | 503),
            Self::SlowBodies => code == "request.timeout",
            Self::LargeHeads => code == "request.head-too-large",
            Self::LargeBodies => code == "request.too-large",
            // Whoever changes keys and then asks without a certificate gets that refusal.
            Self::Renegotiation => code == "certificate.missing",
            Self::Smuggling => matches!(status, 400 | 401),
            Self::Bombs => matches!(&**code, "request.malformed" | "request.too-large"),
            Self::Paths => {
                matches!(status, 400 | 405 | 431)
                    || matches!(&**code, "request.not-found" | "request.malformed")
            }
            Self::LogIns => matches!(
                &**code,
                // Whoever waits for its turn for too long is told so.
                "session.password-wrong"
                    | "session.locked"
                    | "request.timeout"
                    | "platform.unavailable"
            ),
        }
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer { status, code } if code.is_empty() => write!(f, "{status}"),
            Self::Answer { status, code } => write!(f, "{status} {code}"),
            Self::Alert(number) => write!(f, "TLSの警告 {number}"),
            Self::Closed => write!(f, "切断"),
            Self::NoAlert => write!(f, "TLSの警告なし"),
            Self::Open => write!(f, "応答も切断もなし"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_succeeds_or_stays_open_is_clean() {
        for kind in Kind::ALL {
            let answer = |status, code: &str| Ending::Answer {
                status,
                code: code.to_owned(),
            };
            for bad in [
                answer(200, ""),
                answer(201, ""),
                // Whoever logs in is led on.
                answer(303, ""),
                answer(500, "internal"),
                Ending::Open,
                Ending::NoAlert,
                Ending::Alert(80),
            ] {
                assert!(!kind.is_clean(&bad), "{kind:?} {bad}");
            }
        }
    }

    #[test]
    fn each_kind_has_a_clean_ending() {
        let answer = |status, code: &str| Ending::Answer {
            status,
            code: code.to_owned(),
        };
        for (kind, good) in [
            (Kind::Silence, Ending::Closed),
            (Kind::SlowHeads, Ending::Closed),
            (Kind::SlowBodies, answer(408, "request.timeout")),
            (Kind::LargeHeads, answer(431, "request.head-too-large")),
            (Kind::LargeBodies, answer(413, "request.too-large")),
            (Kind::Renegotiation, Ending::Alert(70)),
            (Kind::Smuggling, answer(400, "")),
            (Kind::Bombs, answer(400, "request.malformed")),
            (Kind::Paths, answer(404, "request.not-found")),
            (Kind::LogIns, answer(401, "session.password-wrong")),
            (Kind::SiteSilence, Ending::Closed),
            (Kind::SiteSlowHeads, Ending::Closed),
            (Kind::SiteLogIns, answer(422, "")),
        ] {
            assert!(kind.is_clean(&good), "{kind:?} {good}");
        }
    }
}
