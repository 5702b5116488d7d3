//! What is known of an own copy, read from its files: whom it is about, and whether it has a text.

use std::collections::BTreeSet;

use tasuki_seal::Container;
use tasuki_standard::{FileName, RawTable, layout, ms932};
use tasuki_terms::{MediaType, MessageId};

use crate::ledger::Side;
use crate::{Book, Holdings};

/// The items that name a service user (利用者).
const NAMES: [&str; 2] = ["user_name", "user_name_kana"];
/// The items that tell one service user from all others: 保険者番号 and 被保険者番号.
const KEY: [&str; 2] = ["insurer_no", "insured_no"];

/// Keeps what lists and searches need of an own copy. Without it they show less of it.
pub(crate) fn index(book: &Book, side: Side, id: MessageId, container: &Container) {
    if let Err(error) = book.save_holdings(side, id, &of(container)) {
        tracing::warn!(%id, code = error.code(), "an own copy is not indexed");
    }
}

/// What a message holds. Files that cannot be read hold nothing; names are there each once, in a
/// stable order.
pub(crate) fn of(container: &Container) -> Holdings {
    let mut found = Found::default();
    for entry in &container.entries {
        if entry.media == MediaType::Csv {
            found.add(&entry.name, &entry.bytes);
        }
    }
    let text = container.text.as_deref();
    Holdings {
        recipients: (found.tells_recipients)
            .then(|| u32::try_from(found.recipients.len()).unwrap_or(u32::MAX)),
        has_text: Some(text.is_some_and(|text| !text.trim().is_empty())),
        words: found.words.into_iter().collect(),
    }
}

#[derive(Default)]
struct Found {
    words: BTreeSet<String>,
    recipients: BTreeSet<[String; 2]>,
    /// Whether a file was read that tells whom it is about.
    tells_recipients: bool,
}

impl Found {
    fn add(&mut self, name: &str, bytes: &[u8]) {
        let Ok(name) = FileName::parse(name) else {
            return;
        };
        let Some(layout) = layout(name.spec, name.kind) else {
            return;
        };
        let place = |id: &str| layout.field(id).map(|(at, _)| at);
        let names: Vec<usize> = NAMES.iter().filter_map(|id| place(id)).collect();
        let keys = KEY.map(place);
        let [_, insured] = keys;
        if names.is_empty() && insured.is_none() {
            return;
        }
        self.tells_recipients |= insured.is_some();
        for record in RawTable::read(bytes).records() {
            let mut recipient = KEY.map(|_| String::new());
            for (at, field) in record.fields().enumerate() {
                let of_key = keys.iter().position(|place| *place == Some(at));
                if of_key.is_none() && !names.contains(&at) {
                    continue;
                }
                let text = ms932::decode(&field.value()).text;
                // One word a line is how the book keeps them.
                let text = text.replace(['\n', '\r'], " ");
                match of_key.and_then(|of| recipient.get_mut(of)) {
                    Some(part) => *part = text,
                    None if text.trim().is_empty() => {}
                    None => {
                        self.words.insert(text);
                    }
                }
            }
            let [_, insured] = &recipient;
            if !insured.trim().is_empty() {
                self.recipients.insert(recipient);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_office::checked;

    #[test]
    fn service_users_are_counted_and_named_once_each() {
        let container = checked().container;
        let found = of(&container);
        // Two people, each with a name and its reading.
        assert_eq!((found.recipients, found.words.len()), (Some(2), 4));
        assert!(found.words.iter().all(|word| !word.trim().is_empty()));
        for (text, has_text) in [(None, false), (Some(" \n"), false), (Some("はい"), true)] {
            let text = text.map(str::to_owned);
            let container = Container {
                text,
                ..container.clone()
            };
            assert_eq!(of(&container).has_text, Some(has_text));
        }
    }

    #[test]
    fn what_is_no_file_of_the_standard_is_about_nobody() {
        let entry = |name: &str, bytes: &[u8]| tasuki_seal::Entry {
            name: name.to_owned(),
            media: MediaType::Csv,
            bytes: bytes.to_vec(),
        };
        let container = Container {
            entries: vec![entry("名簿.csv", "例題花子".as_bytes())],
            text: None,
        };
        let known = Holdings {
            has_text: Some(false),
            ..Holdings::default()
        };
        assert_eq!(of(&container), known);
        let broken = "UPHOSOKU_202504_1370000001_43_1370000002_11_20250325102000.CSV";
        let container = Container {
            entries: vec![entry(broken, b"\"\x00,\xff")],
            text: None,
        };
        assert!(of(&container).words.is_empty());
    }
}
