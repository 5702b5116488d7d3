//! What may be written to a terminal.

use std::path::{Path, PathBuf};

/// How many names are told where there may be any number.
const MOST_TOLD: usize = 10;

/// The text with control characters as escapes (`\u{1b}`): names of files come from anywhere, and a
/// terminal does what such characters say. Those that turn the direction of a text are escaped, too.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if does_something(c) {
            escaped.extend(c.escape_default());
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// A path as people may see it.
pub(crate) fn path(path: &Path) -> String {
    escaped(&path.to_string_lossy())
}

/// Paths as people may see them, on one line; the first few of many.
pub(crate) fn paths(all: &[PathBuf]) -> String {
    let told: Vec<_> = all.iter().take(MOST_TOLD).map(|one| path(one)).collect();
    let told = told.join("、");
    match all.len().saturating_sub(MOST_TOLD) {
        0 => told,
        more => format!("{told}、ほか{more}個"),
    }
}

fn does_something(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61C}'
                | '\u{200E}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        for (text, shown) in [
            ("予定 1.CSV", "予定 1.CSV"),
            ("a\x1B[2Jb", "a\\u{1b}[2Jb"),
            ("a\r\nb\t", "a\\r\\nb\\t"),
            ("\u{9B}31m\u{7F}", "\\u{9b}31m\\u{7f}"),
            ("fdp.\u{202E}VSC", "fdp.\\u{202e}VSC"),
        ] {
            assert_eq!(escaped(text), shown);
        }
    }

    #[test]
    fn of_many_paths_the_first_are_told() {
        let all: Vec<PathBuf> = (1..=12).map(|no| format!("{no}").into()).collect();
        assert_eq!(paths(&all[..2]), "1、2");
        assert!(paths(&all).ends_with("、10、ほか2個"));
    }
}
