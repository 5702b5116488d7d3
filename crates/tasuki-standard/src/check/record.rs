//! What must hold between the items of one record.

use super::row::Row;
use crate::layout::rules::{Class, NameTest, Named, RecordRule, Test, Then, bit};
use crate::layout::{days, is_out_of_scope};
use crate::{FileName, Layout};

/// A rule that applies to the file at hand.
pub(super) struct Active {
    pub(super) rule: &'static RecordRule,
    /// The items on which it depends.
    items: u128,
    /// Whether the last record broke it.
    is_broken: bool,
}

impl Active {
    /// The rules for single records of a file.
    pub(super) fn all(layout: &'static Layout, name: &FileName) -> Vec<Self> {
        let rules = layout.rules.iter().filter(|rule| applies(rule, name));
        rules
            .filter_map(|rule| {
                let when = rule.when.as_ref().map_or(0, |(item, _)| bit(*item));
                Some(Self {
                    rule,
                    items: rule.then.items()? | when,
                    is_broken: false,
                })
            })
            .collect()
    }

    /// Whether the record breaks the rule. `changed` has the items that differ from the record
    /// before.
    pub(super) fn is_broken_by(&mut self, row: &Row<'_>, changed: u128, name: &FileName) -> bool {
        if changed & self.items != 0 {
            let when = self.rule.when.as_ref();
            self.is_broken = when.is_none_or(|(item, tests)| all(tests, row.value(*item)))
                && !holds(&self.rule.then, row, name);
        }
        self.is_broken
    }
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
    let begins = |with: &[String]| with.iter().any(|one| value.starts_with(one.as_bytes()));
    match test {
        Test::Equals(other) => value == other.as_bytes(),
        Test::NotEquals(other) => value != other.as_bytes(),
        Test::Prefix(with) => begins(with),
        Test::NotPrefix(with) => !begins(with),
        Test::Empty(empty) => value.is_empty() == *empty,
        Test::Class(class) => match class {
            Class::Total => is_total(value),
            Class::SubtotalOrTotal => is_total(value) || subtotal(value).is_some(),
            Class::Detail => !is_total(value) && subtotal(value).is_none(),
        },
    }
}

/// Whether a service code of 第7表 is that of the grand total (全合計).
fn is_total(code: &[u8]) -> bool {
    code == b"999999"
}

/// The suffix of a subtotal (種類別小計) of 第7表, if the service code is one.
pub(super) fn subtotal(code: &[u8]) -> Option<&[u8]> {
    let (_, suffix) = code.split_at_checked(2)?;
    matches!(suffix, b"AAAA" | b"EEEE" | b"ZZZZ").then_some(suffix)
}

/// Whether a service code of 第7表 is that of a service, not of a sum.
pub(super) fn is_detail(code: &[u8]) -> bool {
    !is_total(code) && subtotal(code).is_none()
}

/// What an item must repeat of the file's name.
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
        Then::InScope(item) => !value(item)
            .get(..2)
            .and_then(|service| str::from_utf8(service).ok())
            .is_some_and(is_out_of_scope),
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

fn digits(value: &[u8]) -> Option<u32> {
    str::from_utf8(value).ok()?.parse().ok()
}

/// Whether an image is named as one of the file.
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
