//! Both platforms beside each other, and beside what the machine can do alone.

use serde::Serialize;
use tasuki_measure::figures::{Latencies, Percentiles, short, times_bare};
use tasuki_measure::limits::Limits;

use super::{ASKED, Asked};
use crate::bars::Bar;

/// How much slower a full platform may be.
const SLOWER: f64 = 1.5;

/// How long something took on both platforms, and how many times longer on the full one.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Compared {
    pub(super) what: String,
    pub(super) count: u64,
    pub(super) empty: Percentiles,
    pub(super) full: Percentiles,
    pub(super) p50_ratio: f64,
    pub(super) p99_ratio: f64,
    /// How many times as long as the same on the bare machine the full one's p99 is.
    pub(super) times_bare: Option<f64>,
    /// What that is.
    pub(super) bare: &'static str,
}

/// What was asked of each pair, in the order of pairs and of [`ASKED`].
pub(super) fn compare(empty: &[Latencies], full: &[Latencies], limits: &Limits) -> Vec<Compared> {
    let pairs = ["little mail", "much mail"];
    let things = pairs.iter().flat_map(|pair| {
        ASKED
            .iter()
            .map(move |(asked, what)| (*asked, format!("{what}, {pair}")))
    });
    let both = empty.iter().zip(full);
    things
        .zip(both)
        .map(|((asked, what), (empty, full))| {
            let count = full.count();
            let (empty, full) = (empty.percentiles(), full.percentiles());
            // What is sent is brought to the disk; a list is only read.
            let (alone, bare) = match asked {
                Asked::Send => (limits.append.p99, "a bare append's p99"),
                Asked::List | Asked::Waiting => (limits.round_trip.p99, "a bare round trip's p99"),
            };
            Compared {
                what,
                count,
                p50_ratio: full.p50 / empty.p50,
                p99_ratio: full.p99 / empty.p99,
                times_bare: times_bare(full.p99, alone),
                bare,
                empty,
                full,
            }
        })
        .collect()
}

/// How much slower the full platform is.
pub(super) fn bar(one: &Compared) -> Bar {
    let bar = Bar::at_most(&one.what, SLOWER, "×", one.p99_ratio);
    match one.times_bare {
        Some(times) => bar.sharing(format!("full p99 {} × {}", short(times), one.bare)),
        None => bar,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Six things on both platforms; all of one take as long.
    fn latencies(milliseconds: u64) -> Vec<Latencies> {
        let mut took = Latencies::new().unwrap();
        took.record(Duration::from_millis(milliseconds));
        vec![took; 6]
    }

    #[test]
    fn a_full_platform_that_is_too_slow_misses_its_bar() {
        let limits = Limits::default();
        let reached = |full| {
            let compared = compare(&latencies(100), &latencies(full), &limits);
            compared
                .iter()
                .map(|one| bar(one).reached)
                .collect::<Vec<_>>()
        };
        assert_eq!(reached(149), [true; 6]);
        assert_eq!(reached(152), [false; 6]);
    }

    #[test]
    fn sends_stand_beside_appends_and_lists_beside_round_trips() {
        let alone = |p99| Percentiles {
            p99,
            ..Percentiles::default()
        };
        let limits = Limits {
            append: alone(5.0),
            round_trip: alone(2.0),
            ..Limits::default()
        };
        let compared = compare(&latencies(10), &latencies(10), &limits);
        let shares: Vec<_> = compared.iter().map(|one| bar(one).share).collect();
        assert_eq!(shares[1], "full p99 5.00 × a bare round trip's p99");
        assert_eq!(shares[2], "full p99 2.00 × a bare append's p99");
    }
}
