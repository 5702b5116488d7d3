//! What must hold between the records of one file.
//!
//! Of each record only a number for its key is kept, so that a file of any length needs little
//! memory.

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
}

enum Seen {
    /// Where each key is; no two records may have the same.
    Keys(Tally<Spots>),
    /// What is counted for each key.
    Counts(Counts),
}

/// Where a key comes first, and next.
#[derive(Clone, Copy)]
struct Spots {
    first: Spot,
    next: Option<Spot>,
}

/// Counts by key. The one at hand is put away only when another comes, since files are in order.
#[derive(Default)]
struct Counts {
    at_hand: Option<(u64, Count)>,
    away: Tally<Count>,
}

/// What is known of a key.
#[derive(Clone, Copy)]
struct Count {
    /// Its first record.
    first: Spot,
    /// Where what is looked for was found first.
    found: Option<Spot>,
    /// Where it was found again, when others had come between.
    again: Option<Spot>,
    /// Whether it must be there.
    is_needed: bool,
    /// How many records there are for which it may be needed.
    needing: u32,
}

/// Where a rule is broken.
pub(super) struct Broken {
    pub(super) rule: &'static RecordRule,
    pub(super) spot: Spot,
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
                (Key::new(layout, &key), Seen::Keys(Tally::default()))
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
            (Then::ToldApart { .. } | Then::Unique(_), Seen::Keys(keys)) => {
                if is_it {
                    note(keys, row, &self.key, row.spot(place));
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
        let mut spots: Vec<_> = match &mut self.seen {
            Seen::Keys(keys) => {
                keys.join(Spots::join);
                keys.iter().filter_map(|(_, spots)| spots.next).collect()
            }
            Seen::Counts(counts) => {
                counts.end();
                let counts = counts.away.iter().map(|(_, count)| count);
                match &self.rule.then {
                    Then::Subtotal { .. } => counts
                        .filter(|count| count.is_missing() && count.needing > 1)
                        .map(|count| count.first)
                        .collect(),
                    Then::OneEach { .. } => counts
                        .filter_map(|count| count.missing().or(count.again))
                        .collect(),
                    _ => counts.filter_map(Count::missing).collect(),
                }
            }
        };
        spots.sort_unstable();
        let broken = |spot| Broken {
            rule: self.rule,
            spot,
        };
        spots.into_iter().map(broken).collect()
    }
}

fn note(keys: &mut Tally<Spots>, row: &Row<'_>, key: &Key, spot: Spot) {
    let spots = Spots {
        first: spot,
        next: None,
    };
    keys.note(row.hash(key), spots, Spots::join);
}

impl Spots {
    fn join(&mut self, later: Self) {
        self.next = self.next.or(Some(later.first));
    }
}

impl Count {
    fn find(&mut self, is_it: bool, spot: impl FnOnce() -> Spot) {
        if is_it && self.found.is_none() {
            self.found = Some(spot());
        }
    }

    const fn is_missing(&self) -> bool {
        self.is_needed && self.found.is_none()
    }

    fn missing(&self) -> Option<Spot> {
        self.is_missing().then_some(self.first)
    }

    fn join(&mut self, later: Self) {
        if self.found.is_some() {
            self.again = self.again.or(later.found);
        }
        self.found = self.found.or(later.found);
        self.is_needed |= later.is_needed;
        self.needing = self.needing.saturating_add(later.needing);
    }
}

impl Counts {
    /// Changes the count of a key, which is that of the record before if `is_same`.
    fn note(
        &mut self,
        is_same: bool,
        key: impl FnOnce() -> u64,
        first: impl FnOnce() -> Spot,
        change: impl FnOnce(&mut Count),
    ) {
        if let Some((_, count)) = self.at_hand.as_mut().filter(|_| is_same) {
            return change(count);
        }
        let key = key();
        if let Some((other, count)) = self.at_hand.take_if(|(other, _)| *other != key) {
            self.away.note(other, count, Count::join);
        }
        let (_, count) = self.at_hand.get_or_insert_with(|| {
            let new = Count {
                first: first(),
                found: None,
                again: None,
                is_needed: false,
                needing: 0,
            };
            (key, new)
        });
        change(count);
    }

    /// All records were noted.
    fn end(&mut self) {
        if let Some((key, count)) = self.at_hand.take() {
            self.away.note(key, count, Count::join);
        }
        self.away.join(Count::join);
    }
}
