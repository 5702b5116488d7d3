//! The fields of one record, when something about them is not plainly right.

use super::file::FileCheck;
use super::findings::Findings;
use super::row::Row;
use super::{Finding, Place, Rule, field};
use crate::ms932::{self, FaultKind};
use crate::raw::{RawField, SyntaxFault};
use crate::{Field, FieldType, Layout};

pub(super) const AGAIN: &str = "介護ソフトから出力し直してください。";

/// What is told once for a file, since the whole file is written that way.
#[derive(Default)]
pub(super) struct Told {
    line_ends: bool,
    unquoted_text: bool,
    quoted_code: bool,
}

/// The place of a byte of the record, counted from its first.
pub(super) fn place(file: &FileCheck, row: &Row<'_>, at: usize) -> Place {
    let spot = row.spot_of(at);
    Place::file(&file.given).at(spot.line, spot.offset)
}

/// The place of an item of the record.
pub(super) fn place_of(file: &FileCheck, row: &Row<'_>, item: usize) -> Place {
    let at = row.fields.get(item).map_or(0, |field| field.start());
    let place = place(file, row, at);
    match file.layout.fields.get(item) {
        Some(field) => place.in_field(field),
        None => place,
    }
}

/// Adds what stands in an item, as far as it may be shown.
pub(super) fn showing(layout: &Layout, row: &Row<'_>, item: usize, finding: Finding) -> Finding {
    match layout.fields.get(item) {
        Some(field) => finding.showing(&text(row, item), field),
        None => finding,
    }
}

/// What stands in an item.
pub(super) fn text(row: &Row<'_>, item: usize) -> String {
    let raw = RawField {
        raw: row.raw(item),
        line: row.line,
        offset: 0,
    };
    ms932::decode(&raw.value()).text
}

/// Tells once that lines do not end in CR LF.
pub(super) fn line_end(file: &mut FileCheck, row: &Row<'_>) -> Option<Finding> {
    if std::mem::replace(&mut file.told.line_ends, true) {
        return None;
    }
    Some(Finding::new(
        Rule::FILE_LINE_ENDS,
        start(file, row),
        "改行コードがCRLFではありません。".to_owned(),
        "このまま送信できますが、相手のソフトで読めないことがあります。",
    ))
}

fn start(file: &FileCheck, row: &Row<'_>) -> Place {
    place(file, row, 0)
}

/// Tells why the items of the record cannot be told apart.
pub(super) fn shape(
    file: &FileCheck,
    row: &Row<'_>,
    fault: Option<(usize, SyntaxFault)>,
) -> Finding {
    if let Some((item, fault)) = fault {
        let (what, hint) = match fault {
            SyntaxFault::Unclosed => (
                "文字列を囲む「\"」が閉じられていません。",
                "「\"」で始めた項目は「\"」で閉じます。",
            ),
            SyntaxFault::AfterQuote => (
                "文字列を閉じる「\"」の後に余分な文字があります。",
                "閉じる「\"」の後は「,」か改行です。文の中の「\"」は2つ重ねて書きます。",
            ),
            SyntaxFault::StrayQuote => (
                "囲まれていない項目の中に「\"」があります。",
                "「\"」のある文は全体を「\"」で囲み、文の中の「\"」は2つ重ねて書きます。",
            ),
        };
        return Finding::new(
            Rule::CSV_QUOTES,
            place_of(file, row, item),
            what.to_owned(),
            format!("{hint}{AGAIN}"),
        );
    }
    let (expected, found) = (file.layout.fields.len(), row.fields.len());
    Finding::new(
        Rule::CSV_FIELD_COUNT,
        start(file, row),
        format!(
            "項目が{found}個あります。{}は{expected}個です。",
            file.layout.kind.name()
        ),
        format!("版が違うか、文の中の「,」が「\"」で囲まれていないかもしれません。{AGAIN}"),
    )
    .showing_code(found.to_string())
}

/// Reads one field; whether nothing was found in it.
pub(super) fn read(
    file: &mut FileCheck,
    row: &Row<'_>,
    item: usize,
    findings: &mut Findings,
) -> bool {
    let Some(field) = file.layout.fields.get(item) else {
        return true;
    };
    let raw = RawField {
        raw: row.raw(item),
        line: row.line,
        offset: 0,
    };
    let decoded = ms932::decode(&raw.value());
    findings.add_some(quoting(file, row, item, field, &raw));
    if let Some(fault) = decoded.faults.first() {
        findings.add(wrong_bytes(field, fault.kind, place_of(file, row, item)));
        return false;
    }
    match field::check(field, &decoded.text, || place_of(file, row, item)) {
        Some(finding) => {
            findings.add(finding);
            false
        }
        None => true,
    }
}

/// Tells once that free text is not quoted, and once that codes are.
fn quoting(
    file: &mut FileCheck,
    row: &Row<'_>,
    item: usize,
    field: &Field,
    raw: &RawField<'_>,
) -> Option<Finding> {
    let (rule, what, told) = match field.field_type {
        FieldType::FreeText if !raw.is_quoted() && !raw.raw.is_empty() => (
            Rule::CSV_UNQUOTED_TEXT,
            "が「\"」で囲まれていません（ほかにもあるかもしれません）。",
            &mut file.told.unquoted_text,
        ),
        FieldType::FreeText | FieldType::Phone => return None,
        _ if raw.is_quoted() => (
            Rule::CSV_QUOTED_CODE,
            "が「\"」で囲まれています（ほかにもあるかもしれません）。",
            &mut file.told.quoted_code,
        ),
        _ => return None,
    };
    if field.number_as_text || std::mem::replace(told, true) {
        return None;
    }
    Some(Finding::new(
        rule,
        place_of(file, row, item),
        format!("{}{what}", field.name),
        "このまま送信できますが、相手のソフトで読めないことがあります。",
    ))
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
