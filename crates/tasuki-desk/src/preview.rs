//! What is seen of one file: a CSV of the standard as a table with its meanings, others as they are.

mod meaning;
mod people;

use std::borrow::Cow;
use std::fmt;

use tasuki_seal::Entry;
use tasuki_standard::{Field, FileName, RawTable, layout, ms932};
use tasuki_terms::{FileKind, MediaType};

pub use meaning::spoken_item;
use people::Names;

/// What is seen of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Preview {
    /// A CSV of the standard.
    Table(PreviewTable),
    /// Plain text.
    Text(PreviewText),
    /// Something that a viewer shows, such as an image or a PDF, or nobody.
    Media(PreviewMedia),
}

/// A CSV of the standard as a table. What is wrong in it stays as it stands there.
#[derive(Clone, PartialEq, Eq)]
pub struct PreviewTable {
    /// The name of the file.
    pub name: String,
    /// The kind; none where the name is not of the standard, and no column has a name then.
    pub kind: Option<FileKind>,
    /// The columns.
    pub columns: Vec<PreviewColumn>,
    /// The records, each with its cells. A record may have more or fewer cells than there are
    /// columns.
    pub rows: Vec<Vec<PreviewCell>>,
}

/// One column of a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PreviewColumn {
    /// Its Japanese name (項目名).
    pub name: &'static str,
    /// Whether it holds amounts, which people read from the right.
    pub is_amount: bool,
}

/// One value of a table.
#[derive(Clone, PartialEq, Eq)]
pub struct PreviewCell {
    /// As it stands in the file.
    pub value: String,
    /// What it says to people, where that is something else: 要介護１, 9:30, 訪問介護（111111）, 12,345; a number
    /// of an insured person (被保険者番号) with the name that another file of the message tells.
    pub meaning: Option<Cow<'static, str>>,
}

/// A text.
#[derive(Clone, PartialEq, Eq)]
pub struct PreviewText {
    /// The name of the file.
    pub name: String,
    /// The text.
    pub text: String,
}

/// A file that is shown as it is, if at all.
#[derive(Clone, PartialEq, Eq)]
pub struct PreviewMedia {
    /// The name of the file.
    pub name: String,
    /// What it is.
    pub media: MediaType,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What is seen of the file at `place`, from 0 on, of a message; none where there is no such file.
pub(crate) fn of(mut entries: Vec<Entry>, place: usize) -> Option<Preview> {
    let names = people::names(&entries);
    let entry = (place < entries.len()).then(|| entries.swap_remove(place))?;
    Some(seen(entry, &names))
}

fn seen(entry: Entry, names: &Names) -> Preview {
    let Entry { name, media, bytes } = entry;
    match media {
        MediaType::Csv => Preview::Table(table(name, &bytes, names)),
        MediaType::Text => Preview::Text(PreviewText {
            text: text(&bytes),
            name,
        }),
        _ => Preview::Media(PreviewMedia { name, media, bytes }),
    }
}

fn table(name: String, bytes: &[u8], names: &Names) -> PreviewTable {
    let parsed = FileName::parse(&name).ok();
    let layout = parsed
        .as_ref()
        .and_then(|name| layout(name.spec, name.kind));
    let raw = RawTable::read(bytes);
    let rows = raw.records().map(|record| {
        let values: Vec<String> = record
            .fields()
            .map(|field| ms932::decode(&field.value()).text)
            .collect();
        let person = layout.and_then(|layout| people::named(layout, &values, names));
        let cells = values.into_iter().enumerate();
        cells
            .map(|(at, value)| PreviewCell {
                meaning: match &person {
                    Some((insured, name)) if *insured == at => {
                        Some(Cow::Owned(format!("{name}（{value}）")))
                    }
                    _ => layout.and_then(|layout| meaning::meaning(layout.fields.get(at)?, &value)),
                },
                value,
            })
            .collect()
    });
    let column = |field: &'static Field| PreviewColumn {
        name: &field.name,
        is_amount: meaning::is_amount(field),
    };
    PreviewTable {
        kind: parsed.map(|name| name.kind),
        columns: layout
            .map(|layout| layout.fields.iter().map(column).collect())
            .unwrap_or_default(),
        rows: rows.collect(),
        name,
    }
}

/// UTF-8, or else what Windows in Japan writes.
fn text(bytes: &[u8]) -> String {
    match str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => ms932::decode(bytes).text,
    }
}

impl fmt::Debug for PreviewTable {
    /// Shows no value: it may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreviewTable")
            .field("kind", &self.kind)
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PreviewCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreviewCell").finish_non_exhaustive()
    }
}

impl fmt::Debug for PreviewText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreviewText").finish_non_exhaustive()
    }
}

impl fmt::Debug for PreviewMedia {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreviewMedia")
            .field("media", &self.media)
            .field("size", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_office::checked;

    fn of(entry: Entry) -> Preview {
        super::of(vec![entry], 0).unwrap()
    }

    fn entry(name: &str, media: MediaType, bytes: &[u8]) -> Entry {
        Entry {
            name: name.to_owned(),
            media,
            bytes: bytes.to_vec(),
        }
    }

    #[test]
    fn a_file_of_the_standard_is_a_table_with_names_and_meanings() {
        let entries = checked().container.entries;
        let supplement = entries
            .into_iter()
            .find(|entry| entry.name.starts_with("UPHOSOKU"))
            .unwrap();
        let Preview::Table(table) = of(supplement) else {
            panic!("a CSV is a table");
        };
        assert_eq!(table.kind, Some(FileKind::UserSupplement));
        assert_eq!(table.rows.len(), 2);
        let column = |name| {
            table
                .columns
                .iter()
                .position(|one| one.name == name)
                .unwrap()
        };
        let sex = &table.rows[0][column("利用者性別")];
        assert!(
            matches!(sex.meaning.as_deref(), Some("男性" | "女性")),
            "{:?}",
            sex.value
        );
        let level = &table.rows[0][column("要介護状態区分")];
        let level = level.meaning.as_deref();
        assert!(level.is_some_and(|name| name.starts_with("要介護")));
    }

    #[test]
    fn people_are_named_by_another_file_of_the_message() {
        let entries = checked().container.entries;
        let place = |kind: &str| {
            let mut entries = entries.iter();
            entries.position(|one| one.name.starts_with(kind)).unwrap()
        };
        let rows = |kind| match super::of(entries.clone(), place(kind)) {
            Some(Preview::Table(table)) => {
                let is_number = |one: &PreviewColumn| one.name == "被保険者番号";
                let at = table.columns.iter().position(is_number).unwrap();
                table
                    .rows
                    .into_iter()
                    .map(|mut row| row.swap_remove(at))
                    .collect::<Vec<_>>()
            }
            _ => panic!("a CSV is a table"),
        };
        for cell in rows("UPPLAN").iter().chain(&rows("UPHOSOKU")) {
            let meaning = cell.meaning.as_deref().unwrap();
            let name = meaning
                .strip_suffix(&format!("（{}）", cell.value))
                .unwrap();
            assert!(!name.is_empty());
        }
        // Without that file there is only the number.
        let alone = of(entries[place("UPPLAN")].clone());
        let Preview::Table(table) = alone else {
            panic!("a CSV is a table");
        };
        let numbers = table
            .columns
            .iter()
            .position(|one| one.name == "被保険者番号");
        assert!(
            table
                .rows
                .iter()
                .all(|row| row[numbers.unwrap()].meaning.is_none())
        );
        assert_eq!(super::of(entries, 99), None);
    }

    #[test]
    fn a_damaged_table_is_shown_as_it_stands() {
        let name = "UPPLAN_202504_1370000001_43_1370000002_11_20250325102000.CSV";
        let Preview::Table(table) = of(entry(name, MediaType::Csv, b"202407,1\r\nx\r\n")) else {
            panic!("a CSV is a table");
        };
        let values: Vec<Vec<&str>> = table
            .rows
            .iter()
            .map(|row| row.iter().map(|cell| &*cell.value).collect())
            .collect();
        assert_eq!(values, [vec!["202407", "1"], vec!["x"]]);
        let Preview::Table(own) = of(entry("名簿.csv", MediaType::Csv, b"a,b\r\n")) else {
            panic!("a CSV is a table");
        };
        assert_eq!((own.kind, own.columns.len(), own.rows.len()), (None, 0, 1));
    }

    #[test]
    fn texts_are_read_in_both_encodings_and_other_media_stay_as_they_are() {
        for bytes in [&b"\xef\xbb\xbf\xe4\xbe\x8b"[..], b"\x97\xe1"] {
            let Preview::Text(told) = of(entry("連絡.txt", MediaType::Text, bytes)) else {
                panic!("a text is a text");
            };
            assert_eq!(told.text, "例");
        }
        let Preview::Media(media) = of(entry("案内.pdf", MediaType::Pdf, b"%PDF-1.7\n")) else {
            panic!("a PDF is media");
        };
        assert_eq!(media.bytes, b"%PDF-1.7\n");
    }
}
