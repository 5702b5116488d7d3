//! How long what took.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tasuki_measure::figures::Latencies;

/// A part of a message's way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Phase {
    /// TCP and mutual TLS 1.3.
    Connect,
    /// The password, until the session is open.
    Session,
    /// A fresh token for the one that ends, or the password again.
    Renewal,
    /// From the moment at which the message was meant to go out until its receipt is there.
    Send,
    /// From the receipt until the receiver knows.
    News,
    /// The list of what waits.
    List,
    /// The content, compared byte by byte.
    Download,
    /// The receiver's receipt of opening, until it is answered.
    Acknowledge,
    /// From the moment at which the message was meant to go out until its receiver has confirmed it.
    Whole,
}

impl Phase {
    pub(crate) const ALL: [Self; 9] = [
        Self::Connect,
        Self::Session,
        Self::Renewal,
        Self::Send,
        Self::News,
        Self::List,
        Self::Download,
        Self::Acknowledge,
        Self::Whole,
    ];

    /// As people name it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Connect => "接続",
            Self::Session => "ログイン",
            Self::Renewal => "セッションの更新",
            Self::Send => "送信",
            Self::News => "お知らせ",
            Self::List => "一覧",
            Self::Download => "ダウンロード",
            Self::Acknowledge => "受信の確認",
            Self::Whole => "送信から受信の確認まで",
        }
    }
}

/// The latencies of all phases; many write at once.
#[derive(Debug)]
pub(crate) struct Phases(Vec<(Phase, Mutex<Latencies>)>);

/// What is told of a phase, in milliseconds.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct PhaseTold {
    pub(crate) phase: Phase,
    pub(crate) count: u64,
    pub(crate) p50: f64,
    pub(crate) p90: f64,
    pub(crate) p99: f64,
    pub(crate) p999: f64,
    pub(crate) max: f64,
    /// What each of [`PARTS`] of them did not exceed, for a chart.
    pub(crate) curve: Vec<f64>,
}

/// The parts of which a curve tells, with their labels.
pub(crate) const PARTS: [(f64, &str); 12] = [
    (0.1, "10%"),
    (0.25, "25%"),
    (0.5, "50%"),
    (0.75, "75%"),
    (0.9, "90%"),
    (0.95, "95%"),
    (0.98, "98%"),
    (0.99, "99%"),
    (0.995, "99.5%"),
    (0.998, "99.8%"),
    (0.999, "99.9%"),
    (1.0, "最大"),
];

impl Phases {
    pub(crate) fn new() -> anyhow::Result<Self> {
        let each = Phase::ALL.map(|phase| Latencies::new().map(|none| (phase, Mutex::new(none))));
        Ok(Self(each.into_iter().collect::<Result<_, _>>()?))
    }

    pub(crate) fn record(&self, phase: Phase, took: Duration) {
        let of_phase = self.0.iter().find(|(one, _)| *one == phase);
        if let Some((_, latencies)) = of_phase {
            let mut latencies = latencies.lock().unwrap_or_else(PoisonError::into_inner);
            latencies.record(took);
        }
    }

    /// Of each phase that there was.
    pub(crate) fn told(&self) -> Vec<PhaseTold> {
        let all = self.0.iter().map(|(phase, latencies)| {
            let one = latencies.lock().unwrap_or_else(PoisonError::into_inner);
            let told = one.percentiles();
            PhaseTold {
                phase: *phase,
                count: one.count(),
                p50: told.p50,
                p90: one.at(0.9),
                p99: told.p99,
                p999: one.at(0.999),
                max: told.max,
                curve: PARTS.iter().map(|(part, _)| one.at(*part)).collect(),
            }
        });
        all.filter(|told| told.count > 0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_tell_what_was_recorded_of_them() {
        let phases = Phases::new().unwrap();
        for milliseconds in 1..=1_000 {
            phases.record(Phase::Send, Duration::from_millis(milliseconds));
        }
        phases.record(Phase::List, Duration::from_micros(1_500));
        let told = phases.told();
        assert_eq!(told.len(), 2);
        let send = &told[0];
        assert_eq!((send.phase, send.count), (Phase::Send, 1_000));
        for (told, expected) in [
            (send.p50, 500.0),
            (send.p90, 900.0),
            (send.p99, 990.0),
            (send.p999, 999.0),
            (send.max, 1_000.0),
        ] {
            assert!((told - expected).abs() < 1.0, "{told} {expected}");
        }
        assert_eq!(send.curve.len(), PARTS.len());
        assert!(send.curve.is_sorted());
        assert!((told[1].p50 - 1.5).abs() < 0.01);
    }
}
