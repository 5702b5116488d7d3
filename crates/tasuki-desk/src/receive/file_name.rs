//! Names under which received files are written.

/// Names that Windows keeps for devices, with whatever extension.
const RESERVED: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];
/// Names that Windows keeps for devices when a digit follows.
const RESERVED_NUMBERED: [&str; 2] = ["COM", "LPT"];

/// The most bytes of a name, so that a number, too, has room within the 255 that file systems
/// allow. A sender's system may count characters instead: names in Japanese can be longer.
const MOST_BYTES: usize = 240;

/// A name that every system can write: the sender's own, or nearly.
///
/// Separators and control characters cannot occur: opening a message refuses them.
pub(crate) fn writable(name: &str) -> String {
    let replaced: String = name
        .chars()
        .map(|c| match c {
            '<' | '>' | ':' | '"' | '|' | '?' | '*' | '/' | '\\' => '_',
            c if c.is_control() => '_',
            c => c,
        })
        .collect();
    let (stem, extension) = match replaced.split_once('.') {
        Some((stem, rest)) => (stem, Some(rest)),
        None => (replaced.as_str(), None),
    };
    let mut written = if is_reserved(stem) {
        match extension {
            Some(rest) => format!("{stem}_.{rest}"),
            None => format!("{stem}_"),
        }
    } else {
        replaced.clone()
    };
    // Windows drops dots and spaces at the end.
    if written.ends_with(['.', ' ']) || written.is_empty() {
        written.push('_');
    }
    shortened(written)
}

/// The name, with characters before the extension left out until it fits.
fn shortened(name: String) -> String {
    if name.len() <= MOST_BYTES {
        return name;
    }
    let (stem, extension) = match name.rsplit_once('.') {
        // What is longer than this is no extension.
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= 16 => {
            (stem, format!(".{extension}"))
        }
        _ => (name.as_str(), String::new()),
    };
    let room = MOST_BYTES - extension.len();
    let mut kept = String::new();
    for c in stem.chars() {
        if kept.len() + c.len_utf8() > room {
            break;
        }
        kept.push(c);
    }
    if extension.is_empty() {
        kept.truncate(kept.trim_end_matches(['.', ' ']).len());
    }
    kept + &extension
}

/// The name for the `number`th file of the same name: `plan (2).CSV`.
pub(super) fn numbered(name: &str, number: u32) -> String {
    if number < 2 {
        return name.to_owned();
    }
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => format!("{stem} ({number}).{extension}"),
        _ => format!("{name} ({number})"),
    }
}

fn is_reserved(stem: &str) -> bool {
    let stem = stem.trim_end_matches(' ');
    let same = |name: &&str| stem.eq_ignore_ascii_case(name);
    let mut chars = stem.chars();
    let last = chars.next_back();
    RESERVED.iter().any(same)
        || (last.is_some_and(|c| matches!(c, '0'..='9' | '¹' | '²' | '³'))
            && RESERVED_NUMBERED
                .iter()
                .any(|name| chars.as_str().eq_ignore_ascii_case(name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_that_windows_cannot_write_are_changed_a_little() {
        for (name, expected) in [
            ("UPPLAN_202504.CSV", "UPPLAN_202504.CSV"),
            ("第3表 4月.pdf", "第3表 4月.pdf"),
            ("CON", "CON_"),
            ("con.csv", "con_.csv"),
            ("nul.tar.gz", "nul_.tar.gz"),
            ("COM1.pdf", "COM1_.pdf"),
            ("LPT¹", "LPT¹_"),
            ("COMMON.pdf", "COMMON.pdf"),
            ("COM.pdf", "COM.pdf"),
            ("aux .txt", "aux _.txt"),
            ("end.", "end._"),
            ("end ", "end _"),
            ("a:b*c?.txt", "a_b_c_.txt"),
            (".profile", ".profile"),
        ] {
            assert_eq!(writable(name), expected, "{name}");
        }
    }

    #[test]
    fn names_that_are_too_long_for_a_file_system_lose_their_end() {
        let written = writable(&format!("{}.pdf", "あ".repeat(196)));
        assert_eq!(written, format!("{}.pdf", "あ".repeat(78)));
        assert!(numbered(&written, 9_999).len() <= 255);
        let written = writable(&format!("a.{}", "い".repeat(190)));
        assert!(written.starts_with("a.いい") && written.len() <= MOST_BYTES);
        assert_eq!(writable(&format!("a{}b", " ".repeat(240))), "a");
    }

    #[test]
    fn numbers_stand_before_the_extension() {
        assert_eq!(numbered("plan.CSV", 1), "plan.CSV");
        assert_eq!(numbered("plan.CSV", 2), "plan (2).CSV");
        assert_eq!(numbered("plan", 3), "plan (3)");
        assert_eq!(numbered(".profile", 2), ".profile (2)");
    }

    proptest! {
        #[test]
        fn a_writable_name_stays_as_it_is(name in "\\PC{0,120}") {
            let once = writable(&name);
            prop_assert_eq!(&writable(&once), &once);
            prop_assert!(!once.is_empty() && !once.contains(['/', '\\']));
        }
    }
}
