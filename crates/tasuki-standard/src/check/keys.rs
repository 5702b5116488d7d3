//! Who and what the records of a file are about, as far as it must agree with other files.
//!
//! Of each key a few numbers are kept, and where it comes first. Where a part of a key cannot be
//! read, what can be read of it is kept, so that nobody is said to miss what may be there.

use tasuki_terms::FileKind;

use super::row::{Key, Row};
use super::tally::Tally;
use crate::layout::rules::{Then, bit};
use crate::{FileName, Layout};

/// What tells of each person of a unit.
pub(super) const SUPPLEMENT: FileKind = FileKind::UserSupplement;
/// The kinds with which it goes.
pub(super) const HEADS: [FileKind; 2] = [FileKind::CarePlan1, FileKind::UsePlan];
/// The kinds on which others depend.
const PARENTS: [FileKind; 4] = [
    FileKind::CarePlan1,
    FileKind::UsePlan,
    FileKind::PreventionUser,
    FileKind::PreventionPlan,
];

/// How many items a key between files has at most.
const ITEMS: usize = 3;
/// How many keys that cannot be read are kept apart; of more anything is thought possible.
const MOST_UNCLEAR: usize = 256;
/// What stands in place of a plan date where there is none.
const NO_DATE: &[u8] = b"00000000";

/// Who and what a file's records are about, and the images that they name.
pub(super) struct FileKeys {
    /// Which record, where the file is one on which others depend, or depends on another.
    pub(super) records: Option<Keys>,
    /// The people, where the file is one that must agree with another about them.
    pub(super) people: Option<Keys>,
    pub(super) images: Images,
}

/// The images that a file names.
#[derive(Default)]
pub(super) struct Images {
    /// The item that names an image.
    pub(super) item: Option<usize>,
    pub(super) named: Vec<(String, super::row::Spot)>,
    /// Whether there may be more, in records that cannot be read.
    pub(super) may_be_more: bool,
}

/// Some items of a file's records together.
pub(super) struct Keys {
    key: Key,
    bits: u128,
    seen: Tally<Seen>,
    /// What was seen of each item.
    values: [Tally<()>; ITEMS],
    /// What can be read of the keys that cannot be read as a whole.
    unclear: Vec<[Option<u32>; ITEMS]>,
    /// The item that holds no plan date where [`NO_DATE`] stands in it.
    date: Option<usize>,
}

/// A key: where it comes first, and a number for each of its items.
#[derive(Clone, Copy)]
struct Seen {
    /// The place of its record, and its line. Before a key is no text, so that all of it is there.
    offset: usize,
    line: u32,
    /// The places of its items in the record.
    starts: [u8; ITEMS],
    values: [u32; ITEMS],
}

/// A key that another file lacks.
#[derive(Clone, Copy)]
pub(super) struct Missing {
    /// The place of its first record.
    pub(super) record: usize,
    pub(super) line: u32,
    /// The item that tells it from all others, and its place.
    pub(super) item: usize,
    pub(super) offset: usize,
}

impl FileKeys {
    pub(super) fn new(layout: &Layout, name: &FileName) -> Self {
        let kind = layout.kind;
        let items = |ids: &[&str]| -> Vec<usize> {
            let found = ids.iter().filter_map(|id| Some(layout.field(id)?.0));
            found.collect()
        };
        let person = ["insurer_no", "insured_no"];
        let date = "care_plan_date";
        // With use tables the supplement has no date, and its month is looked at by itself.
        let is_of_plan = kind == SUPPLEMENT && name.month.is_none();
        let records = if is_of_plan {
            Some(items(&[person.as_slice(), &[date]].concat()))
        } else {
            let is_linked = layout.parent.is_some() || PARENTS.contains(&kind);
            is_linked.then(|| layout.key.clone())
        };
        let is_about_people = kind == SUPPLEMENT || HEADS.contains(&kind);
        let mut rules = layout.rules.iter();
        Self {
            records: records.map(|key| Keys {
                date: is_of_plan
                    .then(|| items(&[date]).first().copied())
                    .flatten(),
                ..Keys::new(Key::new(layout, &key))
            }),
            people: is_about_people.then(|| Keys::new(Key::new(layout, &items(&person)))),
            images: Images {
                item: rules.find_map(|rule| match rule.then {
                    Then::ImageOfFile(item) => Some(item),
                    _ => None,
                }),
                ..Images::default()
            },
        }
    }

    fn each(&mut self) -> impl Iterator<Item = &mut Keys> {
        self.records.iter_mut().chain(&mut self.people)
    }

    /// Notes a record, of which the items in `changed` differ from the record before, and those in
    /// `faulty` are not right.
    pub(super) fn note(&mut self, row: &Row<'_>, changed: u128, faulty: u128) {
        self.images.note(row, faulty);
        for keys in self.each() {
            keys.note(row, changed, faulty);
        }
    }

    /// Notes a record whose items cannot be told apart, but for those in `clear`.
    pub(super) fn note_unclear(&mut self, row: &Row<'_>, clear: u128) {
        self.images.may_be_more = true;
        for keys in self.each() {
            // A part of a key may be that of another item.
            let clear = if keys.bits & !clear == 0 { clear } else { 0 };
            keys.unclear(row, !clear);
        }
    }

    /// All records were noted; unless `is_whole`, there may be more.
    pub(super) fn end(&mut self, is_whole: bool) {
        self.images.may_be_more |= !is_whole;
        for keys in self.each() {
            keys.seen.join(first);
            for values in &mut keys.values {
                values.join(|(), ()| {});
            }
            if !is_whole {
                keys.unclear.push([None; ITEMS]);
            }
        }
    }
}

impl Images {
    fn note(&mut self, row: &Row<'_>, faulty: u128) {
        let Some(item) = self.item.filter(|item| !row.value(*item).is_empty()) else {
            return;
        };
        if faulty & bit(item) != 0 {
            self.may_be_more = true;
            return;
        }
        let image = super::fields::text(row, item);
        self.named.push((image, row.spot(item)));
    }
}

impl Keys {
    fn new(key: Key) -> Self {
        Self {
            bits: key.bits(),
            key,
            seen: Tally::default(),
            values: Default::default(),
            unclear: Vec::new(),
            date: None,
        }
    }

    fn note(&mut self, row: &Row<'_>, changed: u128, faulty: u128) {
        if changed & self.bits == 0 {
            return;
        }
        let has_date = |item: usize| row.value(item) != NO_DATE;
        if faulty & self.bits != 0 || !self.date.is_none_or(has_date) {
            // That there is no date breaks another rule.
            return self.unclear(row, faulty | self.date.map_or(0, bit));
        }
        let values = self.values_of(row);
        for (seen, value) in self.values.iter_mut().zip(values) {
            seen.note(u64::from(value), (), |(), ()| {});
        }
        let start = |item: usize| row.fields.get(item).map_or(0, |field| field.start());
        let mut starts = [0; ITEMS];
        for (at, item) in starts.iter_mut().zip(self.key.items()) {
            *at = u8::try_from(start(item)).unwrap_or(u8::MAX);
        }
        let seen = Seen {
            offset: row.offset,
            line: row.line,
            starts,
            values,
        };
        self.seen.note(row.hash(&self.key), seen, first);
    }

    /// Notes what can be read of a key.
    #[cold]
    fn unclear(&mut self, row: &Row<'_>, faulty: u128) {
        let mut clear = [None; ITEMS];
        let values = self.key.items().zip(self.values_of(row));
        for (clear, (item, value)) in clear.iter_mut().zip(values) {
            *clear = (faulty & bit(item) == 0).then_some(value);
        }
        match self.unclear.len() {
            MOST_UNCLEAR.. => {}
            _ if self.unclear.contains(&clear) => {}
            len if len + 1 == MOST_UNCLEAR => self.unclear.push([None; ITEMS]),
            _ => self.unclear.push(clear),
        }
    }

    /// A number for each item.
    fn values_of(&self, row: &Row<'_>) -> [u32; ITEMS] {
        let mut values = [0; ITEMS];
        for (value, at) in values.iter_mut().zip(0..) {
            *value = row.hash_of(&self.key, at);
        }
        values
    }

    /// Whether a key that cannot be read may be one of these values.
    fn may_have(&self, values: [u32; ITEMS]) -> bool {
        self.unclear.iter().any(|clear| {
            let mut both = clear.iter().zip(values);
            both.all(|(clear, value)| clear.is_none_or(|clear| clear == value))
        })
    }

    /// The item of a key of another file that tells it from all keys of this one: the first whose
    /// value occurs nowhere, or else the last.
    fn telling(&self, values: [u32; ITEMS]) -> usize {
        let items = self.key.items().count();
        let is_seen = |(at, (tally, value)): &(usize, (&Tally<()>, u32))| {
            let may_be = |clear: &[Option<u32>; ITEMS]| {
                let clear = clear.get(*at).copied().flatten();
                clear.is_none_or(|clear| clear == *value)
            };
            tally.may_have(u64::from(*value)) || self.unclear.iter().any(may_be)
        };
        let mut unseen = self.values.iter().zip(values).enumerate().take(items);
        let first = unseen.find(|one| !is_seen(one)).map(|(at, _)| at);
        first.unwrap_or(items.saturating_sub(1))
    }

    /// The keys that the other has not, and that none of its unclear ones can be, in the order of
    /// their records.
    pub(super) fn missing_in(&self, other: &Self) -> Vec<Missing> {
        let missing = self
            .seen
            .iter()
            .filter(|(key, seen)| !other.seen.may_have(*key) && !other.may_have(seen.values));
        let missing = missing.map(|(_, seen)| {
            let telling = other.telling(seen.values);
            let start = seen.starts.get(telling).copied().unwrap_or_default();
            Missing {
                record: seen.offset,
                line: seen.line,
                item: self.key.items().nth(telling).unwrap_or_default(),
                offset: seen.offset + usize::from(start),
            }
        });
        let mut missing: Vec<_> = missing.collect();
        missing.sort_unstable_by_key(|one| one.record);
        missing
    }
}

/// Of several the first counts.
const fn first(_first: &mut Seen, _later: Seen) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_between_files_has_more_items_than_are_kept() {
        for kind in FileKind::ALL {
            let Some(layout) = crate::layout(tasuki_terms::SpecVersion::V4_1, kind) else {
                continue;
            };
            let is_linked = layout.parent.is_some() || PARENTS.contains(&kind);
            assert!(!is_linked || layout.key.len() <= ITEMS, "{kind}");
            assert!(layout.parent.is_none_or(|parent| PARENTS.contains(&parent)));
        }
    }
}
