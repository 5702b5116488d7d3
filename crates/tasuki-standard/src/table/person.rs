//! Who a row is about.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::{Record, Table};

/// A person who receives care (利用者).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CareRecipient {
    /// The number of the insurer (保険者番号).
    pub insurer_no: String,
    /// The number of the insured person (被保険者番号); unique within the insurer.
    pub insured_no: String,
    /// The name (利用者氏名), if a file that has names was there.
    pub name: Option<String>,
}

impl CareRecipient {
    /// The person whom a record is about, without the name.
    pub(crate) fn of(table: &Table, record: &Record) -> Self {
        let value = |id| table.value(record, id).unwrap_or_default().to_owned();
        Self {
            insurer_no: value("insurer_no"),
            insured_no: value("insured_no"),
            name: None,
        }
    }
}

impl Table {
    /// The names of the people in the file, by the people without their names; none where it has no
    /// names.
    pub(crate) fn names(&self) -> BTreeMap<CareRecipient, String> {
        let named = (self.records().iter()).filter_map(|record| {
            let name = self
                .value(record, "user_name")
                .filter(|name| !name.is_empty())?;
            Some((CareRecipient::of(self, record), name.to_owned()))
        });
        named.collect()
    }
}

/// Tells neither number nor name.
impl fmt::Debug for CareRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CareRecipient(…)")
    }
}
