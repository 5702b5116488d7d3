//! A file whose every field is right by itself.

use std::fmt;

use tasuki_terms::{FileKind, SpecVersion};

use crate::{FileName, Layout, RawTable, UnitFacts, layout, ms932};

mod person;

pub use person::CareRecipient;

/// A file of the standard in which every record has its items and every value its form. Only
/// [`read_files`](crate::read_files) and [`read_table`](crate::read_table) make one.
#[derive(Clone, Debug)]
pub struct Table {
    pub(crate) name: FileName,
    pub(crate) layout: &'static Layout,
    pub(crate) records: Vec<Record>,
}

/// One record of a [`Table`].
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// The line it begins on, counted from 1.
    pub line: u32,
    pub(crate) values: Vec<String>,
}

/// The files of one sending unit, in which nothing is wrong that hinders sending.
#[derive(Clone, Debug)]
pub struct Document {
    pub(crate) facts: UnitFacts,
    pub(crate) tables: Vec<Table>,
}

impl Table {
    /// The records of a file in which nothing is wrong; `None` if it is no CSV.
    pub(crate) fn read(name: FileName, bytes: &[u8]) -> Option<Self> {
        let layout = layout(name.spec, name.kind)?;
        let raw = RawTable::read(bytes);
        let records = raw.records().map(|record| Record {
            line: record.line,
            values: record
                .fields()
                .map(|field| ms932::decode(&field.value()).text)
                .collect(),
        });
        Some(Self {
            name,
            layout,
            records: records.collect(),
        })
    }

    /// The name of the file.
    pub const fn name(&self) -> &FileName {
        &self.name
    }

    /// The layout of its records.
    pub const fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// The version of the standard.
    pub const fn spec(&self) -> SpecVersion {
        self.layout.spec
    }

    /// The records, in their order; never none.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The value of an item, such as `insured_no`, in a record; empty if it is not filled, `None` if
    /// the kind has no such item.
    pub fn value<'a>(&self, record: &'a Record, id: &str) -> Option<&'a str> {
        let (at, _) = self.layout.field(id)?;
        record.value(at)
    }
}

impl Record {
    /// The value of the item at an index, counted from 0.
    pub fn value(&self, index: usize) -> Option<&str> {
        self.values.get(index).map(String::as_str)
    }

    /// All values, in the order of the layout.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(String::as_str)
    }
}

/// Tells no values, since they may be personal.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Record(line {}, {} values)",
            self.line,
            self.values.len()
        )
    }
}

impl Document {
    /// What the names of the files say.
    pub const fn facts(&self) -> &UnitFacts {
        &self.facts
    }

    /// The files, in the order in which they were given.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The file of a kind.
    pub fn table(&self, kind: FileKind) -> Option<&Table> {
        self.tables.iter().find(|table| table.name.kind == kind)
    }
}
