//! How many columns of a terminal a text takes.

/// Full-width characters take two columns.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// The text with spaces behind it, so that it takes `columns` columns.
pub(crate) fn left(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(missing))
}

/// The text with spaces before it, so that it takes `columns` columns.
pub(crate) fn right(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(width(text));
    format!("{}{text}", " ".repeat(missing))
}

/// Two texts at both ends of a line of `columns` columns, at least two spaces apart.
pub(crate) fn both_ends(start: &str, end: &str, columns: usize) -> String {
    let room = columns.saturating_sub(width(start)).max(width(end) + 2);
    format!("{start}{}", right(end, room))
}

/// Breaks a text into lines of at most `columns` columns: at spaces, or anywhere between
/// full-width characters.
pub(crate) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if width(&line) + width(piece.trim_end()) > columns && !line.is_empty() {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        line.push_str(piece);
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// What must not be broken: words with the space behind them, and single full-width characters
/// with the punctuation behind them.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let may_break = before.is_some_and(|before| {
            let wide = columns(before) == 2 || columns(c) == 2;
            (before == ' ' || wide) && !CLOSING.contains(c) && !OPENING.contains(before) && c != ' '
        });
        if may_break && let Some(piece) = text.get(start..at) {
            pieces.push(piece);
            start = at;
        }
        before = Some(c);
    }
    pieces.extend(text.get(start..));
    pieces
}

/// What must not begin a line.
const CLOSING: &str = "、。」）・ー";
/// What must not end a line.
const OPENING: &str = "「（";

const fn columns(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115F}'
        | '\u{2E80}'..='\u{A4CF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF01}'..='\u{FF60}'
        | '\u{FFE0}'..='\u{FFE6}'
        | '\u{20000}'..='\u{3FFFD}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_counts_twice() {
        for (text, columns) in [
            ("", 0),
            ("1370000001", 10),
            ("連携基盤", 8),
            ("（受付）", 8),
        ] {
            assert_eq!(width(text), columns, "{text}");
        }
        assert_eq!(left("予定", 6), "予定  ");
        assert_eq!(right("予定", 6), "  予定");
        assert_eq!(both_ends("予定", "1 ms", 12), "予定    1 ms");
        assert_eq!(both_ends("予定", "1 ms", 3), "予定  1 ms");
    }

    #[test]
    fn lines_break_between_words_and_never_before_a_full_stop() {
        assert_eq!(wrapped("two short words", 9), ["two short", "words"]);
        assert_eq!(wrapped("すべて正しい。", 12), ["すべて正し", "い。"]);
        assert_eq!(wrapped("手順7（x）", 5), ["手順7", "（x）"]);
        assert_eq!(wrapped("", 5), [""]);
    }
}
