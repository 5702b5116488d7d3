//! The layouts of the kinds (標準仕様, annex CSVファイルレイアウト定義書), as data.
//!
//! `data/v4.toml` and `data/v3.toml` hold one table for each kind and `data/codes.toml` the lists of
//! codes. They are parsed when the first layout is asked for; a test proves that they parse.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use tasuki_terms::{FileKind, SpecVersion};

mod data;
mod field_type;
mod plain;
mod privacy;
pub(crate) mod rules;
mod service_types;
mod sums;

pub use field_type::FieldType;
pub(crate) use field_type::days;
pub(crate) use plain::Number;
pub use privacy::Privacy;
use rules::RecordRule;
pub(crate) use service_types::{is_known, is_of_care, is_out_of_scope};
pub use service_types::{is_planning, service_between};
pub(crate) use sums::{is_detail, is_optional_subtotal, is_total, subtotal};

/// The items of a kind of file.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The kind.
    pub kind: FileKind,
    /// The version.
    pub spec: SpecVersion,
    /// The items, in their order; never none.
    pub fields: Vec<Field>,
    /// The items that tell what a record is about (標準仕様 V4.1, 2.3 and 3.3), as indices. Of
    /// 利用者補足情報 none, since that depends on what it goes with.
    pub key: Vec<usize>,
    /// The kind in whose file the key of each record must stand, too.
    pub parent: Option<FileKind>,
    /// What must hold between items and between records.
    pub(crate) rules: Vec<RecordRule>,
}

impl Layout {
    /// The item of the name that we gave it, such as `insured_no`, with its index.
    pub fn field(&self, id: &str) -> Option<(usize, &Field)> {
        self.fields
            .iter()
            .enumerate()
            .find(|(_, field)| field.id == id)
    }
}

impl Layout {
    /// Whether the values of a record make it a header line: it does not begin with a version, and
    /// names items, or has words of its maker's where every record has a version and two numbers.
    pub(crate) fn is_header(&self, values: impl Iterator<Item = String>) -> bool {
        let values: Vec<_> = values.take(self.fields.len() + 1).collect();
        let Some((first, others)) = values.split_first() else {
            return false;
        };
        let names_item = |(value, field): (&String, &Field)| {
            *value == field.name || value.eq_ignore_ascii_case(&field.id)
        };
        let has_number = |id: &str| {
            let at = self
                .field(id)
                .and_then(|(at, field)| Some((at.checked_sub(1)?, field)));
            at.is_some_and(|(at, field)| {
                let value = others.get(at).map(String::as_str).unwrap_or_default();
                !value.is_empty() && field.field_type.accepts(value)
            })
        };
        let is_version = first.bytes().all(|byte| byte.is_ascii_digit());
        let is_word = first.chars().any(char::is_alphabetic);
        !is_version && values.iter().zip(&self.fields).any(names_item)
            || is_word
                && values.len() == self.fields.len()
                && !has_number("insurer_no")
                && !has_number("insured_no")
    }
}

/// One item of a kind of file.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its number in the annex, counted from 1.
    pub no: u16,
    /// Its Japanese name (項目名).
    pub name: String,
    /// Our name for it.
    pub id: String,
    /// The most characters it may have (項目長), where the annex prints a number.
    pub max_len: Option<usize>,
    /// The number of characters it must have, where its form leaves no other.
    pub exact: Option<usize>,
    /// A length that readers should tolerate although it is over [`max_len`](Self::max_len).
    pub accept_len: Option<usize>,
    /// Whether it must be filled.
    pub presence: Presence,
    /// Its form (書式).
    pub field_type: FieldType,
    /// The only value allowed.
    pub fixed: Option<String>,
    /// Whether nothing may be read from it (※使用しない).
    pub unused: bool,
    /// Whether the annex leaves its form or length open, so that a reader only warns.
    pub unsure: bool,
    /// Whether it is a number that the annex calls free text; quoted or not, both are right.
    pub number_as_text: bool,
    /// The codes it may hold, with their meanings.
    pub codes: Option<&'static BTreeMap<String, String>>,
    /// Who may see its values.
    pub privacy: Privacy,
}

impl Field {
    /// Whether a value that stands in the item may be shown. If it is not what the item holds, the
    /// items may be shifted, and it may be anything, somebody's name too; so of items that are no
    /// text only codes that are short enough are shown.
    pub fn may_show(&self, value: &str) -> bool {
        let fits = || {
            let most = self.exact.or(self.max_len).or(self.accept_len);
            // Full-width letters and digits are often written by mistake.
            let is_code = |c: char| c.is_ascii_graphic() || ('！'..='～').contains(&c);
            value.chars().all(is_code) && most.is_none_or(|most| value.chars().count() <= most)
        };
        self.privacy != Privacy::Personal && (self.field_type == FieldType::FreeText || fits())
    }
}

/// Whether an item must be filled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presence {
    /// It must be (必須).
    Required,
    /// It should be (必要).
    Needed,
    /// It may be empty.
    Optional,
}

/// The layout of a kind, unless the version has no such kind or it is no CSV (`UPKIHON_IMAGE`).
pub fn layout(spec: SpecVersion, kind: FileKind) -> Option<&'static Layout> {
    LAYOUTS.get(&(spec, kind))
}

type Layouts = BTreeMap<(SpecVersion, FileKind), Layout>;

/// The lists of codes by their names. Fields refer to them for as long as the program runs.
static CODES: LazyLock<data::Codes> = LazyLock::new(|| data::codes().unwrap_or_default());

/// Empty if the embedded data were malformed, which a test excludes.
static LAYOUTS: LazyLock<Layouts> = LazyLock::new(|| data::layouts(&CODES).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_data_are_well_formed() {
        let codes = data::codes().unwrap();
        assert!(codes.len() > 20);
        assert!(data::layouts(&CODES).unwrap().len() > 20);
    }

    #[test]
    fn every_kind_has_a_layout_in_each_version_that_has_it() {
        for kind in FileKind::ALL {
            let csv = kind != FileKind::PreventionUserImage;
            assert_eq!(layout(SpecVersion::V4_1, kind).is_some(), csv, "{kind}");
            let in_v3 = crate::file_name::exists_in_v3(kind);
            assert_eq!(layout(SpecVersion::V3, kind).is_some(), in_v3, "{kind}");
        }
    }

    #[test]
    fn version_4_1_has_more_items_than_version_3() {
        let count = |spec, kind| layout(spec, kind).unwrap().fields.len();
        assert_eq!(count(SpecVersion::V3, FileKind::UsePlan), 22);
        assert_eq!(count(SpecVersion::V4_1, FileKind::UsePlan), 25);
        assert_eq!(count(SpecVersion::V3, FileKind::UseAnnex), 34);
        assert_eq!(count(SpecVersion::V4_1, FileKind::UseAnnex), 37);
    }

    #[test]
    fn every_item_is_numbered_and_every_list_of_codes_is_there() {
        for layout in LAYOUTS.values() {
            for (at, field) in layout.fields.iter().enumerate() {
                assert_eq!(usize::from(field.no), at + 1);
                assert_eq!(
                    field.field_type == FieldType::Enum,
                    field.codes.is_some(),
                    "{} {}",
                    layout.kind,
                    field.id
                );
            }
            assert_eq!(layout.fields[0].id, "csv_version");
        }
    }

    #[test]
    fn every_rule_of_the_data_is_read() {
        let mut rules = 0;
        for layout in LAYOUTS.values() {
            rules += layout.rules.len();
            assert!(layout.fields.len() <= 128, "items are told apart by bits");
            assert!(layout.rules.len() <= 64, "and rules");
        }
        assert!(rules > 60);
    }

    /// A column that nobody has put into a class fails here, so that none is forgotten.
    #[test]
    fn every_column_has_a_privacy_class() {
        for layout in LAYOUTS.values() {
            for field in &layout.fields {
                assert!(
                    privacy::of(&field.id).is_some(),
                    "{} {}",
                    layout.kind,
                    field.id
                );
            }
        }
    }

    #[test]
    fn free_text_is_personal_unless_it_names_an_office_or_a_thing() {
        let mut open: Vec<_> = LAYOUTS
            .values()
            .flat_map(|layout| &layout.fields)
            .filter(|field| field.field_type == FieldType::FreeText)
            .filter(|field| field.privacy != Privacy::Personal)
            .map(|field| field.id.as_str())
            .collect();
        open.sort_unstable();
        open.dedup();
        insta::assert_snapshot!(open.join(" "));
    }
}
