//! From a text to lines of glyphs.

use std::collections::BTreeSet;
use std::ops::Range;

use super::breaking;
use super::style::Style;
use super::typeface::Typefaces;

/// What stands where the fonts have nothing (下駄): every font of this crate has it.
const LACKING: char = '〓';

/// A glyph in a line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) id: u32,
    /// To the next glyph, in millimetres.
    pub(crate) advance: f32,
    /// Moved to the right by this, in millimetres.
    pub(crate) shift: f32,
    /// Its character in the text of the line.
    pub(crate) bytes: Range<usize>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) glyphs: Vec<Glyph>,
}

impl Line {
    /// In millimetres.
    pub(crate) fn width(&self) -> f32 {
        self.glyphs.iter().map(|glyph| glyph.advance).sum()
    }

    fn push(&mut self, letter: &Letter) {
        let begin = self.text.len();
        self.text.push(letter.character);
        self.glyphs.push(Glyph {
            id: letter.id,
            advance: letter.advance,
            shift: 0.0,
            bytes: begin..self.text.len(),
        });
    }
}

/// A character that has its glyph.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Letter {
    pub(crate) character: char,
    id: u32,
    pub(crate) advance: f32,
}

/// Breaks a text into lines of at most `width`; characters that the fonts lack go to `missing`.
pub(crate) fn lines(
    faces: &Typefaces,
    text: &str,
    style: &Style,
    width: f32,
    missing: &mut BTreeSet<char>,
) -> Vec<Line> {
    let mut lines = Vec::new();
    for paragraph in text.split(is_line_end) {
        let letters = letters(faces, paragraph, style, missing);
        for range in breaking::lines(&letters, width) {
            let mut line = Line::default();
            for letter in letters.get(range).unwrap_or_default() {
                line.push(letter);
            }
            lines.push(line);
        }
    }
    lines
}

/// Breaks texts of several styles that follow one another into lines of at most `width`: each line as
/// its pieces, with the place of each piece's text.
pub(super) fn mixed(
    faces: &Typefaces,
    texts: &[(&str, Style)],
    width: f32,
    missing: &mut BTreeSet<char>,
) -> Vec<Vec<(usize, Line)>> {
    let mut lines = Vec::new();
    let mut paragraph: Vec<Letter> = Vec::new();
    let mut owners: Vec<usize> = Vec::new();
    for (owner, (text, style)) in texts.iter().enumerate() {
        for (at, part) in text.split(is_line_end).enumerate() {
            if at > 0 {
                lines.extend(broken(&paragraph, &owners, width));
                (paragraph, owners) = (Vec::new(), Vec::new());
            }
            paragraph.extend(letters(faces, part, style, missing));
            owners.resize(paragraph.len(), owner);
        }
    }
    lines.extend(broken(&paragraph, &owners, width));
    lines
}

/// The lines of one paragraph.
fn broken<'a>(
    letters: &'a [Letter],
    owners: &'a [usize],
    width: f32,
) -> impl Iterator<Item = Vec<(usize, Line)>> + 'a {
    breaking::lines(letters, width).into_iter().map(|range| {
        let owners = owners.get(range.clone()).unwrap_or_default();
        let letters = letters.get(range).unwrap_or_default();
        let mut pieces: Vec<(usize, Line)> = Vec::new();
        for (owner, letter) in owners.iter().zip(letters) {
            match pieces.last_mut() {
                Some((last, line)) if last == owner => line.push(letter),
                _ => {
                    let mut line = Line::default();
                    line.push(letter);
                    pieces.push((*owner, line));
                }
            }
        }
        pieces
    })
}

/// A whole text on one line, each glyph in the middle of a cell of this width.
pub(crate) fn cells(
    faces: &Typefaces,
    text: &str,
    style: &Style,
    cell: f32,
    missing: &mut BTreeSet<char>,
) -> Line {
    let mut line = Line::default();
    for letter in letters(faces, text, style, missing) {
        line.push(&letter);
    }
    for glyph in &mut line.glyphs {
        glyph.shift = (cell - glyph.advance) / 2.0;
        glyph.advance = cell;
    }
    line
}

fn letters(
    faces: &Typefaces,
    text: &str,
    style: &Style,
    missing: &mut BTreeSet<char>,
) -> Vec<Letter> {
    let face = faces.of(style.face);
    let mut letters = Vec::with_capacity(text.len());
    for character in text.chars().filter(|&character| !is_invisible(character)) {
        let character = if character.is_control() {
            ' '
        } else {
            character
        };
        let shown = face.glyph(character, style).map(|glyph| (character, glyph));
        let shown = shown.or_else(|| {
            missing.insert(character);
            Some((LACKING, face.glyph(LACKING, style)?))
        });
        if let Some((character, (id, ems))) = shown {
            letters.push(Letter {
                character,
                id,
                advance: ems * style.size * super::POINT,
            });
        }
    }
    letters
}

const fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Characters that only steer how others are shown: the base form is shown without them.
const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\r' | '\u{AD}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> (Vec<String>, BTreeSet<char>) {
        let faces = Typefaces::load().unwrap();
        let mut missing = BTreeSet::new();
        let lines = lines(faces, text, &Style::BODY, 40.0, &mut missing);
        let texts = lines.into_iter().map(|line| line.text).collect();
        (texts, missing)
    }

    #[test]
    fn what_the_fonts_lack_is_shown_as_a_geta_and_told() {
        let (lines, missing) = set("𠮷野家😀");
        assert_eq!(lines, ["〓野家〓"]);
        assert_eq!(missing, BTreeSet::from(['𠮷', '😀']));
    }

    #[test]
    fn private_characters_are_lacking() {
        assert_eq!(set("\u{E000}").0, ["〓"]);
    }

    #[test]
    fn variants_of_names_are_shown() {
        let (lines, missing) = set("髙﨑㈱①Ⅱ");
        assert_eq!(lines, ["髙﨑㈱①Ⅱ"]);
        assert!(missing.is_empty());
    }

    #[test]
    fn what_only_steers_is_not_shown_and_not_missed() {
        let (lines, missing) = set("葛\u{E0100}城\u{200B}\u{FEFF}市\r\n\t町");
        assert_eq!(lines, ["葛城市", " 町"]);
        assert!(missing.is_empty());
    }

    #[test]
    fn an_empty_text_is_an_empty_line() {
        assert_eq!(set("").0, [""]);
    }

    #[test]
    fn no_line_is_wider_than_asked() {
        let faces = Typefaces::load().unwrap();
        let text = "とても長い名称の居宅介護支援事業所（東京本店）".repeat(20);
        for line in lines(faces, &text, &Style::BODY, 40.0, &mut BTreeSet::new()) {
            assert!(line.width() <= 40.0, "{}", line.text);
        }
    }

    #[test]
    fn texts_of_several_styles_share_their_lines() {
        let faces = Typefaces::load().unwrap();
        let texts = [
            ("状況が", Style::BODY),
            ("未受信", Style::STRONG),
            ("のときだけ取り消せます。\n次へ", Style::BODY),
        ];
        let mut lines = mixed(faces, &texts, 60.0, &mut BTreeSet::new());
        let first: Vec<_> = lines.remove(0);
        let first: Vec<_> = first
            .iter()
            .map(|(owner, line)| (*owner, &*line.text))
            .collect();
        assert_eq!(first[..2], [(0, "状況が"), (1, "未受信")]);
        let last = lines.pop().unwrap();
        assert_eq!((last[0].0, &*last[0].1.text), (2, "次へ"));
        for line in lines {
            assert!(line.iter().map(|(_, line)| line.width()).sum::<f32>() <= 60.0);
        }
    }

    #[test]
    fn a_slashed_zero_is_still_a_zero_when_copied() {
        let faces = Typefaces::load().unwrap();
        let plain = Style::FIGURES;
        let slashed = Style {
            slashed_zero: true,
            ..plain
        };
        let set = |style| cells(faces, "0", &style, 9.0, &mut BTreeSet::new());
        assert_eq!(set(slashed).text, "0");
        assert_ne!(set(slashed).glyphs[0].id, set(plain).glyphs[0].id);
        assert!((set(slashed).width() - 9.0).abs() < 0.001);
    }
}
