//! What came of it: for machines as JSON, for people as a table and as a page.

mod html;
mod scale_up;
mod shares;
mod table;
#[cfg(test)]
mod tests;

use serde::Serialize;
use tasuki_measure::limits::Limits;
use tasuki_measure::parts::{Part, Source, Taken as PartTaken};
use tasuki_terms::Timestamp;

use crate::ground::Entered;
use crate::nation::Facts;
use crate::phases::PhaseTold;
use crate::play::{Second, Taken};

pub(crate) use html::html;
pub(crate) use scale_up::scaled_up;
pub(crate) use shares::{Done, Shares};
pub(crate) use table::table;

/// Everything that is told of one run.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) at: Timestamp,
    pub(crate) cores: usize,
    pub(crate) scale: f64,
    pub(crate) seed: u64,
    pub(crate) play: &'static str,
    pub(crate) minutes: f64,
    pub(crate) times: f64,
    /// What kept the records.
    pub(crate) engine: &'static str,
    /// What kept the contents.
    pub(crate) contents: &'static str,
    pub(crate) pre_sealed: bool,
    /// Whether the program is a release build; others are several times slower.
    pub(crate) is_release: bool,
    pub(crate) nation: Facts,
    pub(crate) entered: Entered,
    pub(crate) limits: Limits,
    pub(crate) opening: Opening,
    /// Messages that were meant to go out, on the average, and the greatest rate per second.
    pub(crate) intended: f64,
    pub(crate) highest: f64,
    /// Messages that went the whole way, and bytes of their envelopes.
    pub(crate) messages: u64,
    pub(crate) bytes: u64,
    /// Messages accepted per second while any were.
    pub(crate) rate: f64,
    pub(crate) phases: Vec<PhaseTold>,
    pub(crate) seconds: Vec<Second>,
    pub(crate) taken: Taken,
    /// What the platform's processor time went into; nothing of a platform that ran already.
    pub(crate) parts: Vec<PartTaken>,
    pub(crate) shares: Shares,
    /// What slow and broken clients did.
    pub(crate) slow: u64,
    pub(crate) resumed: u64,
    pub(crate) gone: u64,
    pub(crate) faults: FaultsTold,
}

/// All offices logged in and waited for news.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub(crate) struct Opening {
    pub(crate) streams: usize,
    pub(crate) seconds: f64,
    pub(crate) taken: Taken,
}

/// What was not right.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
pub(crate) struct FaultsTold {
    pub(crate) count: u64,
    pub(crate) first: Vec<String>,
}

impl From<crate::play::Faults> for FaultsTold {
    fn from(faults: crate::play::Faults) -> Self {
        Self {
            count: faults.count,
            first: faults.first,
        }
    }
}

impl Report {
    /// Milliseconds of the platform's processor time for one message.
    pub(crate) fn platform_cpu(&self) -> f64 {
        self.a_message(self.taken.platform_cpu)
    }

    pub(crate) fn clients_cpu(&self) -> f64 {
        self.a_message(self.taken.clients_cpu)
    }

    /// Of each part of the platform's work: its name, milliseconds of processor time for one message,
    /// and from where that is known.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&'static str, f64, &'static str)> + '_ {
        self.parts.iter().map(|one| {
            let source = match one.source {
                Source::Measured => "測定",
                Source::Estimated => "推計",
                Source::Left => "残り",
            };
            (name(one.part), self.a_message(one.seconds), source)
        })
    }

    fn a_message(&self, seconds: f64) -> f64 {
        1e3 * seconds / tasuki_measure::figures::u64_to_f64(self.messages.max(1))
    }
}

const fn name(part: Part) -> &'static str {
    match part {
        Part::Handshakes => "TLS接続の確立",
        Part::Encryption => "TLSの暗号化",
        Part::Signatures => "署名と検証",
        Part::Hashing => "ハッシュ",
        Part::Sql => "SQLの書き込み",
        Part::Disk => "内容のディスクへの書き込み",
        Part::Kernel => "カーネル（通信とファイル）",
        Part::Rest => "そのほか（HTTP、JSON、SQLの読み取りなど）",
    }
}
