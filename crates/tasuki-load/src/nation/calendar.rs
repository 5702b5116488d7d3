//! When messages go out.

use tasuki_measure::figures::usize_to_f64;
use tasuki_standard::generate::Chance;

use super::{ACTUALS, Draw, LetterPlan, Nation, PLANS};

/// Working days of the month that is played.
pub(crate) const DAYS: usize = 21;
/// Working hours of a day, from nine o'clock.
pub(crate) const HOURS: usize = 9;
/// Days at the beginning of the month (実績) and at its end (予定) on which most goes out, of each.
const BUSY_EACH: usize = 3;
/// The part that goes out on those days.
const BUSY_PART: f64 = 0.6;
/// The part of a day that goes out in each hour; little over noon.
const HOUR_PARTS: [f64; HOURS] = [0.08, 0.12, 0.14, 0.07, 0.10, 0.13, 0.14, 0.13, 0.09];
/// How much more than the average of a busy day's hour the peak is.
const BURST: f64 = 6.0;
const SECONDS_AN_HOUR: f64 = 3_600.0;

/// What is played.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Play {
    /// All working hours of a month, one after the other, as fast as the time allows.
    Month,
    /// The busiest minutes of the month, as fast as they are.
    Peak,
}

/// The rate of messages over the time that is played.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Calendar {
    /// Pieces of time of equal length, each with its messages on the average.
    pieces: Vec<f64>,
    seconds: f64,
}

impl Calendar {
    /// The calendar of `messages` a month, played for so many seconds; the rate is `times` what it
    /// would be.
    pub(crate) fn new(play: Play, messages: f64, seconds: f64, times: f64) -> Self {
        let pieces = match play {
            Play::Month => month()
                .into_iter()
                .map(|part| part * messages * times)
                .collect(),
            Play::Peak => vec![peak_rate(messages) * seconds * times],
        };
        Self { pieces, seconds }
    }

    /// How many messages there are on the average.
    pub(crate) fn messages(&self) -> f64 {
        self.pieces.iter().sum()
    }

    /// The greatest rate, per second.
    pub(crate) fn highest(&self) -> f64 {
        let highest = self.pieces.iter().copied().fold(0.0, f64::max);
        highest / self.piece_seconds()
    }

    fn piece_seconds(&self) -> f64 {
        self.seconds / usize_to_f64(self.pieces.len().max(1))
    }
}

/// Sends per second at the peak of a month of so many messages.
pub(crate) fn peak_rate(messages: f64) -> f64 {
    let days = usize_to_f64(2 * BUSY_EACH);
    let hours = usize_to_f64(HOURS);
    BURST * messages * BUSY_PART / (days * hours * SECONDS_AN_HOUR)
}

/// The part of each working hour of the month.
fn month() -> Vec<f64> {
    let days = |count: usize| usize_to_f64(count);
    (0..DAYS)
        .flat_map(|day| {
            let is_busy = !(BUSY_EACH..DAYS - BUSY_EACH).contains(&day);
            let of_day = if is_busy {
                BUSY_PART / days(2 * BUSY_EACH)
            } else {
                (1.0 - BUSY_PART) / days(DAYS - 2 * BUSY_EACH)
            };
            HOUR_PARTS.map(|of_hour| of_day * of_hour)
        })
        .collect()
}

/// Messages as they are meant to go out, in the order of time: a Poisson process with the rate of
/// the calendar, which never waits for a platform.
pub(crate) struct Arrivals<'a> {
    nation: &'a Nation,
    calendar: &'a Calendar,
    draw: Draw,
    /// The piece of the calendar, and how much of its messages is behind us.
    piece: usize,
    within: f64,
}

impl<'a> Arrivals<'a> {
    pub(crate) fn new(nation: &'a Nation, calendar: &'a Calendar, seed: u64) -> Self {
        Self {
            nation,
            calendar,
            draw: Draw::new(Chance::new(seed ^ 0x4D4F_4E54_4853)),
            piece: 0,
            within: 0.0,
        }
    }
}

impl Iterator for Arrivals<'_> {
    type Item = LetterPlan;

    fn next(&mut self) -> Option<LetterPlan> {
        // Time is stretched so that events come evenly: then the next is an exponential wait away.
        let mut wait = self.draw.wait();
        let at = loop {
            let all = *self.calendar.pieces.get(self.piece)?;
            let left = all - self.within;
            if wait <= left {
                self.within += wait;
                let pieces = usize_to_f64(self.piece);
                break (pieces + self.within / all) * self.calendar.piece_seconds();
            }
            wait -= left;
            self.piece += 1;
            self.within = 0.0;
        };
        let pair = *self.draw.chance.pick(&self.nation.pairs)?;
        let is_plan = self.draw.even() <= PLANS / (PLANS + ACTUALS);
        Some(LetterPlan::of(at, pair, is_plan, &mut self.draw))
    }
}
