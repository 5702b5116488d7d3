//! What the platform's processor time goes into.
//!
//! Linux tells the processor time of each thread, and how much of it was in the kernel: what the
//! writer of the records and the one that brings contents to the disk take is *measured* so, and
//! what the kernel takes for all others. Those others do everything else. Of that it is counted how
//! often they did what was measured alone in the same run ([`Limits`]), and what that costs is an
//! *estimate*; clocks around each piece of such work would take longer than most of them. What is
//! left is the *rest*, so that all parts together are what was measured.

use anyhow::Context as _;
use serde::Serialize;

use crate::limits::Limits;
use crate::machine::Used;
use crate::platform::Platform;

/// The threads of the platform that do one thing only.
const WRITER: &str = "records-writer";
const SYNCER: &str = "contents-sync";

/// A part of the platform's work.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Mutual handshakes of TLS.
    Handshakes,
    /// Contents on their way in and out, as TLS has them.
    Encryption,
    /// Signatures of receipts, and verifying those of manifests and receipts.
    Signatures,
    /// Digests of contents.
    Hashing,
    /// What is written to the records.
    Sql,
    /// Bringing contents to the disk.
    Disk,
    /// The kernel's work for everything else: sockets, and files that are read and written.
    Kernel,
    /// All else: HTTP, JSON, what is read from the records, waking up.
    Rest,
}

/// Where a figure comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Linux told it.
    Measured,
    /// Counted, times what one of them took alone.
    Estimated,
    /// What is left of what was measured.
    Left,
}

/// What a part took, in seconds of processor time.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Taken {
    /// Of what.
    pub part: Part,
    /// How much.
    pub seconds: f64,
    /// From where that is known.
    pub source: Source,
}

/// What the platform did and took up to a moment.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Tally {
    all: Used,
    writer: Used,
    syncer: Used,
    counted: Counted,
}

/// What the platform counts itself.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
struct Counted {
    handshakes: f64,
    bytes_in: f64,
    bytes_out: f64,
    accepted: f64,
    fetched: f64,
    opened: f64,
}

impl Tally {
    /// Up to now.
    pub async fn now(platform: &Platform) -> anyhow::Result<Self> {
        let text = platform.figures().await?;
        Ok(Self {
            all: Used::of(platform.id)?,
            writer: Used::of_threads(platform.id, WRITER)?,
            syncer: Used::of_threads(platform.id, SYNCER)?,
            counted: Counted::read(&text)?,
        })
    }

    /// What each part took since `before`; together they are what the process took. Where estimates
    /// are too high, what is left is below nothing.
    pub fn since(self, before: Self, limits: &Limits) -> Vec<Taken> {
        let (writer, syncer) = (
            self.writer.since(before.writer),
            self.syncer.since(before.syncer),
        );
        let all = self.all.since(before.all);
        let seconds = |time: std::time::Duration| time.as_secs_f64();
        let threads = seconds(writer.total()) + seconds(syncer.total());
        let kernel = seconds(all.system) - seconds(writer.system) - seconds(syncer.system);
        let done = self.counted.since(before.counted);
        let each = |count: f64, per_second: f64| count / per_second.max(f64::MIN_POSITIVE);
        let megabytes = (done.bytes_in + done.bytes_out) / 1e6;
        let estimates = [
            (
                Part::Handshakes,
                each(done.handshakes, limits.accepts.median),
            ),
            (Part::Encryption, each(megabytes, limits.encryption.median)),
            (
                Part::Signatures,
                // The receiver signs the receipt of opening, and everything else is the platform's.
                each(done.accepted + done.fetched, limits.signs.median)
                    + each(done.accepted + done.opened, limits.verifies.median),
            ),
            (
                Part::Hashing,
                each(done.bytes_in / 1e6, limits.hashing.median),
            ),
        ];
        let sum: f64 = estimates.iter().map(|(_, seconds)| seconds).sum();
        let kernel = kernel.max(0.0);
        let rest = seconds(all.total()) - threads - kernel - sum;
        let told = |source| {
            move |(part, seconds)| Taken {
                part,
                seconds,
                source,
            }
        };
        let measured = [
            (Part::Sql, seconds(writer.total())),
            (Part::Disk, seconds(syncer.total())),
            (Part::Kernel, kernel),
        ];
        estimates
            .into_iter()
            .map(told(Source::Estimated))
            .chain(measured.into_iter().map(told(Source::Measured)))
            .chain([(Part::Rest, rest)].map(told(Source::Left)))
            .collect()
    }
}

impl Counted {
    /// Reads the platform's figures.
    fn read(text: &str) -> anyhow::Result<Self> {
        let value = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            let line = line.with_context(|| format!("no {name} in the platform's figures"))?;
            Ok::<f64, anyhow::Error>(line.trim().parse()?)
        };
        let state = |state: &str| value(&format!("tasuki_messages_total{{state=\"{state}\"}}"));
        let bytes = |way: &str| {
            value(&format!(
                "tasuki_content_bytes_total{{direction=\"{way}\"}}"
            ))
        };
        Ok(Self {
            handshakes: value("tasuki_handshakes_total{result=\"office\"}")?,
            bytes_in: bytes("in")?,
            bytes_out: bytes("out")?,
            accepted: state("accepted")?,
            fetched: state("fetched")?,
            opened: state("opened")?,
        })
    }

    fn since(self, before: Self) -> Self {
        Self {
            handshakes: self.handshakes - before.handshakes,
            bytes_in: self.bytes_in - before.bytes_in,
            bytes_out: self.bytes_out - before.bytes_out,
            accepted: self.accepted - before.accepted,
            fetched: self.fetched - before.fetched,
            opened: self.opened - before.opened,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::figures::Spread;

    const FIGURES: &str = "\
# TYPE tasuki_handshakes_total counter
tasuki_handshakes_total{result=\"failed\"} 7
tasuki_handshakes_total{result=\"office\"} 200
tasuki_content_bytes_total{direction=\"in\"} 30000000
tasuki_content_bytes_total{direction=\"out\"} 20000000
tasuki_messages_total{state=\"accepted\"} 100
tasuki_messages_total{state=\"fetched\"} 100
tasuki_messages_total{state=\"opened\"} 50
";

    fn used(user: u64, system: u64) -> Used {
        Used {
            user: Duration::from_millis(user),
            system: Duration::from_millis(system),
        }
    }

    #[test]
    fn the_parts_are_the_whole() {
        let before = Tally {
            all: used(1_000, 100),
            ..Tally::default()
        };
        let after = Tally {
            all: used(4_000, 1_100),
            writer: used(500, 300),
            syncer: used(10, 190),
            counted: Counted::read(FIGURES).unwrap(),
        };
        let spread = |value| Spread::of([value]);
        let limits = Limits {
            syncs: spread(1.0),
            signs: spread(1_000.0),
            verifies: spread(500.0),
            encryption: spread(500.0),
            hashing: spread(300.0),
            handshakes: spread(1.0),
            accepts: spread(400.0),
            ..Limits::default()
        };
        let told = after.since(before, &limits);
        let of = |part| {
            let one = told.iter().find(|one| one.part == part).unwrap();
            (one.seconds * 1e3).round()
        };
        for (part, milliseconds) in [
            (Part::Handshakes, 500.0),
            (Part::Encryption, 100.0),
            (Part::Signatures, 200.0 + 300.0),
            (Part::Hashing, 100.0),
            (Part::Sql, 800.0),
            (Part::Disk, 200.0),
            (Part::Kernel, 510.0),
            (Part::Rest, 1_290.0),
        ] {
            assert!(
                (of(part) - milliseconds).abs() < 1.0,
                "{part:?} {}",
                of(part)
            );
        }
        let sum: f64 = told.iter().map(|one| one.seconds).sum();
        assert!((sum - 4.0).abs() < 1e-9, "{sum}");
    }

    #[test]
    fn figures_that_are_missing_are_told() {
        let told = Counted::read("tasuki_ready 1\n").unwrap_err();
        assert!(
            told.to_string().contains("tasuki_handshakes_total"),
            "{told}"
        );
    }
}
