//! What must hold between the records of one file.
//!
//! Of each record only numbers for its keys are kept, so that a file of any length needs little
//! memory; beyond [`MOST`] keys a rule looks at no more.

use std::collections::{BTreeMap, BTreeSet};

use super::record::{self, applies};
use super::row::Row;
use crate::layout::rules::{RecordRule, Then, bit};
use crate::{FileName, Layout};

/// How many keys of one rule are kept.
const MOST: usize = 1 << 20;

/// A rule over the records of the file at hand, and what it has seen.
pub(super) struct Group {
    pub(super) rule: &'static RecordRule,
    /// What an item must be that repeats a part of the file's name.
    named: String,
    /// The items that make up the key.
    key: Vec<usize>,
    /// The same, one bit each.
    key_bits: u128,
    seen: Seen,
}

enum Seen {
    /// Keys that no other record may have.
    Keys(BTreeSet<u64>),
    /// What is counted for each key.
    Counts(Counts),
}

/// Counts by key. The one at hand is put away only when another comes, since files are in order.
#[derive(Default)]
struct Counts {
    at_hand: Option<(u64, Count)>,
    away: BTreeMap<u64, Count>,
}

/// What is known of a key.
#[derive(Clone, Copy, Default)]
struct Count {
    /// The line of its first record.
    line: u32,
    /// Whether what is looked for was found.
    found: bool,
    /// Whether it must be there.
    is_needed: bool,
    /// How many records there are for which it may be needed.
    needing: u32,
}

/// The line of a record that breaks a rule.
pub(super) struct Broken {
    pub(super) rule: &'static RecordRule,
    pub(super) line: u32,
}

impl Group {
    /// The rules over records of a file.
    pub(super) fn all(layout: &'static Layout, name: &FileName) -> Vec<Self> {
        let rules = layout.rules.iter().filter(|rule| applies(rule, name));
        rules.filter_map(|rule| Self::of(rule, name)).collect()
    }

    fn of(rule: &'static RecordRule, name: &FileName) -> Option<Self> {
        let mut named = String::new();
        let (key, seen) = match &rule.then {
            Then::ToldApart { by, group, .. } => {
                let key = group.iter().chain([by]).copied().collect();
                (key, Seen::Keys(BTreeSet::new()))
            }
            Then::Unique(items) => (items.clone(), Seen::Keys(BTreeSet::new())),
            Then::EachPersonHas {
                named: part,
                person,
                ..
            } => {
                named = record::named(name, *part);
                (person.clone(), Seen::Counts(Counts::default()))
            }
            Then::OneEach { group, .. } => (group.clone(), Seen::Counts(Counts::default())),
            Then::Subtotal { group, code, .. } => {
                let key = group.iter().chain([code]).copied().collect();
                (key, Seen::Counts(Counts::default()))
            }
            _ => return None,
        };
        Some(Self {
            rule,
            named,
            key_bits: key.iter().fold(0, |bits, item| bits | bit(*item)),
            key,
            seen,
        })
    }

    /// Looks at a record, of which the items in `changed` differ from the record before. Tells
    /// whether it breaks the rule by itself.
    pub(super) fn is_broken_by(&mut self, row: &Row<'_>, changed: u128) -> bool {
        let is_same = changed & self.key_bits == 0;
        match (&self.rule.then, &mut self.seen) {
            (Then::ToldApart { code, prefix, .. }, Seen::Keys(keys)) => {
                let service = row.value(*code);
                let is_meant = prefix.iter().any(|one| service.starts_with(one.as_bytes()));
                is_meant && is_seen(keys, row.hash(&self.key))
            }
            (Then::Unique(_), Seen::Keys(keys)) => is_seen(keys, row.hash(&self.key)),
            (Then::EachPersonHas { item, .. }, Seen::Counts(counts)) => {
                let is_it = row.value(*item) == self.named.as_bytes();
                counts.note(
                    is_same,
                    || row.hash(&self.key),
                    row.line,
                    |count| {
                        count.is_needed = true;
                        count.found |= is_it;
                    },
                );
                false
            }
            (Then::OneEach { item, value, .. }, Seen::Counts(counts)) => {
                let is_it = row.value(*item) == value.as_bytes();
                let mut is_second = false;
                counts.note(
                    is_same,
                    || row.hash(&self.key),
                    row.line,
                    |count| {
                        is_second = is_it && count.found;
                        count.is_needed = true;
                        count.found |= is_it;
                    },
                );
                is_second
            }
            (
                Then::Subtotal {
                    group,
                    code,
                    in_limit,
                    suffix,
                },
                Seen::Counts(counts),
            ) => {
                let service = row.value(*code);
                let is_subtotal = record::subtotal(service) == Some(suffix.as_bytes());
                let is_detail = record::is_detail(service);
                let is_in_limit = !row.value(*in_limit).is_empty();
                // Of the code only the service type counts.
                let key = || row.hash(group) ^ Row::number(service.get(..2).unwrap_or_default());
                counts.note(is_same, key, row.line, |count| {
                    count.found |= is_subtotal;
                    count.needing = count.needing.saturating_add(u32::from(is_detail));
                    count.is_needed |= is_detail && is_in_limit;
                });
                false
            }
            _ => false,
        }
    }

    /// What can only be told at the end: which of the keys lack what they must have.
    pub(super) fn at_the_end(&self) -> Vec<Broken> {
        let Seen::Counts(counts) = &self.seen else {
            return Vec::new();
        };
        let least = match &self.rule.then {
            Then::Subtotal { .. } => 2,
            _ => 0,
        };
        let mut lines: Vec<_> = counts
            .all()
            .filter(|count| count.is_needed && !count.found && count.needing >= least)
            .map(|count| count.line)
            .collect();
        lines.sort_unstable();
        let broken = |line| Broken {
            rule: self.rule,
            line,
        };
        lines.into_iter().map(broken).collect()
    }
}

impl Counts {
    /// Changes the count of a key, which is that of the record before if `is_same`.
    fn note(
        &mut self,
        is_same: bool,
        key: impl FnOnce() -> u64,
        line: u32,
        change: impl FnOnce(&mut Count),
    ) {
        if let Some((_, count)) = self.at_hand.as_mut().filter(|_| is_same) {
            return change(count);
        }
        let key = key();
        if let Some((other, count)) = self.at_hand.take_if(|(other, _)| *other != key)
            && self.away.len() < MOST
        {
            self.away.insert(other, count);
        }
        let (_, count) = self.at_hand.get_or_insert_with(|| {
            let new = Count {
                line,
                ..Count::default()
            };
            (key, self.away.remove(&key).unwrap_or(new))
        });
        change(count);
    }

    fn all(&self) -> impl Iterator<Item = &Count> {
        let at_hand = self.at_hand.iter().map(|(_, count)| count);
        self.away.values().chain(at_hand)
    }
}

/// Whether a key was there before; notes it if not.
fn is_seen(keys: &mut BTreeSet<u64>, key: u64) -> bool {
    if keys.len() >= MOST {
        return keys.contains(&key);
    }
    !keys.insert(key)
}
