//! The records of a file.

use tasuki_terms::SpecVersion;

use super::{Finding, Findings, Place, Rule, bytes, field};
use crate::finding::shape;
use crate::ms932::{self, FaultKind};
use crate::raw::{RawField, RawRecord, RawTable, SyntaxFault};
use crate::table::Record;
use crate::{Field, FieldType, FileName, Layout, Privacy, layout};

const AGAIN: &str = "介護ソフトから出力し直してください。";

/// Reads a file into its records. `None` if anything is wrong with it.
pub(super) fn read(
    given: &str,
    name: &FileName,
    bytes: &[u8],
    findings: &mut Findings,
) -> Option<(&'static Layout, Vec<Record>)> {
    let before = findings.errors();
    let layout = layout(name.spec, name.kind)?;
    if !bytes::check(given, bytes, findings) {
        return None;
    }
    let table = RawTable::read(bytes);
    let mut reader = Reader {
        given,
        layout,
        findings,
        told: Told::default(),
    };
    let header = reader.check_header(&table);
    let data = || table.records().skip(usize::from(header));
    reader.check_version(name.spec, data);
    let records: Vec<_> = data().filter_map(|record| reader.record(&record)).collect();
    (findings.errors() == before && !records.is_empty()).then_some((layout, records))
}

/// What is told once for a file, since the whole file is written that way.
#[derive(Default)]
struct Told {
    line_ends: bool,
    unquoted_text: bool,
    quoted_code: bool,
}

struct Reader<'a> {
    given: &'a str,
    layout: &'static Layout,
    findings: &'a mut Findings,
    told: Told,
}

impl Reader<'_> {
    /// Whether the first record is a header line, which is then told and left out.
    fn check_header(&mut self, table: &RawTable<'_>) -> bool {
        let Some(first) = table.records().next() else {
            return false;
        };
        let named = first
            .fields()
            .zip(&self.layout.fields)
            .filter(|(raw, field)| {
                let text = ms932::decode(&raw.value()).text;
                text == field.name || text.eq_ignore_ascii_case(&field.id)
            })
            .count();
        let version = first.fields().next().map(|raw| text(&raw));
        let numeric = version.is_some_and(|text| text.bytes().all(|b| b.is_ascii_digit()));
        if named == 0 || numeric {
            return false;
        }
        self.add(Finding::new(
            Rule::FILE_HEADER,
            self.at(&first),
            "1行目が項目名の行になっています。標準仕様のファイルに見出しの行はありません。"
                .to_owned(),
            format!("見出しを付けない設定で、{AGAIN}"),
        ));
        true
    }

    /// Looks at item 1 of all records: one version, known, and that of the name.
    fn check_version<'a, R: Iterator<Item = RawRecord<'a>>>(
        &mut self,
        spec: SpecVersion,
        data: impl Fn() -> R,
    ) {
        // Where the items cannot be told apart, the first need not be the version.
        let sound = |record: &RawRecord<'a>| {
            record.len() == self.layout.fields.len()
                && record.fields().all(|field| field.syntax().is_none())
        };
        let some_sound = data().any(|record| sound(&record));
        let mut records = data().filter(|record| !some_sound || sound(record));
        let Some(first) = records.next() else { return };
        let version_of = |record: &RawRecord<'a>| {
            record
                .fields()
                .next()
                .map(|raw| text(&raw))
                .unwrap_or_default()
        };
        let version = version_of(&first);
        let shown = told_version(&version);
        if let Some(other) = records.find(|record| version_of(record) != version) {
            let found = version_of(&other);
            let what = format!(
                "1つのファイルに異なるCSVバージョンがあります（{}行目は「{shown}」、{}行目は「{}」）。",
                first.line,
                other.line,
                told_version(&found)
            );
            let place = self.at(&other);
            return self.wrong_version(Rule::VERSION_MIXED, place, what, &found, AGAIN.to_owned());
        }
        if version == spec.as_str() {
            return;
        }
        let place = self.at(&first);
        match version.parse::<SpecVersion>() {
            Ok(known) => self.wrong_version(
                Rule::VERSION_OTHER_THAN_NAME,
                place,
                format!(
                    "ファイル名は{}の形ですが、中のデータは{}です。",
                    spec.name(),
                    known.name()
                ),
                &version,
                format!("ファイル名を変えずに、{AGAIN}"),
            ),
            Err(_) => self.wrong_version(
                Rule::VERSION_UNKNOWN,
                place,
                format!("CSVバージョン「{shown}」は標準仕様にありません。"),
                &version,
                format!(
                    "{}。介護ソフトを更新して、出力し直してください。",
                    unknown_version(&version)
                ),
            ),
        }
    }

    fn wrong_version(&mut self, rule: Rule, place: Place, what: String, found: &str, hint: String) {
        let place = match self.layout.fields.first() {
            Some(field) => place.in_field(field),
            None => place,
        };
        let shown = told_version(found);
        self.add(Finding::new(rule, place, what, hint).showing(&shown, Privacy::Public));
    }

    /// Reads one record. `None` if its items cannot be told apart.
    fn record(&mut self, raw: &RawRecord<'_>) -> Option<Record> {
        if !raw.ends_in_crlf() && !self.told.line_ends {
            self.told.line_ends = true;
            self.add(Finding::new(
                Rule::FILE_LINE_ENDS,
                self.at(raw),
                "改行コードがCRLFではありません。".to_owned(),
                "このまま送信できますが、相手のソフトで読めないことがあります。",
            ));
        }
        if let Some((wrong, fault)) = raw
            .fields()
            .find_map(|field| field.syntax().map(|fault| (field, fault)))
        {
            let what = match fault {
                SyntaxFault::Unclosed => "文字列を囲む「\"」が閉じられていません。",
                SyntaxFault::AfterQuote => "文字列を閉じる「\"」の後に余分な文字があります。",
                SyntaxFault::StrayQuote => "囲まれていない項目の中に「\"」があります。",
            };
            self.add(Finding::new(
                Rule::CSV_QUOTES,
                Place::file(self.given).at(wrong.line, wrong.offset),
                what.to_owned(),
                format!("文の中の「\"」は2つ重ねて書きます。{AGAIN}"),
            ));
            return None;
        }
        let (expected, found) = (self.layout.fields.len(), raw.len());
        if found != expected {
            self.add(
                Finding::new(
                    Rule::CSV_FIELD_COUNT,
                    self.at(raw),
                    format!(
                        "項目が{found}個あります。{}は{expected}個です。",
                        self.layout.kind.name()
                    ),
                    format!(
                        "版が違うか、文の中の「,」が「\"」で囲まれていないかもしれません。{AGAIN}"
                    ),
                )
                .showing_code(found.to_string()),
            );
            return None;
        }
        let values = raw
            .fields()
            .zip(&self.layout.fields)
            .map(|(raw, field)| self.field(&raw, field))
            .collect();
        Some(Record {
            line: raw.line,
            values,
        })
    }

    /// Reads one field.
    fn field(&mut self, raw: &RawField<'_>, field: &'static Field) -> String {
        let place = || {
            Place::file(self.given)
                .at(raw.line, raw.offset)
                .in_field(field)
        };
        let decoded = ms932::decode(&raw.value());
        if let Some(fault) = decoded.faults.first() {
            self.add(wrong_bytes(field, fault.kind, place()));
            return decoded.text;
        }
        let quoting = match field.field_type {
            FieldType::FreeText if !raw.is_quoted() && !raw.raw.is_empty() => Some((
                Rule::CSV_UNQUOTED_TEXT,
                "が「\"」で囲まれていません（ほかにもあるかもしれません）。",
            )),
            FieldType::FreeText | FieldType::Phone => None,
            _ if raw.is_quoted() => Some((
                Rule::CSV_QUOTED_CODE,
                "が「\"」で囲まれています（ほかにもあるかもしれません）。",
            )),
            _ => None,
        };
        if let Some((rule, what)) = quoting.filter(|_| !field.number_as_text) {
            let told = match rule {
                Rule::CSV_UNQUOTED_TEXT => &mut self.told.unquoted_text,
                _ => &mut self.told.quoted_code,
            };
            if !std::mem::replace(told, true) {
                let finding = Finding::new(
                    rule,
                    place(),
                    format!("{}{what}", field.name),
                    "このまま送信できますが、相手のソフトで読めないことがあります。",
                );
                self.add(finding);
            }
        }
        if let Some(finding) = field::check(field, &decoded.text, place) {
            self.add(finding);
        }
        decoded.text
    }

    fn at(&self, record: &RawRecord<'_>) -> Place {
        Place::file(self.given).at(record.line, record.offset)
    }

    fn add(&mut self, finding: Finding) {
        self.findings.add(finding);
    }
}

fn wrong_bytes(field: &Field, kind: FaultKind, place: Place) -> Finding {
    let (rule, what, hint) = match kind {
        FaultKind::Undecodable { .. } => (
            Rule::TEXT_UNDECODABLE,
            "文字として読めないデータがあります。",
            "ファイルが壊れているおそれがあります。介護ソフトから出力し直してください。",
        ),
        FaultKind::UserDefined { .. } => (
            Rule::TEXT_USER_DEFINED,
            "外字が使われています。",
            "外字は相手に伝わりません。ほかの文字（例 「髙」「﨑」や、かな）に直して出力し直してください。",
        ),
    };
    Finding::new(rule, place, format!("{}に{what}", field.name), hint).showing_code(kind.code())
}

fn text(raw: &RawField<'_>) -> String {
    ms932::decode(&raw.value()).text
}

/// A version as it is told to people. In a file whose items are shifted anything may stand in its
/// place, somebody's name too, so that only digits are told as they are.
fn told_version(version: &str) -> String {
    if version.len() <= 6 && version.bytes().all(|b| b.is_ascii_digit()) {
        version.to_owned()
    } else {
        shape(&version.chars().take(6).collect::<String>())
    }
}

/// What is known of versions that cannot be sent.
fn unknown_version(version: &str) -> &'static str {
    match version {
        "202410" => "202410は一部のソフトが誤って書く値で、V4.1の値は202407です",
        "202504" => "202504は廃止された4.0版の値で、V4.1の値は202407です",
        "201910" | "202003" => "古い版の値です",
        _ => "V3は202208、V4.1は202407です",
    }
}
