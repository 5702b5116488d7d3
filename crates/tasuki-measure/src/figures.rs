//! Figures of several runs, and of many operations.

use std::fmt;
use std::time::Duration;

use hdrhistogram::Histogram;
use serde::Serialize;

/// The longest duration that is told apart, in microseconds.
const LONGEST: u64 = 600_000_000;
/// Digits of a duration that are kept.
const DIGITS: u8 = 3;

/// The least, the middle and the greatest of several runs.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub struct Spread {
    /// The least.
    pub min: f64,
    /// The middle.
    pub median: f64,
    /// The greatest.
    pub max: f64,
}

impl Spread {
    /// The spread of `values`; of an even number of them the median is between the middle two.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let at = |place: usize| values.get(place).copied().unwrap_or_default();
        let middle = values.len() / 2;
        let median = if values.len().is_multiple_of(2) {
            f64::midpoint(at(middle.saturating_sub(1)), at(middle))
        } else {
            at(middle)
        };
        Self {
            min: at(0),
            median,
            max: at(values.len().saturating_sub(1)),
        }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!(
            "{} / {} / {}",
            short(self.min),
            short(self.median),
            short(self.max)
        );
        f.pad(&text)
    }
}

/// A figure with about three digits, thousands apart.
pub fn short(value: f64) -> String {
    if value >= 1_000.0 {
        let whole = format!("{value:.0}");
        let mut apart = String::new();
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                apart.push(',');
            }
            apart.push(digit);
        }
        apart
    } else if value >= 100.0 {
        format!("{value:.0}")
    } else if value >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

/// How many times as much as what the machine does alone; nothing where that is not known.
pub fn times_bare(measured: f64, alone: f64) -> Option<f64> {
    (alone > 0.0).then(|| measured / alone)
}

/// A share or a multiple, or a dash where there is none to tell.
pub fn short_or_dash(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), short)
}

/// How long each of many operations took.
#[derive(Clone, Debug)]
pub struct Latencies(Histogram<u64>);

/// What is told of latencies, in milliseconds.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub struct Percentiles {
    /// Half of them took no longer.
    pub p50: f64,
    /// 99 of a hundred took no longer.
    pub p99: f64,
    /// The longest.
    pub max: f64,
}

impl Latencies {
    /// None yet.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self(Histogram::new_with_bounds(1, LONGEST, DIGITS)?))
    }

    /// Notes one.
    pub fn record(&mut self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(LONGEST);
        self.0.saturating_record(micros.clamp(1, LONGEST));
    }

    /// Takes in those of another.
    pub fn add(&mut self, other: &Self) -> anyhow::Result<()> {
        Ok(self.0.add(&other.0)?)
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.0.len()
    }

    /// What a part `quantile` of them, from 0 to 1, did not exceed, in milliseconds.
    pub fn at(&self, quantile: f64) -> f64 {
        Duration::from_micros(self.0.value_at_quantile(quantile)).as_secs_f64() * 1e3
    }

    /// What is told of them.
    pub fn percentiles(&self) -> Percentiles {
        let milliseconds = |micros: u64| Duration::from_micros(micros).as_secs_f64() * 1e3;
        Percentiles {
            p50: milliseconds(self.0.value_at_quantile(0.5)),
            p99: milliseconds(self.0.value_at_quantile(0.99)),
            max: milliseconds(self.0.max()),
        }
    }
}

/// Figures of a measurement are far below the 2⁵³ from which on a float is not exact.
#[expect(clippy::cast_precision_loss, reason = "far below 2⁵³")]
pub const fn u64_to_f64(value: u64) -> f64 {
    value as f64
}

/// The same of a length or a count in memory.
#[expect(clippy::cast_precision_loss, reason = "far below 2⁵³")]
pub const fn usize_to_f64(value: usize) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_of_the_sorted_values() {
        let odd = Spread::of([5.0, 1.0, 3.0]);
        assert_eq!(odd.to_string(), "1.00 / 3.00 / 5.00");
        let even = Spread::of([4.0, 1.0, 2.0, 3.0]);
        assert_eq!(even.to_string(), "1.00 / 2.50 / 4.00");
        assert_eq!(Spread::of([7.0]).to_string(), "7.00 / 7.00 / 7.00");
        assert_eq!(Spread::of([]), Spread::default());
    }

    #[test]
    fn figures_are_short() {
        let spread = Spread {
            min: 0.123,
            median: 98.76,
            max: 1_234_567.8,
        };
        assert_eq!(spread.to_string(), "0.12 / 98.8 / 1,234,568");
        assert_eq!(short(999.4), "999");
        assert_eq!(short(1_000.0), "1,000");
    }

    #[test]
    fn what_is_not_known_is_no_share() {
        assert_eq!(short_or_dash(times_bare(6.0, 2.0)), "3.00");
        assert_eq!(short_or_dash(times_bare(6.0, 0.0)), "–");
    }

    #[test]
    fn percentiles_are_told_in_milliseconds() {
        let mut latencies = Latencies::new().unwrap();
        for millisecond in 1..=100 {
            latencies.record(Duration::from_millis(millisecond));
        }
        let told = latencies.percentiles();
        assert!((told.p50 - 50.0).abs() < 0.1, "{told:?}");
        assert!((told.p99 - 99.0).abs() < 0.1, "{told:?}");
    }

    #[test]
    fn latencies_of_several_clients_become_one() {
        let (mut some, mut more) = (Latencies::new().unwrap(), Latencies::new().unwrap());
        some.record(Duration::from_millis(1));
        more.record(Duration::from_millis(3));
        more.record(Duration::from_millis(5));
        some.add(&more).unwrap();
        assert!((some.percentiles().p50 - 3.0).abs() < 0.01);
    }
}
