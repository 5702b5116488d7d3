//! The bars that the exchange shall reach, beside what it did.

use std::fmt::Write as _;

use serde::Serialize;
use tasuki_measure::figures::{short, times_bare, u64_to_f64, usize_to_f64};
use tasuki_measure::limits::Limits;

use crate::exchange::Figures;
use crate::million::Million;
use crate::scenario::Measured;

/// A share of nothing, said on purpose.
const NONE: &str = "–";
/// Durable answers of a cycle: sent, downloaded, confirmed.
const DURABLE: f64 = 3.0;

/// One bar.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct Bar {
    pub(crate) what: String,
    pub(crate) wanted: f64,
    /// Whether more is better.
    pub(crate) at_least: bool,
    pub(crate) unit: &'static str,
    /// The median of the runs.
    pub(crate) measured: f64,
    pub(crate) reached: bool,
    /// What part, or how many times, of what the machine can do this is; a dash where it has no limit
    /// of that kind.
    pub(crate) share: String,
}

impl Bar {
    pub(crate) fn at_least(what: &str, wanted: f64, unit: &'static str, measured: f64) -> Self {
        Self {
            what: what.to_owned(),
            wanted,
            at_least: true,
            unit,
            measured,
            reached: measured >= wanted,
            share: NONE.to_owned(),
        }
    }

    pub(crate) fn at_most(what: &str, wanted: f64, unit: &'static str, measured: f64) -> Self {
        Self {
            at_least: false,
            reached: measured <= wanted,
            ..Self::at_least(what, wanted, unit, measured)
        }
    }

    pub(crate) fn sharing(self, share: String) -> Self {
        Self { share, ..self }
    }
}

/// All bars for which there are figures.
pub(crate) fn bars(figures: &Figures) -> Vec<Bar> {
    let mut bars = Vec::new();
    for one in &figures.scenarios {
        bars.extend(of_scenario(figures, one));
    }
    for one in &figures.on_servers {
        bars.extend(of_servers(figures, one));
    }
    for one in &figures.sealing {
        let wanted = if one.bytes < 1_000_000 { 3_000.0 } else { 58.0 };
        let what = format!("seal + open {} kB, {}", one.bytes / 1000, one.content);
        let bar = Bar::at_least(&what, wanted, "/s", one.both.median);
        let share = figures.limits.as_ref().map(|limits| {
            // Four signatures and verifications, an agreement on each side, and twice the bytes.
            let signatures = 2.0 / limits.signs.median + 2.0 / limits.verifies.median;
            let bytes = 2.0 * usize_to_f64(one.envelope_bytes) / 1e6 / limits.encryption.median;
            percent(
                one.both.median * (signatures + bytes),
                "of signatures + AES-GCM alone",
            )
        });
        bars.push(bar.sharing(share.unwrap_or_else(|| NONE.to_owned())));
    }
    if let Some(million) = &figures.million {
        bars.extend(of_million(figures.limits.as_ref(), million));
    }
    bars
}

fn of_million(limits: Option<&Limits>, million: &Million) -> [Bar; 4] {
    let messages = short(u64_to_f64(million.messages));
    let bar = |what: &str, measured, limit: Option<f64>, of| {
        let what = format!("{what}, {messages} messages");
        Bar::at_most(&what, 1.0, "ms", measured).sharing(multiple(measured, limit, of))
    };
    let there_and_back = limits.map(|limits| limits.round_trip.p50);
    let appended = limits.map(|limits| limits.append.p50);
    let (waiting, ready) = (million.list_waiting.p50, million.start.median);
    let bare = "a bare round trip's p50";
    [
        bar("list p50", million.list.p50, there_and_back, bare),
        bar("list of what waits p50", waiting, there_and_back, bare),
        bar(
            "receipt p50",
            million.confirm.p50,
            appended,
            "a bare append's p50",
        ),
        Bar::at_most(&format!("ready, {messages} messages"), 500.0, "ms", ready).sharing(multiple(
            ready,
            Some(million.bare_start.median),
            "the start of the program alone",
        )),
    ]
}

fn of_scenario(figures: &Figures, one: &Measured) -> Vec<Bar> {
    let name = one.scenario.name;
    let rate = one.cycles_per_second.median;
    let limits = figures.limits.as_ref();
    let (wanted, p99) = match name {
        "50kB-16" => (2_200.0, Some(15.0)),
        "50kB-64" => (2_200.0, Some(40.0)),
        "new-16" | "new-64" => (1_200.0, None),
        "1MB-16" | "1MB-64" => (280.0, None),
        _ => (20.0, None),
    };
    let share = limits.map_or_else(
        || NONE.to_owned(),
        |limits| {
            if one.scenario.anew {
                percent(rate / limits.handshakes.median, "of bare handshakes")
            } else if one.scenario.bytes < 1_000_000 {
                format!(
                    "{} durable answers per bare fdatasync",
                    short(DURABLE * rate / limits.syncs.median)
                )
            } else {
                // Up and down, on both sides.
                let bytes = 4.0 * usize_to_f64(one.scenario.bytes) / 1e6;
                let cores = usize_to_f64(figures.cores.max(1));
                percent(
                    rate * bytes / limits.encryption.median / cores,
                    "of AES-GCM, all cores",
                )
            }
        },
    );
    let what = format!("cycles {name}");
    let mut bars = vec![Bar::at_least(&what, wanted, "/s", rate).sharing(share)];
    if let Some(wanted) = p99 {
        let (p99, appends) = (
            one.p99.median,
            limits.map(|limits| DURABLE * limits.append.p99),
        );
        let bar = Bar::at_most(&format!("p99 {name}"), wanted, "ms", p99);
        bars.push(bar.sharing(multiple(p99, appends, "three bare appends' p99")));
    }
    if name == "10MB-64" {
        let wanted = 64.0 + 0.256 * usize_to_f64(one.connections);
        let measured = u64_to_f64(one.memory_peak) / 1e6;
        bars.push(Bar::at_most("memory 10MB-64", wanted, "MB", measured));
    }
    bars
}

/// What PostgreSQL and S3 reach of what SQLite and a folder do in the same run; none without that.
fn of_servers(figures: &Figures, one: &Measured) -> Option<Bar> {
    let name = one.scenario.name;
    let mut on_file = figures.scenarios.iter();
    let on_file = on_file.find(|other| other.scenario.name == name)?;
    let (rate, full) = (
        one.cycles_per_second.median,
        on_file.cycles_per_second.median,
    );
    let bar = Bar::at_least(&format!("{name} on PostgreSQL, S3"), 0.6 * full, "/s", rate);
    Some(bar.sharing(percent(rate / full, "of SQLite and a folder")))
}

/// How many times what the machine takes alone.
fn multiple(measured: f64, alone: Option<f64>, of: &str) -> String {
    let times = times_bare(measured, alone.unwrap_or_default());
    times.map_or_else(
        || NONE.to_owned(),
        |times| format!("{} × {of}", short(times)),
    )
}

fn percent(share: f64, of: &str) -> String {
    format!("{} % {of}", short(100.0 * share))
}

/// The bars as a table.
pub(crate) fn table(bars: &[Bar]) -> String {
    let mut text = format!(
        "\n{:36} {:>12} {:>12}  {:7}  {}\n",
        "bar", "wanted", "measured", "reached", "share of the machine's limit"
    );
    for bar in bars {
        let sign = if bar.at_least { "≥" } else { "≤" };
        let wanted = format!("{sign} {} {}", short(bar.wanted), bar.unit);
        let measured = format!("{} {}", short(bar.measured), bar.unit);
        let reached = if bar.reached { "yes" } else { "NO" };
        // Writing to a string has no way to fail.
        let _infallible = writeln!(
            text,
            "{:36} {wanted:>12} {measured:>12}  {reached:7}  {}",
            bar.what, bar.share
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use tasuki_measure::figures::{Percentiles, Spread};

    use super::*;

    #[test]
    fn a_bar_is_reached_on_its_own_side() {
        assert!(Bar::at_least("rate", 10.0, "/s", 10.0).reached);
        assert!(!Bar::at_least("rate", 10.0, "/s", 9.9).reached);
        assert!(Bar::at_most("time", 10.0, "ms", 10.0).reached);
        assert!(!Bar::at_most("time", 10.0, "ms", 10.1).reached);
    }

    #[test]
    fn every_bar_of_a_large_mailbox_stands_beside_a_limit() {
        let alone = |p50| Percentiles {
            p50,
            ..Percentiles::default()
        };
        let limits = Limits {
            append: alone(0.2),
            round_trip: alone(0.1),
            ..Limits::default()
        };
        let million = Million {
            messages: 1_000,
            list: alone(0.3),
            list_waiting: alone(0.4),
            confirm: alone(0.5),
            start: Spread::of([50.0]),
            bare_start: Spread::of([10.0]),
            ..Million::default()
        };
        let shares = |limits| of_million(limits, &million).map(|bar| bar.share);
        let told = [
            "3.00 × a bare round trip's p50",
            "4.00 × a bare round trip's p50",
            "2.50 × a bare append's p50",
            "5.00 × the start of the program alone",
        ];
        assert_eq!(shares(Some(&limits)), told);
        assert_eq!(shares(None).each_ref().map(String::as_str)[..3], ["–"; 3]);
    }

    #[test]
    fn the_table_tells_what_was_wanted_and_measured() {
        let bars = [
            Bar::at_least("cycles 50kB-16", 2_200.0, "/s", 2_345.6)
                .sharing("1.20 durable answers per bare fdatasync".to_owned()),
            Bar::at_most("p99 50kB-16", 15.0, "ms", 20.0),
        ];
        let table = table(&bars);
        let mut lines = table.lines().skip(2);
        let first = lines.next().unwrap();
        assert!(
            first.contains("≥ 2,200 /s") && first.contains("2,346 /s"),
            "{first}"
        );
        assert!(first.contains(" yes ") && first.ends_with("bare fdatasync"));
        let second = lines.next().unwrap();
        assert!(
            second.contains("≤ 15.0 ms") && second.contains(" NO "),
            "{second}"
        );
    }
}
