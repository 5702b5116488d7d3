//! The rules between the items of a record and between records, as the data hold them.
//!
//! Each `[[kinds.*.rules]]` says `when` it applies and what must hold `then`. Both are read into
//! types here, with the items as indices; what they mean is decided where they are checked.

use serde::Deserialize;

use crate::Rule;

mod data;

pub(super) use data::RuleData;

/// A rule of a kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RecordRule {
    /// What findings name.
    pub(crate) rule: Rule,
    /// What the file's name must say for it to apply.
    pub(crate) name: Option<NameTest>,
    /// What an item must be for it to apply, if it does not always.
    pub(crate) when: Option<(usize, Vec<Test>)>,
    /// What must hold.
    pub(crate) then: Then,
}

impl RecordRule {
    /// The items whose values it asks for, one bit each; of others it only asks whether they are
    /// filled.
    pub(crate) fn values(&self) -> u128 {
        let is_of_value = |tests: &[Test]| tests.iter().any(|test| !matches!(test, Test::Empty(_)));
        let when = self.when.as_ref();
        let when = when.filter(|(_, tests)| is_of_value(tests));
        let then = match &self.then {
            Then::Is(_, tests) if !is_of_value(tests) => 0,
            Then::AnyFilled(_) | Then::FilledFromTheFirst(_) | Then::OneGroup(_) => 0,
            then => then.items().unwrap_or_default(),
        };
        when.map_or(0, |(item, _)| bit(*item)) | then
    }
}

/// A question about the file's name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum NameTest {
    /// It names a service month, or it must not.
    HasMonth(bool),
    /// The receiver's service type is none of these.
    ReceiverServiceNotIn(Vec<String>),
}

/// A question about a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Test {
    Equals(String),
    NotEquals(String),
    Prefix(Vec<Beginning>),
    NotPrefix(Vec<Beginning>),
    Class(Class),
    Empty(bool),
}

/// The two characters with which a service code begins: its type.
pub(crate) type Beginning = [u8; 2];

/// What a row of 第7表 is, by its service code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Class {
    Detail,
    Total,
    SubtotalOrTotal,
}

/// A part of the file's name that an item repeats.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
pub(crate) enum Named {
    #[serde(rename = "year_month")]
    Month,
    #[serde(rename = "receiver_office_no")]
    Receiver,
}

/// What must hold: of a record by itself, or of many records together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Then {
    Is(usize, Vec<Test>),
    IsNamed(usize, Named),
    IsSameAs(usize, usize),
    BeginsWith(usize, usize),
    AnyFilled(Vec<usize>),
    FilledFromTheFirst(Vec<usize>),
    NoneIs(Vec<usize>, Vec<String>),
    OneGroup(Vec<Vec<usize>>),
    DaysOfMonth {
        days: usize,
        month: usize,
    },
    InScope(usize),
    ImageOfFile(usize),
    /// Records of these services that agree in the group differ in the item.
    ToldApart {
        by: usize,
        group: Vec<usize>,
        code: usize,
        prefix: Vec<Beginning>,
    },
    /// Each person has a record in which the item is the name's.
    EachPersonHas {
        item: usize,
        named: Named,
        person: Vec<usize>,
    },
    Unique(Vec<usize>),
    /// Each group has one record in which the item is this.
    OneEach {
        group: Vec<usize>,
        item: usize,
        value: String,
    },
    /// Services of one type with several rows have a row of this suffix.
    Subtotal {
        group: Vec<usize>,
        code: usize,
        in_limit: usize,
        suffix: String,
    },
}

impl Then {
    /// The item that a finding shows.
    pub(crate) fn item(&self) -> usize {
        match self {
            Self::Is(item, _)
            | Self::IsNamed(item, _)
            | Self::IsSameAs(item, _)
            | Self::BeginsWith(item, _)
            | Self::InScope(item)
            | Self::ImageOfFile(item)
            | Self::DaysOfMonth { days: item, .. }
            | Self::ToldApart { by: item, .. }
            | Self::EachPersonHas { item, .. }
            | Self::OneEach { item, .. }
            | Self::Subtotal { code: item, .. } => *item,
            Self::AnyFilled(items) | Self::FilledFromTheFirst(items) | Self::NoneIs(items, _) => {
                items.first().copied().unwrap_or_default()
            }
            Self::OneGroup(groups) => {
                let first = groups.first().and_then(|group| group.first());
                first.copied().unwrap_or_default()
            }
            Self::Unique(items) => items.last().copied().unwrap_or_default(),
        }
    }

    /// The item that tells what a record is to a rule over many records.
    pub(crate) fn subject(&self) -> usize {
        match self {
            Self::ToldApart { code, .. } => *code,
            _ => self.item(),
        }
    }

    /// The items on which it depends, one bit each; none if it looks at several records.
    pub(crate) fn items(&self) -> Option<u128> {
        let mask = |items: &[usize]| items.iter().fold(0, |mask, item| mask | bit(*item));
        Some(match self {
            Self::Is(item, _)
            | Self::IsNamed(item, _)
            | Self::InScope(item)
            | Self::ImageOfFile(item) => bit(*item),
            Self::IsSameAs(a, b)
            | Self::BeginsWith(a, b)
            | Self::DaysOfMonth { days: a, month: b } => bit(*a) | bit(*b),
            Self::AnyFilled(items) | Self::FilledFromTheFirst(items) | Self::NoneIs(items, _) => {
                mask(items)
            }
            Self::OneGroup(groups) => groups.iter().fold(0, |all, group| all | mask(group)),
            Self::ToldApart { .. }
            | Self::EachPersonHas { .. }
            | Self::Unique(_)
            | Self::OneEach { .. }
            | Self::Subtotal { .. } => return None,
        })
    }
}

/// The bit of an item.
pub(crate) const fn bit(item: usize) -> u128 {
    1 << (item % 128)
}
