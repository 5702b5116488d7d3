//! The formulas. `docs/savings.md` explains them; `workbook` writes the same ones into cells.

use tasuki_terms::Yen;

use crate::{Field, Inputs};

mod exact;
#[cfg(test)]
mod tests;

pub(crate) use exact::Exact;

/// A saving of time, in tenths of a minute; negative where the system takes longer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SavedTime(i64);

impl SavedTime {
    /// In tenths of a minute.
    pub const fn tenths_of_minutes(self) -> i64 {
        self.0
    }

    /// In tenths of an hour, rounded down.
    pub const fn tenths_of_hours(self) -> i64 {
        self.0.div_euclid(60)
    }
}

/// What is saved in a month or a year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Period {
    /// The time.
    pub time: SavedTime,
    /// What that time costs (人件費).
    pub labour: Yen,
    /// FAX calls (通信費).
    pub fax: Yen,
    /// Letters (郵送費).
    pub postage: Yen,
    /// Travel (交通費).
    pub visits: Yen,
    /// Paper and printing (印刷費).
    pub paper: Yen,
    /// What the licence costs in the period; a month's part is rounded up.
    pub licence: Yen,
}

impl Period {
    /// What is saved without labour, before the licence is paid. Never negative.
    pub const fn without_labour(&self) -> Yen {
        let sending = self.fax.amount() + self.postage.amount() + self.visits.amount();
        Yen::new(sending + self.paper.amount())
    }

    /// What is saved with labour, before the licence is paid.
    pub const fn with_labour(&self) -> Yen {
        Yen::new(self.labour.amount() + self.without_labour().amount())
    }

    /// What remains of [`Self::without_labour`] after the licence.
    pub const fn net_without_labour(&self) -> Yen {
        Yen::new(self.without_labour().amount() - self.licence.amount())
    }

    /// What remains of [`Self::with_labour`] after the licence.
    pub const fn net_with_labour(&self) -> Yen {
        Yen::new(self.with_labour().amount() - self.licence.amount())
    }
}

/// With how many partners on the system the licence is paid back (損益分岐点).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BreakEven {
    /// With at least so many partners on the system.
    Partners(i64),
    /// Not even with all partners.
    Never,
}

/// What an office saves (削減効果).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Savings {
    /// In a month.
    pub month: Period,
    /// In a year: twelve months, so that what is shown adds up, and the yearly fee itself.
    pub year: Period,
    /// Where the licence is paid back, labour counted.
    pub break_even_with_labour: BreakEven,
    /// Where it is paid back by costs alone.
    pub break_even_without_labour: BreakEven,
}

/// What an office saves that sends to its share of partners over the system.
///
/// Every amount of a month is rounded down to whole yen (tenths of a minute), so that no saving is
/// shown greater than it is.
pub fn simulate(inputs: &Inputs) -> Savings {
    let exact = Exact::of(inputs, inputs.value(Field::Share));
    let fee = inputs.value(Field::Licence);
    let month = exact.month(Yen::new(divided_up(fee, 12)));
    let all = Exact::of(inputs, 100);
    Savings {
        month,
        year: year(&month, Yen::new(fee)),
        break_even_with_labour: break_even(inputs, all.labour() + all.costs()),
        break_even_without_labour: break_even(inputs, all.costs()),
    }
}

/// The savings with 0, 10, … 100 % of the partners on the system, for a chart.
pub fn at_shares(inputs: &Inputs) -> Vec<(i64, Savings)> {
    let shares = (0..=10).map(|tens| tens * 10);
    shares
        .filter_map(|share| Some((share, inputs.with(Field::Share, share).ok()?)))
        .map(|(share, inputs)| (share, simulate(&inputs)))
        .collect()
}

fn year(month: &Period, licence: Yen) -> Period {
    let twelve = |yen: Yen| Yen::new(12 * yen.amount());
    Period {
        time: SavedTime(12 * month.time.0),
        labour: twelve(month.labour),
        fax: twelve(month.fax),
        postage: twelve(month.postage),
        visits: twelve(month.visits),
        paper: twelve(month.paper),
        licence,
    }
}

/// Whether `all`, the exact saving of a month with all partners, pays the licence, and with how many.
fn break_even(inputs: &Inputs, all: i64) -> BreakEven {
    let partners = inputs.value(Field::Partners);
    if inputs.value(Field::Licence) == 0 && all >= 0 {
        return BreakEven::Partners(0);
    }
    match needed(owed(inputs), all) {
        needed if all > 0 && needed <= partners => BreakEven::Partners(needed),
        _ => BreakEven::Never,
    }
}

/// The licence times the partners, in parts of a yen, divided by the twelve months of a year.
pub(crate) fn owed(inputs: &Inputs) -> i64 {
    inputs.value(Field::Licence) * inputs.value(Field::Partners) * Exact::MONTHLY_PARTS
}

/// The least number of partners whose part of `all` pays in twelve months: ⌈owed ÷ all⌉; 0 where
/// nothing is saved.
pub(crate) fn needed(owed: i64, all: i64) -> i64 {
    if all <= 0 {
        return 0;
    }
    divided_up(owed, all)
}

/// A quotient rounded up; `by` is positive.
const fn divided_up(amount: i64, by: i64) -> i64 {
    amount.div_euclid(by) + (amount.rem_euclid(by) > 0) as i64
}
