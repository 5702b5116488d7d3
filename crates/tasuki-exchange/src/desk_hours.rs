//! When the help desk (ヘルプデスク) answers the telephone.

use jiff::SignedDuration;
use jiff::civil::{Date, Weekday};
use tasuki_terms::{Timestamp, day_in_japan, is_holiday, start_of_day, written_day};

/// The hour at which the help desk opens, and that at which it closes.
pub const DESK_HOURS: (i8, i8) = (9, 17);

/// How the hours are told to people.
///
/// Source: ヘルプデスクサポートサイト, お問い合わせ.
pub const DESK_HOURS_TEXT: &str = "平日9:00〜17:00（土曜日・日曜日、祝日、12月29日〜1月3日を除く）";

/// Whether the help desk answers now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeskState {
    /// Until that moment.
    Open(Timestamp),
    /// From that moment on again.
    Closed(Timestamp),
}

impl DeskState {
    /// The state at a moment.
    pub fn at(now: Timestamp) -> Self {
        let (opens, closes) = DESK_HOURS;
        let today = day_in_japan(now);
        if is_desk_day(today) && (hour(today, opens)..hour(today, closes)).contains(&now) {
            Self::Open(hour(today, closes))
        } else {
            Self::Closed(next_slot(now, DESK_HOURS))
        }
    }
}

/// When somebody wishes to be called back (折り返しを希望する時間帯).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CallbackWish {
    /// At any hour of the help desk.
    Any,
    /// From 9:00 to 12:00.
    Morning,
    /// From 12:00 to 15:00.
    EarlyAfternoon,
    /// From 15:00 to 17:00.
    LateAfternoon,
}

impl CallbackWish {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 4] = [
        Self::Any,
        Self::Morning,
        Self::EarlyAfternoon,
        Self::LateAfternoon,
    ];

    /// Its word in forms and tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Morning => "morning",
            Self::EarlyAfternoon => "early_afternoon",
            Self::LateAfternoon => "late_afternoon",
        }
    }

    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Any => "いつでもよい（9:00〜17:00）",
            Self::Morning => "午前（9:00〜12:00）",
            Self::EarlyAfternoon => "午後の早い時間（12:00〜15:00）",
            Self::LateAfternoon => "午後の遅い時間（15:00〜17:00）",
        }
    }

    /// The wish of that word.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wish| wish.as_str() == text)
    }

    /// The first and the last hour.
    const fn hours(self) -> (i8, i8) {
        match self {
            Self::Any => DESK_HOURS,
            Self::Morning => (DESK_HOURS.0, 12),
            Self::EarlyAfternoon => (12, 15),
            Self::LateAfternoon => (15, DESK_HOURS.1),
        }
    }

    /// The next moment, not before `now`, at which the call can be made as wished.
    pub fn next(self, now: Timestamp) -> Timestamp {
        let today = day_in_japan(now);
        let (from, until) = self.hours();
        if is_desk_day(today) && (hour(today, from)..hour(today, until)).contains(&now) {
            now
        } else {
            next_slot(now, self.hours())
        }
    }

    /// The last moment of which [`Self::next`] is not after `now`: all calls that could be made from
    /// it on, or from before it, are due.
    pub fn due(self, now: Timestamp) -> Timestamp {
        if self.next(now) == now {
            return now;
        }
        let day = day_in_japan(now);
        let days = std::iter::successors(Some(day), |day| day.yesterday().ok());
        let ends = days
            .filter(|day| is_desk_day(*day))
            .map(|day| hour(day, self.hours().1));
        let end = ends.into_iter().find(|end| *end <= now);
        end.and_then(|end| end.checked_sub(SignedDuration::from_micros(1)).ok())
            .unwrap_or(Timestamp::MIN)
    }

    /// When to call again who was not there: in an hour if that is still as wished, else on the next
    /// day of the help desk.
    pub fn again(self, now: Timestamp) -> Timestamp {
        let later = now.checked_add(SignedDuration::from_hours(1));
        self.next(later.unwrap_or(Timestamp::MAX))
    }

    /// How people read when the call that can be made from `begin` on is to be made:
    /// `2026/11/24 9:00〜12:00`.
    pub fn written(self, begin: Timestamp) -> String {
        let day = written_day(day_in_japan(begin));
        let (from, until) = (written_hour(begin), written_hour(self.end(begin)));
        format!("{day} {from}〜{until}")
    }

    /// The moment behind the hours of the day on which a call that could be made from `begin` on
    /// was to be made: who has not been called by then waits longer than was said.
    pub fn end(self, begin: Timestamp) -> Timestamp {
        hour(day_in_japan(begin), self.hours().1)
    }
}

/// Whether the help desk works on a day: no weekend, no holiday, not at the turn of the year
/// (12月29日〜1月3日).
pub fn is_desk_day(day: Date) -> bool {
    let is_weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let is_turn_of_year = matches!((day.month(), day.day()), (12, 29..) | (1, ..=3));
    !(is_weekend || is_turn_of_year || is_holiday(day))
}

/// How people read an hour of the help desk: `9:05`, Japanese time.
pub fn written_hour(at: Timestamp) -> String {
    let minutes = at.duration_since(start_of_day(day_in_japan(at))).as_mins();
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// When such hours begin next, behind `now`.
fn next_slot(now: Timestamp, (from, _): (i8, i8)) -> Timestamp {
    let days = std::iter::successors(Some(day_in_japan(now)), |day| day.tomorrow().ok());
    days.filter(|day| is_desk_day(*day))
        .map(|day| hour(day, from))
        .find(|begin| *begin > now)
        .unwrap_or(Timestamp::MAX)
}

fn hour(day: Date, hour: i8) -> Timestamp {
    let hours = SignedDuration::from_hours(hour.into());
    start_of_day(day)
        .checked_add(hours)
        .unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A moment in Japan.
    fn at(text: &str) -> Timestamp {
        format!("{text}+09:00").parse().unwrap()
    }

    #[test]
    fn the_desk_is_open_on_working_days_from_nine_to_five() {
        for (now, state) in [
            (
                "2026-11-24T09:00:00",
                DeskState::Open(at("2026-11-24T17:00:00")),
            ),
            (
                "2026-11-24T16:59:59",
                DeskState::Open(at("2026-11-24T17:00:00")),
            ),
            (
                "2026-11-24T17:00:00",
                DeskState::Closed(at("2026-11-25T09:00:00")),
            ),
            (
                "2026-11-24T08:59:59",
                DeskState::Closed(at("2026-11-24T09:00:00")),
            ),
            // A Friday evening before a Monday that is a holiday.
            (
                "2026-11-20T18:00:00",
                DeskState::Closed(at("2026-11-24T09:00:00")),
            ),
            // The turn of the year: December 28, 2026, is a Monday, and January 4 the next one.
            (
                "2026-12-28T10:00:00",
                DeskState::Open(at("2026-12-28T17:00:00")),
            ),
            (
                "2026-12-28T17:00:00",
                DeskState::Closed(at("2027-01-04T09:00:00")),
            ),
            (
                "2026-12-30T10:00:00",
                DeskState::Closed(at("2027-01-04T09:00:00")),
            ),
        ] {
            assert_eq!(DeskState::at(at(now)), state, "{now}");
        }
    }

    #[test]
    fn a_call_is_made_when_it_is_wished() {
        use CallbackWish::{Any, EarlyAfternoon, LateAfternoon, Morning};
        for (wish, now, next) in [
            (Any, "2026-11-24T10:30:00", "2026-11-24T10:30:00"),
            (Any, "2026-11-24T17:30:00", "2026-11-25T09:00:00"),
            (Morning, "2026-11-24T12:00:00", "2026-11-25T09:00:00"),
            (EarlyAfternoon, "2026-11-24T10:30:00", "2026-11-24T12:00:00"),
            (LateAfternoon, "2026-11-20T17:00:00", "2026-11-24T15:00:00"),
        ] {
            assert_eq!(wish.next(at(now)), at(next), "{wish:?} {now}");
        }
        for (wish, end) in [(Any, 17), (Morning, 12), (EarlyAfternoon, 15)] {
            let begin = wish.next(at("2026-11-20T18:00:00"));
            let end = at(&format!("2026-11-24T{end}:00:00"));
            assert_eq!(wish.end(begin), end, "{wish:?}");
        }
    }

    #[test]
    fn who_was_not_there_is_called_again_when_it_is_wished() {
        use CallbackWish::{Any, Morning};
        for (wish, now, again, written) in [
            (
                Any,
                "2026-11-24T10:30:00",
                "2026-11-24T11:30:00",
                "2026/11/24 11:30〜17:00",
            ),
            (
                Morning,
                "2026-11-20T11:30:00",
                "2026-11-24T09:00:00",
                "2026/11/24 9:00〜12:00",
            ),
        ] {
            assert_eq!(wish.again(at(now)), at(again), "{wish:?} {now}");
            assert_eq!(wish.written(at(again)), written);
        }
    }

    proptest! {
        #[test]
        fn a_call_is_never_in_the_past_nor_outside_the_hours(
            seconds in 1_580_000_000_i64..2_000_000_000, which in 0..4_usize
        ) {
            let now = Timestamp::from_second(seconds).unwrap();
            let next = CallbackWish::ALL[which].next(now);
            prop_assert!(next >= now);
            prop_assert!(matches!(DeskState::at(next), DeskState::Open(_)));
        }

        #[test]
        fn a_call_is_due_when_its_hours_have_begun(
            seconds in 1_580_000_000_i64..2_000_000_000,
            before in -400_000_i64..400_000,
            which in 0..4_usize
        ) {
            let now = Timestamp::from_second(seconds).unwrap();
            let from = Timestamp::from_second(seconds - before).unwrap();
            let wish = CallbackWish::ALL[which];
            prop_assert_eq!(from <= wish.due(now), wish.next(from) <= now);
        }
    }
}
