//! Text to MS932.

use std::fmt;

use encoding_rs::{EncoderResult, SHIFT_JIS};

use super::variants::{VARIANTS, is_selector};

/// Characters that other programs write for ones that MS932 has under another code point, and what
/// is written for them. They look the same on paper.
///
/// The encoder of the web (WHATWG) would write a yen sign as a backslash and an overline as a
/// tilde; the last lines prevent that.
pub const REPLACEMENTS: &[(char, char)] = &[
    ('〜', '～'),
    ('−', '－'),
    ('‖', '∥'),
    ('—', '―'),
    ('¢', '￠'),
    ('£', '￡'),
    ('¬', '￢'),
    ('¦', '￤'),
    ('¥', '￥'),
    ('‾', '￣'),
    ('\u{A0}', ' '),
];

/// Text written in MS932.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Encoded {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The characters that were replaced, in their order.
    pub replaced: Vec<Replaced>,
}

/// A character for which another was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Replaced {
    /// Its place among the characters, counted from 0.
    pub at: usize,
    /// What stood there.
    pub from: char,
    /// What was written; `None` where it was left out.
    pub to: Option<char>,
}

/// Whether a kanji that MS932 lacks may be written in another form.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Substitution {
    /// It may not.
    #[default]
    Refuse,
    /// It may, where [`VARIANTS`] has one; selectors of variants (異体字セレクタ) are left out.
    Allow,
}

/// The text has characters that MS932 does not.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub struct Unwritable {
    /// The characters, in their order; never none.
    pub characters: Vec<UnwritableCharacter>,
}

impl fmt::Display for Unwritable {
    /// Tells the code points, never the text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("characters outside MS932:")?;
        self.characters
            .iter()
            .try_for_each(|one| write!(f, " U+{:04X}", u32::from(one.character)))
    }
}

/// A character that MS932 does not have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnwritableCharacter {
    /// Its place among the characters, counted from 0.
    pub at: usize,
    /// The character.
    pub character: char,
}

/// Writes MS932, after replacing what stands in [`REPLACEMENTS`].
pub fn encode(text: &str) -> Result<Encoded, Unwritable> {
    encode_allowing(text, Substitution::Refuse)
}

/// Writes MS932, after replacing what stands in [`REPLACEMENTS`] and, if allowed, in [`VARIANTS`].
///
/// ```
/// use tasuki_standard::ms932::{Substitution, encode, encode_allowing};
///
/// assert!(encode("𠮷田").is_err());
/// let written = encode_allowing("𠮷田", Substitution::Allow)?;
/// assert_eq!(written.replaced[0].to, Some('吉'));
/// # Ok::<(), tasuki_standard::ms932::Unwritable>(())
/// ```
pub fn encode_allowing(text: &str, substitution: Substitution) -> Result<Encoded, Unwritable> {
    let (text, replaced) = replace(text, substitution);
    let mut encoder = SHIFT_JIS.new_encoder();
    let mut bytes = Vec::with_capacity(text.len());
    let mut buffer = [0; 1024];
    let mut unwritable: Vec<UnwritableCharacter> = text
        .chars()
        .enumerate()
        .filter(|(_, character)| *character == '\u{80}')
        .map(|(at, character)| UnwritableCharacter { at, character })
        .collect();
    let mut rest = text.as_str();
    loop {
        let (result, read, written) =
            encoder.encode_from_utf8_without_replacement(rest, &mut buffer, true);
        bytes.extend_from_slice(buffer.get(..written).unwrap_or_default());
        rest = rest.get(read..).unwrap_or_default();
        match result {
            EncoderResult::InputEmpty => break,
            EncoderResult::OutputFull => {}
            EncoderResult::Unmappable(character) => {
                let before = text.len() - rest.len() - character.len_utf8();
                unwritable.push(UnwritableCharacter {
                    at: text.get(..before).unwrap_or_default().chars().count(),
                    character,
                });
            }
        }
    }
    if unwritable.is_empty() {
        Ok(Encoded { bytes, replaced })
    } else {
        unwritable.sort_by_key(|one| one.at);
        for one in &mut unwritable {
            one.at = given_place(one.at, &replaced);
        }
        Err(Unwritable {
            characters: unwritable,
        })
    }
}

fn replace(text: &str, substitution: Substitution) -> (String, Vec<Replaced>) {
    let mut replaced = Vec::new();
    let text = text
        .chars()
        .enumerate()
        .filter_map(|(at, from)| {
            let Some(to) = replacement(from, substitution) else {
                return Some(from);
            };
            replaced.push(Replaced { at, from, to });
            to
        })
        .collect();
    (text, replaced)
}

/// What is written for a character, if something else is: another one, or nothing.
#[expect(
    clippy::option_option,
    reason = "no replacement is not the same as nothing in its place"
)]
fn replacement(from: char, substitution: Substitution) -> Option<Option<char>> {
    // What ASCII and the kana need is nothing.
    if from.is_ascii() {
        return None;
    }
    let listed = |table: &[(char, char)]| {
        let (_, to) = table.iter().find(|(one, _)| *one == from)?;
        Some(Some(*to))
    };
    listed(REPLACEMENTS).or_else(|| match substitution {
        Substitution::Refuse => None,
        Substitution::Allow if is_selector(from) => Some(None),
        Substitution::Allow => listed(VARIANTS),
    })
}

/// The place in the text as it was given, of a place in the text from which some were left out.
fn given_place(at: usize, replaced: &[Replaced]) -> usize {
    replaced
        .iter()
        .filter(|one| one.to.is_none())
        .fold(at, |at, left_out| at + usize::from(left_out.at <= at))
}

#[cfg(test)]
mod tests {
    use super::super::decode;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_people_are_written() {
        let encoded = encode("髙﨑 例子①ﾚｲ").unwrap();
        assert_eq!(decode(&encoded.bytes).text, "髙﨑 例子①ﾚｲ");
        assert_eq!(encoded.replaced, []);
    }

    #[test]
    fn everything_in_the_table_is_replaced_by_something_that_ms932_has() {
        for (from, to) in REPLACEMENTS {
            let encoded = encode(&format!("例{from}")).unwrap();
            assert_eq!(
                encoded.replaced,
                [Replaced {
                    at: 1,
                    from: *from,
                    to: Some(*to)
                }]
            );
            assert_eq!(decode(&encoded.bytes).text, format!("例{to}"));
        }
    }

    #[test]
    fn characters_outside_are_told_with_their_places() {
        let told = |text: &str| -> Vec<_> {
            let refused = encode(text).unwrap_err();
            refused
                .characters
                .iter()
                .map(|one| (one.at, one.character))
                .collect()
        };
        assert_eq!(told("𠮷田と森鷗外"), [(0, '𠮷'), (4, '鷗')]);
        assert_eq!(told("a\u{80}b\u{E000}"), [(1, '\u{80}'), (3, '\u{E000}')]);
        insta::assert_snapshot!(
            encode("𠮷").unwrap_err(),
            @"characters outside MS932: U+20BB7"
        );
    }

    #[test]
    fn variants_are_written_only_where_they_are_allowed() {
        let text = "辻\u{E0100}𠮷髙﨑😀鷗";
        let places = |refused: Unwritable| -> Vec<_> {
            refused.characters.iter().map(|one| one.at).collect()
        };
        assert_eq!(places(encode(text).unwrap_err()), [1, 2, 5, 6]);
        let refused = encode_allowing(text, Substitution::Allow).unwrap_err();
        assert_eq!(places(refused), [5]);

        let written = encode_allowing("辻\u{E0100}𠮷髙", Substitution::Allow).unwrap();
        assert_eq!(decode(&written.bytes).text, "辻吉髙");
        let told: Vec<_> = written
            .replaced
            .iter()
            .map(|one| (one.at, one.from, one.to))
            .collect();
        assert_eq!(told, [(1, '\u{E0100}', None), (2, '𠮷', Some('吉'))]);
    }

    proptest! {
        #[test]
        fn what_is_written_reads_the_same(text in ".*") {
            if let Ok(encoded) = encode(&text) {
                let read = decode(&encoded.bytes);
                prop_assert_eq!(read.faults, []);
                prop_assert_eq!(read.text, replace(&text, Substitution::Refuse).0);
            }
        }
    }
}
