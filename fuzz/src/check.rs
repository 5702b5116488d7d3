use tasuki_standard::{CheckReport, UnitCheck, check_files, diff, read_files};

use crate::input::{Input, pieces};
use crate::marker;

/// Files: in pieces they are judged like the whole, a document is read just where there is no error,
/// and no finding shows what stands in a personal column.
pub fn check(bytes: &[u8]) {
    let Some(Input { choices, files }) = Input::read(bytes) else {
        return;
    };
    let report = check_files(&files);
    assert!(in_pieces(&files, &choices) == report);
    let reading = read_files(&files);
    assert!(reading.report == report);
    assert_eq!(reading.document.is_some(), report.may_be_sent());
    if let Some(document) = reading.document {
        let tables = document.tables();
        let difference = diff(tables, tables);
        assert!(difference.is_ok_and(|difference| difference.is_empty()));
    }
    if let Some(marked) = marker::plant(&files, choices) {
        let report = check_files(&marker::borrowed(&marked));
        assert!(!marker::is_in(&report), "{report:?}");
    }
}

/// The same as [`check_files`], with every file given in pieces.
pub(crate) fn in_pieces(files: &[(&str, &[u8])], lengths: &[u8]) -> CheckReport {
    let names: Vec<_> = files.iter().map(|(name, _)| *name).collect();
    let mut check = UnitCheck::new(&names);
    for (_, bytes) in files {
        let mut file = check.next_file();
        for piece in pieces(bytes, lengths) {
            file.feed(piece);
        }
        file.end();
    }
    check.end()
}
