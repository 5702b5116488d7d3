//! What the offices deliver. Codes and units only show the format.

use tasuki_terms::ServiceMonth;

use super::Line;
use super::chance::Chance;

/// Something that is rented (福祉用具貸与).
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Equipment {
    pub(crate) tais_code: &'static str,
    pub(crate) name: &'static str,
    code: &'static str,
    units: u32,
}

/// A kind of service that is known here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Service {
    /// 11 訪問介護.
    HomeHelp,
    /// 15 通所介護.
    DayCare,
    /// 17 福祉用具貸与.
    Rental,
    /// 67 介護予防福祉用具貸与.
    PreventiveRental,
    /// Visits of one kind.
    Visits(&'static Visits),
}

/// A kind of service that is delivered visit by visit.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Visits {
    service: &'static str,
    code: &'static str,
    units: u32,
    minutes: u16,
    /// How often a week at most.
    weekly: u32,
    unit_price: u32,
}

/// 13 訪問看護, and services of preventive care (介護予防).
const MORE: &[Visits] = &[
    visits("13", "131211", 471, 30, 2, 1140),
    visits("62", "621111", 856, 45, 1, 1140),
    visits("63", "631211", 451, 30, 2, 1140),
    visits("A2", "A21211", 287, 60, 2, 1140),
    visits("A6", "A61121", 436, 180, 2, 1090),
];

const fn visits(
    service: &'static str,
    code: &'static str,
    units: u32,
    minutes: u16,
    weekly: u32,
    unit_price: u32,
) -> Visits {
    Visits {
        service,
        code,
        units,
        minutes,
        weekly,
        unit_price,
    }
}

impl Service {
    pub(super) fn of(code: &str) -> Option<Self> {
        match code {
            "11" => Some(Self::HomeHelp),
            "15" => Some(Self::DayCare),
            "17" => Some(Self::Rental),
            "67" => Some(Self::PreventiveRental),
            _ => MORE
                .iter()
                .find(|one| one.service == code)
                .map(Self::Visits),
        }
    }

    /// Whether it is of preventive care (介護予防, 総合事業).
    pub(super) fn is_preventive(self) -> bool {
        match self {
            Self::HomeHelp | Self::DayCare | Self::Rental => false,
            Self::PreventiveRental => true,
            Self::Visits(visits) => visits.service != "13",
        }
    }

    /// The price of a unit in yen, times 100.
    pub(super) const fn unit_price(self) -> u32 {
        match self {
            Self::HomeHelp => 1140,
            Self::DayCare => 1090,
            Self::Rental | Self::PreventiveRental => 1000,
            Self::Visits(visits) => visits.unit_price,
        }
    }

    /// What one person receives of it in a month, from the office with the index.
    pub(super) fn month(
        self,
        chance: &mut Chance,
        office: usize,
        month: ServiceMonth,
    ) -> Vec<Line> {
        match self {
            Self::HomeHelp => home_help(chance, office, month),
            Self::DayCare => day_care(chance, office, month),
            Self::Rental => rental(chance, office, EQUIPMENT),
            Self::PreventiveRental => rental(chance, office, PREVENTIVE_EQUIPMENT),
            Self::Visits(visits) => visits.month(chance, office, month),
        }
    }
}

impl Visits {
    fn month(&'static self, chance: &mut Chance, office: usize, month: ServiceMonth) -> Vec<Line> {
        let start = 540 + 30 * part_of_day(chance);
        days_of_a_week(chance, month, self.weekly)
            .into_iter()
            .zip(1..)
            .map(|(day, visit)| Line {
                office,
                visit,
                day,
                time: Some((start, start + self.minutes)),
                code: self.code,
                units: self.units,
                equipment: None,
            })
            .collect()
    }
}

/// Service code, units and minutes of a visit.
const VISITS: &[(&str, u32, u16)] = &[
    ("111111", 244, 30),
    ("111211", 387, 60),
    ("117211", 179, 45),
];

fn home_help(chance: &mut Chance, office: usize, month: ServiceMonth) -> Vec<Line> {
    let (code, units, minutes) = chance.pick(VISITS).copied().unwrap_or_default();
    let start = 540 + 30 * part_of_day(chance);
    days(chance, month)
        .into_iter()
        .zip(1..)
        .map(|(day, visit)| Line {
            office,
            visit,
            day,
            time: Some((start, start + minutes)),
            code,
            units,
            equipment: None,
        })
        .collect()
}

/// The number of half hours after nine o'clock at which a visit begins.
fn part_of_day(chance: &mut Chance) -> u16 {
    u16::try_from(chance.below(14)).unwrap_or_default()
}

/// A day and a bath (入浴介助加算), which carries the same time.
fn day_care(chance: &mut Chance, office: usize, month: ServiceMonth) -> Vec<Line> {
    let bath = chance.below(3) > 0;
    let mut lines = Vec::new();
    for (day, visit) in days(chance, month).into_iter().zip(1..) {
        let line = |code, units| Line {
            office,
            visit,
            day,
            time: Some((570, 990)),
            code,
            units,
            equipment: None,
        };
        lines.push(line("155241", 658));
        if bath {
            lines.push(line("155301", 40));
        }
    }
    lines
}

const EQUIPMENT: &[Equipment] = &[
    Equipment {
        tais_code: "99999-000001",
        name: "例示手すり Ａ型",
        code: "171007",
        units: 300,
    },
    Equipment {
        tais_code: "99999-000002",
        name: "例示手すり Ｂ型",
        code: "171007",
        units: 300,
    },
    Equipment {
        tais_code: "99999-000003",
        name: "例示車いす",
        code: "171001",
        units: 600,
    },
    Equipment {
        tais_code: "99999-000004",
        name: "例示特殊寝台",
        code: "171003",
        units: 900,
    },
    Equipment {
        tais_code: "99999-000005",
        name: "例示サイドレール",
        code: "171004",
        units: 60,
    },
    Equipment {
        tais_code: "99999-000006",
        name: "例示歩行器",
        code: "171009",
        units: 250,
    },
];

const PREVENTIVE_EQUIPMENT: &[Equipment] = &[
    Equipment {
        tais_code: "99999-000001",
        name: "例示手すり Ａ型",
        code: "671007",
        units: 300,
    },
    Equipment {
        tais_code: "99999-000002",
        name: "例示手すり Ｂ型",
        code: "671007",
        units: 300,
    },
    Equipment {
        tais_code: "99999-000006",
        name: "例示歩行器",
        code: "671009",
        units: 250,
    },
];

/// Each thing stands once, on the first of the month, without a time. Things of the same code and
/// units are told apart by 明細判別コード when the lines are written.
fn rental(chance: &mut Chance, office: usize, of: &'static [Equipment]) -> Vec<Line> {
    let mut things: Vec<_> = of.iter().filter(|_| chance.once_in(2)).collect();
    if things.is_empty() {
        things.extend(of.iter().take(2));
    }
    things
        .into_iter()
        .zip(1..)
        .map(|(thing, visit)| Line {
            office,
            visit,
            day: 1,
            time: None,
            code: thing.code,
            units: thing.units,
            equipment: Some(thing),
        })
        .collect()
}

/// The days of the month that fall on one to three weekdays.
fn days(chance: &mut Chance, month: ServiceMonth) -> Vec<i8> {
    days_of_a_week(chance, month, 3)
}

/// The days of the month that fall on at most so many weekdays.
fn days_of_a_week(chance: &mut Chance, month: ServiceMonth, most: u32) -> Vec<i8> {
    let first = chance.below(7);
    let every = 2 + chance.below(2);
    let times = 1 + chance.below(most);
    let chosen = |day: i8| {
        let weekday = u32::from(day.unsigned_abs()) % 7;
        (0..times).any(|n| (first + n * every) % 7 == weekday)
    };
    (1..=month.days()).filter(|day| chosen(*day)).collect()
}
