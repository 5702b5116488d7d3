//! What must hold between the records of one file.
//!
//! Of each record only a number for its key is kept, so that a file of any length needs little
//! memory.

use super::counts::{Counts, Numbers, Spots};
use super::excused::Excused;
use super::record::{self, applies};
use super::row::{Key, Row, Spot};
use super::tally::Tally;
use crate::layout::rules::{RecordRule, Then, bit};
use crate::layout::{is_detail, subtotal};
use crate::{FileName, Layout};

/// A rule over the records of the file at hand, and what it has seen.
pub(super) struct Group {
    pub(super) rule: &'static RecordRule,
    /// What an item must be that repeats a part of the file's name.
    named: String,
    /// The items that make up the key.
    key: Key,
    /// The items on which the count of a record depends, one bit each.
    bits: u128,
    /// The item that tells what the record is to the rule, and what it was last.
    item: usize,
    is_it: bool,
    seen: Seen,
    excused: Excused,
}

enum Seen {
    /// Where each key is; no two records may have the same.
    Keys(Tally<Spots>),
    /// The same with an item that tells equal records apart, and what is known of all that are equal
    /// but for it.
    Numbered(Tally<Spots>, Key, Tally<Numbers>),
    /// What is counted for each key.
    Counts(Counts),
}

/// Where a rule is broken.
pub(super) struct Broken {
    pub(super) rule: &'static RecordRule,
    pub(super) spot: Spot,
    /// Whether what may be there once is there again, and not that it is missing.
    pub(super) is_again: bool,
}

impl Group {
    /// The rules over records of a file.
    pub(super) fn all(layout: &'static Layout, name: &FileName) -> Vec<Self> {
        let rules = layout.rules.iter().filter(|rule| applies(rule, name));
        let groups = rules.filter_map(|rule| Self::of(rule, layout, name));
        groups.collect()
    }

    fn of(rule: &'static RecordRule, layout: &Layout, name: &FileName) -> Option<Self> {
        let mut named = String::new();
        let (key, seen) = match &rule.then {
            Then::ToldApart { by, group, .. } => {
                let key: Vec<_> = group.iter().chain([by]).copied().collect();
                let group = Key::new(layout, group);
                let seen = Seen::Numbered(Tally::default(), group, Tally::default());
                (Key::new(layout, &key), seen)
            }
            Then::Unique(items) => (Key::new(layout, items), Seen::Keys(Tally::default())),
            Then::EachPersonHas {
                named: part,
                person,
                ..
            } => {
                named = record::named(name, *part);
                (Key::new(layout, person), Seen::Counts(Counts::default()))
            }
            Then::OneEach { group, .. } | Then::Subtotal { group, .. } => {
                (Key::new(layout, group), Seen::Counts(Counts::default()))
            }
            _ => return None,
        };
        let bits = match &rule.then {
            Then::Subtotal { code, .. } => key.bits() | bit(*code),
            _ => key.bits(),
        };
        Some(Self {
            rule,
            named,
            item: rule.then.subject(),
            is_it: false,
            key,
            bits,
            seen,
            excused: Excused::default(),
        })
    }

    /// Looks at a record, of which the items in `changed` differ from the record before. Tells
    /// whether it breaks the rule by itself.
    pub(super) fn is_broken_by(&mut self, row: &Row<'_>, changed: u128) -> bool {
        let is_same = changed & self.bits == 0;
        if changed & bit(self.item) != 0 {
            self.is_it = self.is_it(row.value(self.item));
        }
        let is_it = self.is_it;
        let place = self.rule.then.item();
        match (&self.rule.then, &mut self.seen) {
            (Then::Unique(_), Seen::Keys(keys)) => {
                note(keys, row, &self.key, row.spot(place));
                false
            }
            (Then::ToldApart { by, .. }, Seen::Numbered(keys, group, numbers)) => {
                if is_it {
                    let spot = row.spot(place);
                    note(keys, row, &self.key, spot);
                    let is_empty = row.value(*by).is_empty();
                    let number = Numbers {
                        without: is_empty.then_some(spot),
                        some: !is_empty,
                    };
                    numbers.note(row.hash(group), number, Numbers::join);
                }
                false
            }
            (Then::EachPersonHas { .. }, Seen::Counts(counts)) => {
                counts.note(
                    is_same,
                    || row.hash(&self.key),
                    || row.spot(place),
                    |count| {
                        count.is_needed = true;
                        count.find(is_it, || row.spot(place));
                    },
                );
                false
            }
            (Then::OneEach { .. }, Seen::Counts(counts)) => {
                let mut is_second = false;
                counts.note(
                    is_same,
                    || row.hash(&self.key),
                    || row.spot(place),
                    |count| {
                        is_second = is_it && count.found.is_some();
                        count.is_needed = true;
                        count.find(is_it, || row.spot(place));
                    },
                );
                is_second
            }
            (Then::Subtotal { code, in_limit, .. }, Seen::Counts(counts)) => {
                let service = row.value(*code);
                let is_detail = is_detail(service);
                let is_in_limit = !row.value(*in_limit).is_empty();
                // Of the code only the service type counts.
                let service_type = service.get(..2).unwrap_or_default();
                let key = || row.hash(&self.key) ^ Row::number(service_type);
                counts.note(
                    is_same,
                    key,
                    || row.spot(place),
                    |count| {
                        count.find(is_it, || row.spot(place));
                        count.needing = count.needing.saturating_add(u32::from(is_detail));
                        count.is_needed |= is_detail && is_in_limit;
                    },
                );
                false
            }
            _ => false,
        }
    }

    /// The items without which nothing can be said of a record, one bit each.
    pub(super) fn reads(&self) -> u128 {
        self.key.bits() | bit(self.item)
    }

    /// Leaves a record out, of which the items in `faulty` are not right and some of those are read.
    /// What it may be nobody is said to lack.
    #[cold]
    pub(super) fn leave_out(&mut self, row: &Row<'_>, changed: u128, faulty: u128) {
        if changed & bit(self.item) != 0 {
            self.is_it = self.is_it(row.value(self.item));
        }
        let Seen::Counts(counts) = &mut self.seen else {
            return;
        };
        counts.put_away();
        if self.is_it || faulty & bit(self.item) != 0 {
            let is_clear = self.key.bits() & faulty == 0;
            self.excused.add(is_clear.then(|| row.hash(&self.key)));
        }
    }

    /// Leaves out a record whose items cannot be told apart, but for those in `clear`.
    #[cold]
    pub(super) fn leave_out_unclear(&mut self, row: &Row<'_>, clear: u128) {
        if !matches!(self.seen, Seen::Counts(_)) {
            return;
        }
        let end = row.fields.last().map_or(0, |field| field.end());
        let record = row.bytes.get(..end).unwrap_or_default();
        let mut parts = record.split(|byte| b",\"\r\n".contains(byte));
        if parts.any(|part| self.is_it(part)) {
            let is_clear = self.key.bits() & !clear == 0;
            self.excused.add(is_clear.then(|| row.hash(&self.key)));
        }
    }

    /// Not all records were seen.
    pub(super) fn excuse_all(&mut self) {
        self.excused.all = true;
    }

    /// Whether a record is what the rule looks for, by the item that tells it.
    fn is_it(&self, value: &[u8]) -> bool {
        match &self.rule.then {
            Then::ToldApart { prefix, .. } => record::begins(value, prefix),
            Then::EachPersonHas { .. } => value == self.named.as_bytes(),
            Then::OneEach { value: wanted, .. } => value == wanted.as_bytes(),
            Then::Subtotal { suffix, .. } => subtotal(value) == Some(suffix.as_bytes()),
            _ => true,
        }
    }

    /// What can only be told at the end: which of the keys lack what they must have, or have twice
    /// what they may have once.
    pub(super) fn at_the_end(&mut self) -> Vec<Broken> {
        let rule = self.rule;
        let broken = |is_again: bool| {
            move |spot| Broken {
                rule,
                spot,
                is_again,
            }
        };
        let is_subtotal = matches!(rule.then, Then::Subtotal { .. });
        let mut found: Vec<_> = match &mut self.seen {
            Seen::Keys(keys) => {
                keys.join(Spots::join);
                let again = keys.iter().filter_map(|(_, spots)| spots.next);
                again.map(broken(true)).collect()
            }
            Seen::Numbered(keys, _, numbers) => {
                keys.join(Spots::join);
                numbers.join(Numbers::join);
                let again = keys.iter().filter_map(|(_, spots)| spots.next);
                // Where none has a number, the second one was told.
                let some = numbers.iter().filter(|(_, numbers)| numbers.some);
                let without = some.filter_map(|(_, numbers)| numbers.without);
                again.chain(without).map(broken(true)).collect()
            }
            Seen::Counts(counts) => {
                counts.end();
                let mut found = Vec::new();
                for (key, count) in counts.away.iter() {
                    let is_missing = count.is_missing() && (!is_subtotal || count.needing > 1);
                    if is_missing && !self.excused.has(*key, is_subtotal) {
                        found.push(broken(false)(count.first));
                    }
                    if matches!(rule.then, Then::OneEach { .. }) {
                        found.extend(count.again.map(broken(true)));
                    }
                }
                found
            }
        };
        found.sort_unstable_by_key(|one| one.spot);
        found
    }
}

fn note(keys: &mut Tally<Spots>, row: &Row<'_>, key: &Key, spot: Spot) {
    let spots = Spots {
        first: spot,
        next: None,
    };
    keys.note(row.hash(key), spots, Spots::join);
}
