//! Where lines end (禁則処理, after JIS X 4051): words and figures stay together, and some
//! characters begin or end no line.

use std::ops::Range;

use super::typeset::Letter;

/// These begin no line (行頭禁則文字).
const NOT_FIRST: &str = concat!(
    "、。，．・：；？！）］｝〉》」』】〕〗〙’”゛゜ー々〻ヽヾゝゞ",
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ",
    "!),.:;?]}%｡､｣･ｰﾞﾟｧｨｩｪｫｬｭｮｯ％‰℃°′″〜～－…‥",
);

/// These end no line (行末禁則文字).
const NOT_LAST: &str = "（［｛〈《「『【〔〖〘‘“([{｢￥¥＄$£№＃";

/// These are not torn from their like (分離禁止文字).
const TOGETHER: &str = "…‥―─";

/// The letters of each line; every line but an empty text's has one at least. Spaces around a break
/// belong to no line.
pub(super) fn lines(letters: &[Letter], width: f32) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut begin = 0;
    loop {
        let rest = letters.get(begin..).unwrap_or_default();
        let fitting = fitting(rest, width);
        if fitting == rest.len() {
            lines.push(begin..letters.len());
            return lines;
        }
        // A line without any place to break is broken where it is full.
        let length = (1..=fitting)
            .rev()
            .find(|&at| may_break(rest, at))
            .unwrap_or_else(|| fitting.max(1));
        let spaces = |letter: &&Letter| letter.character == ' ';
        let line = rest.get(..length).unwrap_or_default();
        let trailing = line.iter().rev().take_while(spaces).count();
        lines.push(begin..begin + length - trailing);
        begin += length;
        let rest = letters.get(begin..).unwrap_or_default();
        begin += rest.iter().take_while(spaces).count();
        if begin == letters.len() {
            return lines;
        }
    }
}

/// How many letters fit into a line.
fn fitting(letters: &[Letter], width: f32) -> usize {
    let mut used = 0.0;
    letters
        .iter()
        .take_while(|letter| {
            used += letter.advance;
            used <= width
        })
        .count()
}

/// May a line end before the letter `at`, which is not the first?
fn may_break(letters: &[Letter], at: usize) -> bool {
    let character = |at: usize| letters.get(at).map(|letter| letter.character);
    let (Some(last), Some(next)) = (at.checked_sub(1).and_then(character), character(at)) else {
        return false;
    };
    let bound = NOT_FIRST.contains(next) || NOT_LAST.contains(last);
    let in_word = is_of_word(last) && is_of_word(next);
    let torn = last == next && TOGETHER.contains(next);
    !(bound || in_word || torn)
}

/// Latin letters, figures and their signs: a word, a number, an address of the Web.
fn is_of_word(character: char) -> bool {
    character.is_ascii_graphic() || ('\u{A1}'..'\u{250}').contains(&character)
}

#[cfg(test)]
mod tests {
    use super::super::style::Style;
    use super::super::typeface::Typefaces;
    use super::super::typeset;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// Lines of this many full-width characters.
    fn broken(text: &str, characters: u8) -> Vec<String> {
        let faces = Typefaces::load().unwrap();
        let style = Style::FIGURES;
        let width = f32::from(characters) * style.size * 25.4 / 72.0 + 0.01;
        typeset::lines(faces, text, &style, width, &mut BTreeSet::new())
            .into_iter()
            .map(|line| line.text)
            .collect()
    }

    #[test]
    fn a_line_begins_with_no_closing_mark() {
        assert_eq!(broken("介護保険。証明", 4), ["介護保", "険。証明"]);
        assert_eq!(broken("「介護」、です", 3), ["「介", "護」、", "です"]);
        assert_eq!(broken("センターです", 3), ["セン", "ターで", "す"]);
    }

    #[test]
    fn a_line_ends_with_no_opening_mark() {
        assert_eq!(broken("支援所（東京）", 4), ["支援所", "（東京）"]);
    }

    #[test]
    fn words_and_figures_stay_together() {
        assert_eq!(broken("金額は21,000円", 5), ["金額は", "21,000円"]);
        assert_eq!(broken("care plan data", 5), ["care plan", "data"]);
    }

    #[test]
    fn a_word_wider_than_the_line_is_broken_where_it_is_full() {
        assert_eq!(broken("abcdefghij", 2), ["abcd", "efgh", "ij"]);
    }

    #[test]
    fn spaces_around_a_break_are_dropped() {
        assert_eq!(broken("東京  太郎", 2), ["東京", "太郎"]);
        assert_eq!(broken("東京  ", 2), ["東京"]);
    }

    #[test]
    fn dashes_are_not_torn_apart() {
        assert_eq!(broken("東京――太郎", 3), ["東京", "――太", "郎"]);
    }

    proptest! {
        #[test]
        fn no_character_is_lost_and_no_line_is_too_wide(
            text in "[あ-んァ-ヶ介護保険証明a-z0-9、。「」（） …ー]{0,60}",
            characters in 1_u8..12,
        ) {
            let lines = broken(&text, characters);
            let visible = |text: &str| text.replace(' ', "");
            prop_assert_eq!(visible(&lines.concat()), visible(&text));
            for line in &lines {
                let halves: usize = line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
                prop_assert!(halves <= usize::from(characters) * 2, "{}", line);
            }
        }
    }
}
