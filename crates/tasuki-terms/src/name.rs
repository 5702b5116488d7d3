//! Names of people.

use std::fmt;
use std::str::FromStr;

/// A family or given name in full-width letters (姓・名、全角): 1 to 20 letters.
///
/// Source: the official fields 代表者氏名 and 担当者氏名 take full-width letters only (manual 2.7); the
/// length is ours. Letters are kana, kanji (rare ones and their variants, too), full-width Latin
/// letters, `・` and `ー`; a full-width space may stand inside. Half-width letters, digits, signs,
/// private letters (外字) and emoji are refused. `Debug` masks it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FullWidthName(String);

impl FullWidthName {
    /// How many letters it may have. Variation selectors (異体字セレクタ) do not count.
    pub const MAX: usize = 20;

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FullWidthName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // `trim` takes the full-width space, too.
        let text = text.trim();
        let letters = text.chars().filter(|letter| !is_selector(*letter)).count();
        if letters == 0 {
            return Err(InvalidName::Empty);
        }
        if letters > Self::MAX {
            return Err(InvalidName::Length);
        }
        // A selector changes the letter before it, so that there must be one.
        let begins_well = !text.starts_with(is_selector);
        if begins_well && text.chars().all(|one| is_letter(one) || is_selector(one)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidName::Letters)
        }
    }
}

fn is_letter(letter: char) -> bool {
    match letter {
        '\u{3000}' | '・' => true,
        // What stands before the East Asian blocks; half-width kana and Hangul.
        ..'\u{2E80}' | '\u{FF61}'..='\u{FFDC}' => false,
        _ => letter.is_alphabetic(),
    }
}

const fn is_selector(letter: char) -> bool {
    matches!(letter, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

impl fmt::Display for FullWidthName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for FullWidthName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FullWidthName(…)")
    }
}

crate::serde_as_text!(FullWidthName);

/// Why a text is no [`FullWidthName`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidName {
    /// Nothing stands there but spaces.
    #[error("expected a name, found nothing")]
    Empty,
    /// It is too long.
    #[error("expected at most {} letters", FullWidthName::MAX)]
    Length,
    /// It contains something that is no full-width letter.
    #[error("expected full-width letters only")]
    Letters,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, InvalidName> {
        text.parse::<FullWidthName>().map(|name| name.to_string())
    }

    #[test]
    fn full_width_letters_are_a_name() {
        for name in [
            "東京",
            "佐々木",
            "髙﨑",
            "𠮷野",
            "スミス・ジョーンズ",
            "Ａｎｎ",
            "葛\u{E0100}城",
        ] {
            assert_eq!(read(name), Ok(name.to_owned()));
        }
        assert_eq!(read("　太郎 "), Ok("太郎".to_owned()));
        assert_eq!(read("マリア　ルイサ"), Ok("マリア　ルイサ".to_owned()));
        assert_eq!(read(&"あ".repeat(20)), Ok("あ".repeat(20)));
    }

    #[test]
    fn anything_else_is_refused_with_its_reason() {
        for empty in ["", "　 ", "\u{FE00}"] {
            assert_eq!(read(empty), Err(InvalidName::Empty), "{empty}");
        }
        assert_eq!(read(&"あ".repeat(21)), Err(InvalidName::Length));
        for wrong in [
            "ﾀﾛｳ",
            "Taro",
            "太郎1",
            "太郎１",
            "太 郎",
            "太郎♪",
            "太郎😀",
            "太\u{E000}",
            "太\n郎",
            "<b>",
        ] {
            assert_eq!(read(wrong), Err(InvalidName::Letters), "{wrong}");
        }
    }
}
