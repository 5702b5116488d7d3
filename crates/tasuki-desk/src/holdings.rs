//! The words by which an own copy is found.

use std::collections::BTreeSet;

use tasuki_seal::Container;
use tasuki_standard::{FileName, RawTable, layout, ms932};
use tasuki_terms::{MediaType, MessageId};

use crate::Book;
use crate::ledger::Side;

/// The items that name a service user (利用者).
const NAMES: [&str; 2] = ["user_name", "user_name_kana"];

/// Keeps the words by which an own copy is found. Without them it is found by less.
pub(crate) fn index(book: &Book, side: Side, id: MessageId, container: &Container) {
    if let Err(error) = book.save_words(side, id, &of(container)) {
        tracing::warn!(%id, code = error.code(), "an own copy is not indexed");
    }
}

/// The names of the service users in the CSV files of a message, each once, in a stable order.
/// Files that cannot be read have none.
pub(crate) fn of(container: &Container) -> Vec<String> {
    let mut words = BTreeSet::new();
    for entry in &container.entries {
        if entry.media == MediaType::Csv {
            add(&entry.name, &entry.bytes, &mut words);
        }
    }
    words.into_iter().collect()
}

fn add(name: &str, bytes: &[u8], words: &mut BTreeSet<String>) {
    let Ok(name) = FileName::parse(name) else {
        return;
    };
    let Some(layout) = layout(name.spec, name.kind) else {
        return;
    };
    let places: Vec<usize> = NAMES
        .iter()
        .filter_map(|id| layout.field(id).map(|(at, _)| at))
        .collect();
    if places.is_empty() {
        return;
    }
    let table = RawTable::read(bytes);
    for record in table.records() {
        for (at, field) in record.fields().enumerate() {
            if !places.contains(&at) {
                continue;
            }
            let text = ms932::decode(&field.value()).text;
            // One word a line is how the book keeps them.
            let text = text.replace(['\n', '\r'], " ");
            if !text.trim().is_empty() {
                words.insert(text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_office::checked;

    #[test]
    fn the_names_of_service_users_are_words_each_once() {
        let words = of(&checked().container);
        // Two people, each with a name and its reading.
        assert_eq!(words.len(), 4, "{}", words.len());
        assert!(words.iter().all(|word| !word.trim().is_empty()));
    }

    #[test]
    fn what_is_no_file_of_the_standard_has_no_words() {
        let entry = |name: &str, bytes: &[u8]| tasuki_seal::Entry {
            name: name.to_owned(),
            media: MediaType::Csv,
            bytes: bytes.to_vec(),
        };
        let container = Container {
            entries: vec![
                entry("名簿.csv", "例題花子".as_bytes()),
                entry(
                    "UPHOSOKU_202504_1370000001_43_1370000002_11_20250325102000.CSV",
                    b"\"\x00,\xff",
                ),
            ],
            text: None,
        };
        assert!(of(&container).is_empty());
    }
}
