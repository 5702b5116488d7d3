//! How many columns of a terminal a text takes.

/// Full-width characters take two columns, marks that combine with another none.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// What stands where something was left out of a line below which places are marked. `…` takes one
/// column on some terminals and two on others.
const LEFT_OUT: &str = "...";

/// As much of the text as fits, with `…` where something was left out.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    cut_end(text, most, "…")
}

/// As much of the text as fits, with three points where something was left out.
pub(crate) fn start_of_line(text: &str, most: usize) -> String {
    cut_end(text, most, LEFT_OUT)
}

fn cut_end(text: &str, most: usize, mark: &str) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = width(mark);
    for c in text.chars() {
        used += columns(c);
        if used > most {
            break;
        }
        kept.push(c);
    }
    kept.push_str(mark);
    kept
}

/// As much of the end of the text as fits, with three points where something was left out.
pub(crate) fn end_of_line(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut used = width(LEFT_OUT);
    let kept = text.char_indices().rev().take_while(|(_, c)| {
        used += columns(*c);
        used <= most
    });
    let start = kept.last().map_or(text.len(), |(at, _)| at);
    format!("{LEFT_OUT}{}", text.get(start..).unwrap_or_default())
}

/// The text with spaces behind it, so that it takes `columns` columns.
pub(crate) fn padded(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(missing))
}

const fn columns(c: char) -> usize {
    match c {
        '\u{0}'..='\u{1F}'
        | '\u{7F}'..='\u{9F}'
        | '\u{300}'..='\u{36F}'
        | '\u{200B}'..='\u{200F}'
        | '\u{3099}'..='\u{309A}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{E0100}'..='\u{E01EF}' => 0,
        '\u{1100}'..='\u{115F}'
        | '\u{2E80}'..='\u{303E}'
        | '\u{3041}'..='\u{A4CF}'
        | '\u{A960}'..='\u{A97F}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE10}'..='\u{FE19}'
        | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF01}'..='\u{FF60}'
        | '\u{FFE0}'..='\u{FFE6}'
        | '\u{1F300}'..='\u{1F64F}'
        | '\u{1F900}'..='\u{1F9FF}'
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
            ("ひまわり介護", 12),
            ("ﾋﾏﾜﾘ", 4),
            ("ﾀﾞ", 2),
            ("が", 2),
            ("か\u{3099}", 2),
            ("（株）", 6),
            ("𠮷田", 4),
            ("葛\u{E0100}", 2),
        ] {
            assert_eq!(width(text), columns, "{text}");
        }
    }

    #[test]
    fn what_is_too_long_is_cut_between_characters() {
        assert_eq!(shortened("ひまわり", 8), "ひまわり");
        assert_eq!(shortened("ひまわり", 7), "ひまわ…");
        assert_eq!(shortened("ひまわり", 6), "ひま…");
        assert_eq!(width(&shortened("ひまわり", 6)), 5);
        assert_eq!(start_of_line("ひまわり", 7), "ひま...");
        assert_eq!(end_of_line("ひまわり", 8), "ひまわり");
        assert_eq!(end_of_line("ひまわり", 7), "...わり");
        assert_eq!(end_of_line("ひまわり", 6), "...り");
    }
}
