//! What must hold between the items of one record.

use super::row::Row;
use crate::layout::rules::{Beginning, Class, NameTest, Named, RecordRule, Test, Then, bit};
use crate::layout::{days, is_detail, is_out_of_scope, is_total};
use crate::{FileName, Layout};

/// The rules for single records of the file at hand.
pub(super) struct Rules {
    all: Vec<&'static RecordRule>,
    /// For each item the rules that depend on it, one bit each.
    of_item: Vec<u64>,
    /// For each item those of them that depend on its value, not only on whether it is filled.
    of_value: Vec<u64>,
    /// The rules that the last record broke.
    broken: u64,
}

impl Rules {
    /// The rules for a file.
    pub(super) fn new(layout: &'static Layout, name: &FileName) -> Self {
        let mut rules = Self {
            all: Vec::new(),
            of_item: vec![0; layout.fields.len()],
            of_value: vec![0; layout.fields.len()],
            broken: 0,
        };
        for rule in layout.rules.iter().filter(|rule| applies(rule, name)) {
            let Some(items) = rule.then.items() else {
                continue;
            };
            let when = rule.when.as_ref().map_or(0, |(item, _)| bit(*item));
            let this = 1 << (rules.all.len() % 64);
            let of_each = rules.of_item.iter_mut().zip(&mut rules.of_value);
            for (item, (of_item, of_value)) in of_each.enumerate() {
                if (items | when) & bit(item) != 0 {
                    *of_item |= this;
                }
                if rule.values() & bit(item) != 0 {
                    *of_value |= this;
                }
            }
            rules.all.push(rule);
        }
        rules
    }

    /// The rules that the record breaks. `changed` has the items that differ from the record before;
    /// only rules that depend on them are looked at. Rules that depend on a value of `faulty` are left
    /// out, since what they would say need not be so when it is put right.
    pub(super) fn broken_by(
        &mut self,
        row: &Row<'_>,
        changed: u128,
        faulty: u128,
        name: &FileName,
    ) -> impl Iterator<Item = &'static RecordRule> {
        let of_item = |item: usize| self.of_item.get(item).copied().unwrap_or_default();
        let asked = items(changed).fold(0, |asked, item| asked | of_item(item));
        for (at, rule) in bits(asked).filter_map(|at| Some((at, self.all.get(at)?))) {
            let applies = rule.when.as_ref();
            let applies = applies.is_none_or(|(item, tests)| all(tests, row.value(*item)));
            if applies && !holds(&rule.then, row, name) {
                self.broken |= 1 << at;
            } else {
                self.broken &= !(1 << at);
            }
        }
        let left_out = match faulty {
            0 => 0,
            _ => self.depend_on(faulty),
        };
        bits(self.broken & !left_out).filter_map(|at| self.all.get(at).copied())
    }
}

impl Rules {
    /// The rules that depend on a value of these items, one bit each.
    #[cold]
    fn depend_on(&self, faulty: u128) -> u64 {
        let of_value = |item: usize| self.of_value.get(item).copied().unwrap_or_default();
        items(faulty).fold(0, |all, item| all | of_value(item))
    }
}

/// The places of the bits that are set.
fn bits(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let next = bits.trailing_zeros();
        bits &= bits.wrapping_sub(1);
        (next < u64::BITS).then_some(next as usize)
    })
}

/// The items that have changed, in order.
pub(super) fn items(changed: u128) -> impl Iterator<Item = usize> {
    let half = |from: u32| u64::try_from(changed >> from & u128::from(u64::MAX)).unwrap_or(0);
    let (low, high) = (half(0), half(64));
    bits(low).chain(bits(high).map(|item| item + 64))
}

/// Whether the file's name is one for which the rule was made.
pub(super) fn applies(rule: &RecordRule, name: &FileName) -> bool {
    match &rule.name {
        None => true,
        Some(NameTest::HasMonth(has)) => name.month.is_some() == *has,
        Some(NameTest::ReceiverServiceNotIn(services)) => name
            .receiver_service
            .is_some_and(|service| !services.contains(&service.to_string())),
    }
}

/// Whether a value passes all tests.
pub(super) fn all(tests: &[Test], value: &[u8]) -> bool {
    tests.iter().all(|test| passes(test, value))
}

fn passes(test: &Test, value: &[u8]) -> bool {
    let begins = |with: &[Beginning]| begins(value, with);
    match test {
        Test::Equals(other) => value == other.as_bytes(),
        Test::NotEquals(other) => value != other.as_bytes(),
        Test::Prefix(with) => begins(with),
        Test::NotPrefix(with) => !begins(with),
        Test::Empty(empty) => value.is_empty() == *empty,
        Test::Class(class) => match class {
            Class::Total => is_total(value),
            Class::SubtotalOrTotal => !is_detail(value),
            Class::Detail => is_detail(value),
        },
    }
}

/// Whether a service code is one of the types.
pub(super) fn begins(code: &[u8], types: &[Beginning]) -> bool {
    code.first_chunk()
        .is_some_and(|first| types.contains(first))
}

/// What an item must repeat of the file's name. It is seldom asked, and would be in the way of the
/// rules that are asked of every record.
#[cold]
pub(super) fn named(name: &FileName, part: Named) -> String {
    match part {
        Named::Month => name.month.map(|month| month.to_string()),
        Named::Receiver => Some(name.receiver.to_string()),
    }
    .unwrap_or_default()
}

fn holds(then: &Then, row: &Row<'_>, name: &FileName) -> bool {
    let value = |item: &usize| row.value(*item);
    let is_filled = |item: &usize| !value(item).is_empty();
    match then {
        Then::Is(item, tests) => all(tests, value(item)),
        Then::IsNamed(item, part) => value(item) == named(name, *part).as_bytes(),
        Then::IsSameAs(one, other) => value(one) == value(other),
        Then::BeginsWith(item, with) => value(item).starts_with(value(with)),
        Then::AnyFilled(items) => items.iter().any(is_filled),
        Then::FilledFromTheFirst(items) => {
            let first_empty = items.iter().position(|item| !is_filled(item));
            let behind = items.iter().skip(first_empty.unwrap_or(items.len()));
            !behind.into_iter().any(is_filled)
        }
        Then::NoneIs(items, values) => !items
            .iter()
            .any(|item| values.iter().any(|one| value(item) == one.as_bytes())),
        Then::OneGroup(groups) => {
            let filled = groups.iter().filter(|group| group.iter().any(is_filled));
            filled.count() == 1
        }
        Then::DaysOfMonth { days: item, month } => {
            let first_behind = value(month)
                .split_at_checked(4)
                .and_then(|(year, month)| days(digits(year)?, digits(month)?).try_into().ok());
            let behind = value(item).iter().skip(first_behind.unwrap_or(31));
            !behind.into_iter().any(|day| *day == b'1')
        }
        Then::InScope(item) => {
            let service = value(item).first_chunk();
            !service.is_some_and(|service| is_out_of_scope(*service))
        }
        Then::ImageOfFile(item) => {
            str::from_utf8(value(item)).is_ok_and(|image| is_of(image, name))
        }
        Then::ToldApart { .. }
        | Then::EachPersonHas { .. }
        | Then::Unique(_)
        | Then::OneEach { .. }
        | Then::Subtotal { .. } => true,
    }
}

/// The item of a record that a finding shows: of several the one that is wrong.
pub(super) fn item(then: &Then, row: &Row<'_>) -> usize {
    let is_filled = |item: &usize| !row.value(*item).is_empty();
    let wrong = match then {
        Then::FilledFromTheFirst(items) => {
            let mut behind = items.iter().copied().skip_while(is_filled);
            behind.find(is_filled)
        }
        Then::NoneIs(items, values) => {
            let is_one = |item: &usize| values.iter().any(|one| row.value(*item) == one.as_bytes());
            items.iter().copied().find(is_one)
        }
        _ => None,
    };
    wrong.unwrap_or_else(|| then.item())
}

fn digits(value: &[u8]) -> Option<u32> {
    str::from_utf8(value).ok()?.parse().ok()
}

/// Whether an image is named as one of the file; seldom asked, too.
#[cold]
fn is_of(image: &str, name: &FileName) -> bool {
    FileName::parse(image).is_ok_and(|image| {
        let of_file = FileName {
            kind: image.kind,
            branch: image.branch,
            ..name.clone()
        };
        image.branch.is_some() && image == of_file
    })
}
