//! The line that a finding is about, as it may be shown.
//!
//! Of personal columns only the shapes are shown. Where the items of a record do not agree with the
//! layout nobody knows what stands in which column, and only shapes are shown at all.

use tasuki_standard::ms932;
use tasuki_standard::{Layout, Place, shape};

use super::scan::{Item, Record};

/// What stands for a character that others cannot read (外字).
pub(super) const UNREADABLE: char = '〓';

/// A line, as it may be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Excerpt {
    /// What stands before the item.
    pub(super) before: String,
    /// The item, if the finding is about one.
    pub(super) item: Option<String>,
    /// What stands behind the item.
    pub(super) after: String,
    /// Where the item is.
    pub(super) span: Option<Span>,
}

/// Where an item is in the decoded file. Columns are counted from 1 in units of UTF-16.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Span {
    pub(super) start_line: u32,
    pub(super) start_column: usize,
    pub(super) end_line: u32,
    /// The column behind the item.
    pub(super) end_column: usize,
}

/// The record around a place, as it may be shown.
pub(super) fn excerpt(record: &Record, layout: Option<&Layout>, place: &Place) -> Excerpt {
    let layout = layout.filter(|layout| agrees(record, layout));
    let pointed = pointed(record, layout, place);
    let mut parts = [String::new(), String::new(), String::new()];
    let [before, item, after] = &mut parts;
    for (at, one) in record.items().enumerate() {
        let text = shown(&one, layout, at, pointed == Some(at));
        match pointed {
            Some(pointed) if at == pointed => *item = text,
            Some(pointed) if at > pointed => {
                after.push(',');
                after.push_str(&text);
            }
            _ => {
                before.push_str(&text);
                before.push(',');
            }
        }
    }
    if pointed.is_none() {
        before.pop();
    }
    let [before, item, after] = parts;
    Excerpt {
        before,
        item: pointed.map(|_| item),
        after,
        span: pointed
            .and_then(|at| record.items().nth(at))
            .map(|one| span(record, &one)),
    }
}

/// Whether it is known which item stands in which column.
fn agrees(record: &Record, layout: &Layout) -> bool {
    record.items().count() == layout.fields.len()
        && record.items().all(|item| !has_stray_mark(item.raw))
}

/// The index of the item that a place means. The place of a whole record means none.
fn pointed(record: &Record, layout: Option<&Layout>, place: &Place) -> Option<usize> {
    if let (Some(_), Some(no)) = (layout, place.column_no) {
        return usize::from(no).checked_sub(1);
    }
    let at = place.offset?.checked_sub(record.start)?;
    if at == 0 && place.column_no.is_none() {
        return None;
    }
    record
        .items()
        .position(|item| (item.start..=item.start + item.raw.len()).contains(&at))
}

/// An item, with its quotation marks, as it may be shown.
fn shown(item: &Item<'_>, layout: Option<&Layout>, at: usize, pointed: bool) -> String {
    let text = ms932::decode(item.raw).text;
    let value = text.trim_matches('"');
    let field = layout.and_then(|layout| layout.fields.get(at));
    let open = field.is_some_and(|field| {
        let known = pointed || field.field_type.accepts(value);
        value == field.name || (known && field.may_show(value))
    });
    let masked = if open { text.clone() } else { shape(&text) };
    text.chars()
        .zip(masked.chars())
        .map(|(real, shown)| match real {
            '\u{E000}'..='\u{F8FF}' | char::REPLACEMENT_CHARACTER => UNREADABLE,
            '\n' | '\r' => '⏎',
            _ if shown.is_control() => '□',
            _ => shown,
        })
        .collect()
}

/// Whether quotation marks stand where none belong.
fn has_stray_mark(raw: &[u8]) -> bool {
    let inside = raw.strip_prefix(b"\"").map(|rest| rest.strip_suffix(b"\""));
    match inside {
        None => raw.contains(&b'"'),
        Some(None) => true,
        Some(Some(inside)) => {
            let mut rest = inside.iter();
            while let Some(byte) = rest.next() {
                if *byte == b'"' && rest.next() != Some(&b'"') {
                    return true;
                }
            }
            false
        }
    }
}

fn span(record: &Record, item: &Item<'_>) -> Span {
    let (start_line, start_column) = place_of(record, item.start);
    let (end_line, end_column) = place_of(record, item.start + item.raw.len());
    Span {
        start_line,
        start_column,
        end_line,
        end_column,
    }
}

/// Line and column of a byte of a record.
fn place_of(record: &Record, at: usize) -> (u32, usize) {
    let before = record.before(at);
    let mut line = record.line;
    let mut start = 0;
    for (at, byte) in before.iter().enumerate() {
        let returned = *byte == b'\r' && before.get(at + 1) != Some(&b'\n');
        if *byte == b'\n' || returned {
            line = line.saturating_add(1);
            start = at + 1;
        }
    }
    let text = ms932::decode(before.get(start..).unwrap_or_default()).text;
    (line, text.encode_utf16().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::super::scan::Scan;
    use super::*;
    use tasuki_standard::layout;
    use tasuki_terms::{FileKind, SpecVersion};

    const RECORD: &str = "202407,139999,0000000101,20250502,202504,1370000001,\"例題 作子\",244,,\
        20250401,,0900,0930,1,111111,,,,,1370000002,\"架空訪問介護ステーション\",,0,1370000002,";

    fn actual() -> &'static Layout {
        layout(SpecVersion::V4_1, FileKind::UseActual).unwrap()
    }

    /// The excerpt of a file, as `before[item]after`.
    fn excerpt_of(file: &[u8], place: &Place) -> (String, Option<Span>) {
        let offset = place.offset.unwrap();
        let scan = Scan::of(file, &[offset].into()).unwrap();
        let excerpt = excerpt(scan.record(offset).unwrap(), Some(actual()), place);
        let item = excerpt.item.map(|item| format!("[{item}]"));
        let told = format!(
            "{}{}{}",
            excerpt.before,
            item.unwrap_or_default(),
            excerpt.after
        );
        (told, excerpt.span)
    }

    fn ms932(text: &str) -> Vec<u8> {
        ms932::encode(text).unwrap().bytes
    }

    #[test]
    fn personal_columns_are_shown_as_shapes() {
        let place = Place::file("").at(1, 0).in_field(&actual().fields[14]);
        let (told, span) = excerpt_of(&ms932(RECORD), &place);
        insta::assert_snapshot!(told, @r#"202407,139999,##########,20250502,202504,1370000001,"＊＊ ＊＊",244,,20250401,,0900,0930,1,[111111],,,,,1370000002,"架空訪問介護ステーション",,0,1370000002,"#);
        let span = span.unwrap();
        assert_eq!((span.start_line, span.start_column), (1, 88));
        assert_eq!((span.end_line, span.end_column), (1, 94));
    }

    #[test]
    fn where_items_are_shifted_everything_is() {
        for (from, to) in [
            ("\"例題 作子\"", "\"例題\",\"作子\""),
            ("\"例題 作子\"", "\"例題 作子\"様"),
        ] {
            let (told, _) =
                excerpt_of(&ms932(&RECORD.replace(from, to)), &Place::file("").at(1, 0));
            assert!(told.starts_with("######,######,##########,"), "{told}");
            assert!(!told.contains(['例', '1', '架']), "{told}");
        }
        let moved = RECORD.replace(",244,,", ",例題 作子,,");
        let (told, _) = excerpt_of(&ms932(&moved), &Place::file("").at(1, 0));
        assert!(told.contains("＊＊ ＊＊,,20250401"), "{told}");
    }

    #[test]
    fn what_cannot_be_read_is_told_from_what_may_not() {
        let mut file = ms932(RECORD);
        let at = file.windows(2).position(|two| two == b"\x8D\xEC").unwrap();
        file.splice(at..at + 2, *b"\xF0\x40");
        let place = Place::file("").at(1, 0).in_field(&actual().fields[6]);
        let (told, _) = excerpt_of(&file, &place);
        assert!(told.contains("[\"＊＊ 〓＊\"]"), "{told}");
    }

    #[test]
    fn an_item_behind_a_line_end_within_the_record_has_its_own_line() {
        let file = RECORD.replace("例題 作子", "例題\r\n作子");
        let file = ms932(&format!("\r\n{file}"));
        let place = Place::file("").at(2, 2).in_field(&actual().fields[7]);
        let (told, span) = excerpt_of(&file, &place);
        assert!(told.contains("\"＊＊⏎⏎＊＊\",[244],"), "{told}");
        let span = span.unwrap();
        assert_eq!((span.start_line, span.start_column), (3, 5));
    }

    #[test]
    fn names_of_items_in_a_header_are_nobodys_values() {
        let names: Vec<_> = actual().fields.iter().map(|field| &*field.name).collect();
        let header = names.join(",");
        let (told, _) = excerpt_of(&ms932(&header), &Place::file("").at(1, 0));
        assert_eq!(told, header);
    }
}
