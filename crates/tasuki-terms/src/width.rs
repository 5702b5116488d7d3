//! Widths of letters: an input method that was left on types letters, digits and signs in full
//! width (全角), which mean the same.

/// The ASCII sign for which a full-width one (U+FF01 to U+FF5E, `！` to `～`) stands; any other
/// letter as it is.
pub fn half_width_sign(letter: char) -> char {
    match letter {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        _ => letter,
    }
}

/// The text with full-width letters, digits and signs as ASCII; kana and kanji stay as they are.
pub fn half_width(text: &str) -> String {
    text.chars().map(half_width_sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_full_width_ascii_changes() {
        assert_eq!(half_width("１３Ａ０－ｚ～！"), "13A0-z~!");
        assert_eq!(half_width("例ｶカ　ー 1a"), "例ｶカ　ー 1a");
        assert_eq!(half_width_sign('\u{FF5F}'), '\u{FF5F}');
    }
}
