//! The names of service users (利用者), which one file of a message tells for all others.

use std::collections::BTreeMap;

use tasuki_seal::Entry;
use tasuki_standard::{FileName, Layout, RawTable, layout, ms932};
use tasuki_terms::MediaType;

/// Names by 保険者番号 and 被保険者番号.
pub(super) type Names = BTreeMap<(String, String), String>;

/// The items of the key.
const KEY: [&str; 2] = ["insurer_no", "insured_no"];

/// The names that the files of a message tell.
pub(super) fn names(entries: &[Entry]) -> Names {
    let mut names = Names::new();
    for entry in entries.iter().filter(|entry| entry.media == MediaType::Csv) {
        let Ok(file) = FileName::parse(&entry.name) else {
            continue;
        };
        let Some(layout) = layout(file.spec, file.kind) else {
            continue;
        };
        let Some((name_at, _)) = layout.field("user_name") else {
            continue;
        };
        for record in RawTable::read(&entry.bytes).records() {
            let values: Vec<String> = record
                .fields()
                .map(|field| ms932::decode(&field.value()).text)
                .collect();
            let name = values.get(name_at).filter(|name| !name.trim().is_empty());
            if let (Some((_, key)), Some(name)) = (key(layout, &values), name) {
                names.insert(key, name.clone());
            }
        }
    }
    names
}

/// Where a record has its 被保険者番号, and the name of that person.
pub(super) fn named<'n>(
    layout: &Layout,
    values: &[String],
    names: &'n Names,
) -> Option<(usize, &'n str)> {
    let (at, key) = key(layout, values)?;
    Some((at, names.get(&key)?))
}

fn key(layout: &Layout, values: &[String]) -> Option<(usize, (String, String))> {
    let [insurer, person] = KEY.map(|id| layout.field(id).map(|(at, _)| at));
    let value = |at: usize| values.get(at).cloned().unwrap_or_default();
    let at = person?;
    let number = value(at);
    let key = (insurer.map(value).unwrap_or_default(), number);
    Some((at, key)).filter(|(_, (_, number))| !number.is_empty())
}
