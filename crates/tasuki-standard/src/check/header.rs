//! A header line, which no file of the standard has.

use super::fields::{AGAIN, place, text};
use super::file::FileCheck;
use super::row::Row;
use super::{Finding, Rule};

/// Tells if the first record is a header line; it is then left out.
pub(super) fn check(file: &FileCheck, row: &Row<'_>) -> Option<Finding> {
    let values = (0..row.fields.len()).map(|item| text(row, item));
    if !file.layout.is_header(values) {
        return None;
    }
    Some(Finding::new(
        Rule::FILE_HEADER,
        place(file, row, 0),
        "1行目が項目名の行になっています。標準仕様のファイルに見出しの行はありません。".to_owned(),
        format!("見出しを付けない設定で、{AGAIN}"),
    ))
}
