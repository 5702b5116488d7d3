//! A header line, which no file of the standard has.

use super::fields::{AGAIN, place, text};
use super::file::FileCheck;
use super::row::Row;
use super::{Finding, Rule};

/// Tells if the first record is a header line; it is then left out.
pub(super) fn check(file: &FileCheck, row: &Row<'_>) -> Option<Finding> {
    let fields = file.layout.fields.iter().enumerate();
    let is_named = fields
        .take(row.fields.len())
        .map(|(item, field)| (text(row, item), field))
        .any(|(text, field)| text == field.name || text.eq_ignore_ascii_case(&field.id));
    let version = text(row, 0);
    if !is_named || version.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(Finding::new(
        Rule::FILE_HEADER,
        place(file, row, 0),
        "1行目が項目名の行になっています。標準仕様のファイルに見出しの行はありません。".to_owned(),
        format!("見出しを付けない設定で、{AGAIN}"),
    ))
}
